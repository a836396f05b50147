"""The table of transitions: by hand = declared = enforced by the database."""

from __future__ import annotations

import itertools

import pytest
from django.db import DatabaseError, connection, transaction

from orders import lifecycle
from orders.models import Order, State
from tests.factories_orders import NOW, Desk, at, quoted

# Written by hand from the trade's paper, not generated.
BY_HAND = {
    ("DRAFT", "QUOTED"),
    ("DRAFT", "EXPIRED"),  # a draft that was a quote before is discarded, not deleted
    ("QUOTED", "DRAFT"),
    ("QUOTED", "EXPIRED"),
    ("QUOTED", "ACCEPTED"),
    ("ACCEPTED", "VALIDATED"),
    ("VALIDATED", "ACCEPTED"),
    ("VALIDATED", "APPROVED"),
    ("APPROVED", "VALIDATED"),
    ("APPROVED", "SUBMITTED"),
    ("SUBMITTED", "BANKED"),
    ("SUBMITTED", "REJECTED"),
    ("REJECTED", "VALIDATED"),
    ("BANKED", "SCHEDULED"),
    ("SCHEDULED", "BANKED"),
    ("SCHEDULED", "IN_PRODUCTION"),
    ("IN_PRODUCTION", "BANKED"),
    ("IN_PRODUCTION", "BUILT"),
    ("BUILT", "IN_TRANSIT"),
    ("IN_TRANSIT", "AT_DEALER"),
    ("IN_TRANSIT", "BANKED"),
    ("AT_DEALER", "READY"),
    ("READY", "DELIVERED"),
    ("DELIVERED", "CLOSED"),
    ("ACCEPTED", "CANCELLED"),
    ("VALIDATED", "CANCELLED"),
    ("APPROVED", "CANCELLED"),
    ("SUBMITTED", "CANCELLED"),
    ("REJECTED", "CANCELLED"),
    ("BANKED", "CANCELLED"),
    ("SCHEDULED", "CANCELLED"),
    ("IN_PRODUCTION", "CANCELLED"),
    ("BUILT", "CANCELLED"),
    ("IN_TRANSIT", "CANCELLED"),
    ("AT_DEALER", "CANCELLED"),
    ("READY", "CANCELLED"),
}
PAIRS = [pair for pair in itertools.product(State.values, repeat=2) if pair[0] != pair[1]]


def test_the_declared_transitions_are_those_of_the_paper() -> None:
    moves = Order._meta.get_field("state").get_all_transitions(Order)
    declared = {(move.source, move.target) for move in moves}
    assert declared == BY_HAND
    assert set(lifecycle.EDGES) == BY_HAND


@pytest.mark.django_db
def test_the_database_knows_exactly_these_edges() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(t.tgfoid) FROM pg_trigger t "
            "WHERE t.tgrelid = 'orders_order'::regclass AND t.tgname LIKE '%legal_edges%'"
        )
        (source,) = cursor.fetchone()
    listed = source.split("'{")[1].split("}'")[0].split(",")
    assert {tuple(edge.split(":")) for edge in listed} == BY_HAND


def test_end_states_have_no_exit() -> None:
    for state in lifecycle.END_STATES:
        assert not [edge for edge in BY_HAND if edge[0] == state]


def test_every_state_is_reached_from_a_draft() -> None:
    seen, todo = set(), ["DRAFT"]
    while todo:
        here = todo.pop()
        seen.add(here)
        todo += [target for source, target in BY_HAND if source == here and target not in seen]
    assert seen == set(State.values)


def test_no_update_walks_past_the_lifecycle(desk: Desk) -> None:
    order = quoted(desk)
    for target in ("DELIVERED", "BANKED", "CANCELLED"):
        with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
            Order.objects.filter(pk=order.pk).update(state=target)


def test_a_state_cannot_be_assigned(desk: Desk) -> None:
    order = quoted(desk)
    with pytest.raises(AttributeError):
        order.state = State.DELIVERED


def test_a_submitted_order_has_a_build_by_constraint(desk: Desk) -> None:
    order = at(desk, State.SUBMITTED)
    with pytest.raises(DatabaseError, match="order_build_from_submitted"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(build=None)


def test_the_promise_is_never_overwritten_once_sent(desk: Desk) -> None:
    order = at(desk, State.SUBMITTED)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(promised_on=NOW.date())


@pytest.mark.parametrize("state", State.values)
def test_commands_lead_to_every_state_and_its_events_replay_to_it(desk: Desk, state: str) -> None:
    order = at(desk, state)
    assert order.state == state
    replayed = "DRAFT"
    for event in order.events.order_by("id"):
        if "to" in event.body:
            assert event.body["from"] == replayed
            replayed = event.body["to"]
    assert replayed == state
