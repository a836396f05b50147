"""The only writers of this app, one file per use case."""

from production.commands.adopting import adopt_build
from production.commands.builds import detach_build, move_build, open_build, withdraw_build
from production.commands.by_hand import Heard, answer_request, record_milestone
from production.commands.changing import change_build, change_place, rush_build, rush_place
from production.commands.exceptions import close_as_told
from production.commands.handover import (
    CHECKLIST,
    Check,
    book_appointment,
    record_handover,
    record_pdi,
)
from production.commands.losing import ask_replacement, write_off
from production.commands.refusals import (
    CannotAdopt,
    CannotAnswer,
    CannotBook,
    CannotChange,
    CannotDetach,
    CannotMove,
    CannotOpen,
    CannotRecord,
    CannotRecordPdi,
    CannotReplace,
    CannotReserve,
    CannotSettle,
    CannotWithdraw,
)
from production.commands.slots import release_slot, reserve_slot
from production.commands.writing import offers_no_slots

__all__ = [
    "CHECKLIST",
    "CannotAdopt",
    "CannotAnswer",
    "CannotBook",
    "CannotChange",
    "CannotDetach",
    "CannotMove",
    "CannotOpen",
    "CannotRecord",
    "CannotRecordPdi",
    "CannotReplace",
    "CannotReserve",
    "CannotSettle",
    "CannotWithdraw",
    "Check",
    "Heard",
    "adopt_build",
    "answer_request",
    "ask_replacement",
    "book_appointment",
    "change_build",
    "change_place",
    "close_as_told",
    "detach_build",
    "move_build",
    "offers_no_slots",
    "open_build",
    "record_handover",
    "record_milestone",
    "record_pdi",
    "release_slot",
    "reserve_slot",
    "rush_build",
    "rush_place",
    "withdraw_build",
    "write_off",
]
