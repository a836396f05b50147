"""The page that says who reacts to what is complete and true."""

from configurator.models import SpecialEventKind
from mto.subscriptions import PRINT, SUBSCRIPTIONS, TELL, TELL_AND_PRINT
from orders.models import Kind as OrderKind
from orders.reactions import MESSAGES, MILESTONE_MESSAGES, PAPER
from production.models import Kind as BuildKind


def test_every_kind_has_its_line_and_no_line_is_idle() -> None:
    assert set(SUBSCRIPTIONS) == {
        *OrderKind.values,
        *BuildKind.values,
        *SpecialEventKind.values,
    }


def test_what_is_told_and_printed_stands_in_the_table() -> None:
    told = {kind for kind, who in SUBSCRIPTIONS.items() if who in (TELL, TELL_AND_PRINT)}
    printed = {kind for kind, who in SUBSCRIPTIONS.items() if who in (PRINT, TELL_AND_PRINT)}
    assert MILESTONE_MESSAGES
    assert told == {*MESSAGES, OrderKind.MILESTONE, OrderKind.PREPARED}
    assert printed == set(PAPER)
