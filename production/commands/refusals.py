"""The named answers of this app's commands; each carries a sentence for the person who asked."""

from kernel.refusals import Refusal


class CannotReserve(Refusal):
    """No place can be taken."""


class CannotOpen(Refusal):
    """The build cannot be opened."""


class CannotWithdraw(Refusal):
    """The build cannot be taken back from the factory."""


class CannotDetach(Refusal):
    """The build cannot become a stock unit."""


class CannotAdopt(Refusal):
    """The car cannot become that of another order."""


class CannotReplace(Refusal):
    """The factory cannot be asked for another car."""


class CannotMove(Refusal):
    """The build cannot move to that week."""


class CannotChange(Refusal):
    """The car cannot become another one at the factory."""


class CannotAnswer(Refusal):
    """The exception cannot be answered like that."""


class CannotRecord(Refusal):
    """What a person heard of the manufacturer cannot be recorded like that."""


class CannotSettle(Refusal):
    """The parked message cannot be replayed or discarded."""


class CannotRecordPdi(Refusal):
    """The inspection cannot be recorded."""


class CannotBook(Refusal):
    """The bay cannot be booked."""
