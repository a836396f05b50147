"""The only writers of this app, one file per use case."""

from production.commands.builds import detach_build, move_build, open_build, withdraw_build
from production.commands.handover import (
    CHECKLIST,
    Check,
    book_appointment,
    record_handover,
    record_pdi,
)
from production.commands.losing import ask_replacement, write_off
from production.commands.refusals import (
    CannotAnswer,
    CannotBook,
    CannotDetach,
    CannotMove,
    CannotOpen,
    CannotRecordPdi,
    CannotReplace,
    CannotReserve,
    CannotSettle,
    CannotWithdraw,
)
from production.commands.slots import release_slot, reserve_slot

__all__ = [
    "CHECKLIST",
    "CannotAnswer",
    "CannotBook",
    "CannotDetach",
    "CannotMove",
    "CannotOpen",
    "CannotRecordPdi",
    "CannotReplace",
    "CannotReserve",
    "CannotSettle",
    "CannotWithdraw",
    "Check",
    "ask_replacement",
    "book_appointment",
    "detach_build",
    "move_build",
    "open_build",
    "record_handover",
    "record_pdi",
    "release_slot",
    "reserve_slot",
    "withdraw_build",
    "write_off",
]
