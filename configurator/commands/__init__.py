"""The only writers of the configurator."""

from configurator.commands.catalogues import (
    CannotImport,
    ImportReport,
    import_release,
    record_option_effects,
)
from configurator.commands.completing import CannotComplete, ProposalChanged, complete
from configurator.commands.configurations import (
    CannotChoose,
    CannotStart,
    ChooseResult,
    ConflictNeedsDecision,
    assign_customer,
    choose,
    entrust,
    redo,
    return_to,
    start_configuration,
    undo,
)
from configurator.commands.markets import MarketNeedsDecision, set_market
from configurator.commands.releases import (
    CannotDiscard,
    CannotPublish,
    CannotWithdraw,
    discard_release,
    publish_release,
    report_again,
    withdraw_release,
)
from configurator.commands.reopening import CannotBring, bring_to_today
from configurator.commands.rules import CannotChangeRule, read_rule, remove_rule, save_rule
from configurator.commands.sharing import (
    CannotNote,
    CannotShare,
    mail_link,
    note_opened,
    remove_note,
    revoke_link,
    share,
    write_note,
)
from configurator.commands.specifications import CannotFreeze, drawn_up, freeze
from configurator.commands.supply import (
    CannotEndStop,
    CannotStopSale,
    StopOrder,
    end_stop_sale,
    report_stops,
    stop_sales,
)
from configurator.commands.uploads import import_files

__all__ = [
    "CannotBring",
    "CannotChangeRule",
    "CannotChoose",
    "CannotComplete",
    "CannotDiscard",
    "CannotEndStop",
    "CannotFreeze",
    "CannotImport",
    "CannotNote",
    "CannotPublish",
    "CannotShare",
    "CannotStart",
    "CannotStopSale",
    "CannotWithdraw",
    "ChooseResult",
    "ConflictNeedsDecision",
    "ImportReport",
    "MarketNeedsDecision",
    "ProposalChanged",
    "StopOrder",
    "assign_customer",
    "bring_to_today",
    "choose",
    "complete",
    "discard_release",
    "drawn_up",
    "end_stop_sale",
    "entrust",
    "freeze",
    "import_files",
    "import_release",
    "mail_link",
    "note_opened",
    "publish_release",
    "read_rule",
    "record_option_effects",
    "redo",
    "remove_note",
    "remove_rule",
    "report_again",
    "report_stops",
    "return_to",
    "revoke_link",
    "save_rule",
    "set_market",
    "share",
    "start_configuration",
    "stop_sales",
    "undo",
    "withdraw_release",
    "write_note",
]
