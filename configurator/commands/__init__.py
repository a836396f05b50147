"""The only writers of the configurator."""

from configurator.commands.catalogues import (
    CannotImport,
    CannotPublish,
    ImportReport,
    import_release,
    publish_release,
    record_option_effects,
)
from configurator.commands.configurations import (
    CannotChoose,
    CannotStart,
    ChooseResult,
    ConflictNeedsDecision,
    assign_customer,
    choose,
    entrust,
    redo,
    start_configuration,
    undo,
)
from configurator.commands.specifications import CannotFreeze, drawn_up, freeze

__all__ = [
    "CannotChoose",
    "CannotFreeze",
    "CannotImport",
    "CannotPublish",
    "CannotStart",
    "ChooseResult",
    "ConflictNeedsDecision",
    "ImportReport",
    "assign_customer",
    "choose",
    "drawn_up",
    "entrust",
    "freeze",
    "import_release",
    "publish_release",
    "record_option_effects",
    "redo",
    "start_configuration",
    "undo",
]
