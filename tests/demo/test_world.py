"""The whole demonstration world against a real manufacturer: every invariant, and only once."""

from __future__ import annotations

import os
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from customers.models import Customer, Message
from mto.demo.fleets import UNITS
from mto.demo.placing import QUOTA
from mto.services import house as parts
from mto.services.supervisor import Supervisor
from mto.services.surroundings import some_free_port
from orders import lifecycle
from orders.models import JournalEntry, Kind, Order, OrderEvent, PromiseEntry, QuoteVersion
from production.milestones import fold
from production.models import Allocation, Build, BuildException, SlotBucket, StageSample

pytestmark = [pytest.mark.django_db, pytest.mark.journey]  # half a minute: it is the whole world


@pytest.fixture
def manufacturer(tmp_path: Path) -> Iterator[str]:
    """A manufacturer of its own, its address."""
    port = some_free_port(8730)
    supervisor = Supervisor(tmp_path)
    child = parts.factory(
        dict(os.environ),
        tmp_path,
        port=port,
        store=tmp_path / "factory.sqlite3",
        seconds_per_day=86_400,
        web="http://127.0.0.1:1",
    )
    supervisor.add(child)
    address = f"http://127.0.0.1:{port}"
    supervisor.wait_until(
        "the manufacturer",
        lambda: parts.answers(f"{address}/healthz"),
        timeout=30,
        stop=threading.Event(),
    )
    yield address
    child.stop()


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("seed_demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_world_is_whole_and_is_made_once(manufacturer: str, settings: LazySettings) -> None:
    settings.DEMO, settings.FACTORY_URL = True, manufacturer
    assert "305 orders" in said()
    before = Order.objects.count()
    assert "already" in said()
    assert Order.objects.count() == before == sum(QUOTA.values()) + UNITS

    assert Counter(Order.objects.filter(fleet=None).values_list("state", flat=True)) == QUOTA
    assert Customer.objects.count() == 40
    _every_event_leads_to_the_state()
    _builds_are_the_fold_of_their_milestones()
    _places_are_counted_right()
    _money_balances_and_prices_recompute()
    _nothing_lies_in_the_future()
    _every_screen_has_its_story()


def _every_event_leads_to_the_state() -> None:
    """Replaying what was recorded gives the current state, by legal edges only."""
    edges = {(source, target) for source, target in lifecycle.EDGES}
    moves: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for event in OrderEvent.objects.order_by("occurred_at", "id"):
        if "to" in event.body:
            moves[event.order_id].append((event.body["from"], event.body["to"]))
    for order in Order.objects.all():
        state = "DRAFT"
        for source, target in moves[order.pk]:
            assert (source, target) in edges
            assert source == state, f"{order}: {moves[order.pk]}"
            state = target
        assert state == order.state, f"{order}: {moves[order.pk]}"


def _builds_are_the_fold_of_their_milestones() -> None:
    for build in Build.objects.prefetch_related("milestones"):
        state = fold(build.marks())
        assert (state.stage, state.last_code) == (build.stage, build.last_code), build
    assert StageSample.objects.count() > 1000


def _places_are_counted_right() -> None:
    live = Q(reservations__state__in=["HELD", "CONFIRMED"])
    wrong = SlotBucket.objects.annotate(held=Count("reservations", filter=live)).exclude(
        taken=F("held")
    )
    assert list(wrong) == []
    assert not SlotBucket.objects.filter(taken__gt=F("capacity")).exists()
    assert not Allocation.objects.filter(taken__gt=F("capacity")).exists()


def _money_balances_and_prices_recompute() -> None:
    sums = JournalEntry.objects.annotate(left=Sum("lines__amount")).exclude(left=0)
    assert list(sums) == []
    for version in QuoteVersion.objects.all()[:40]:
        assert version.recomputed().to_json() == version.sheet
    assert Order.objects.filter(state="CLOSED", journal__kind="delivery").count() == 84


def _nothing_lies_in_the_future() -> None:
    assert not OrderEvent.objects.filter(occurred_at__gt=timezone.now()).exists()
    assert not Message.objects.exclude(state="DONE").filter(subject_kind="order").exists()
    assert not Message.objects.filter(sent_to="").exists()


def _every_screen_has_its_story() -> None:
    kinds = set(BuildException.objects.values_list("kind", flat=True))
    assert {"LATE", "AT_RISK", "MISMATCH"} <= kinds
    assert {"kept", "missed", "estimate"} <= set(
        PromiseEntry.objects.values_list("kind", flat=True)
    )
    mine = Order.objects.get(customer__email="customer@demo.mto")
    assert mine.state == "IN_PRODUCTION"
    assert mine.events.filter(kind=Kind.WINDOW_CHANGED).exists()
    assert Build.objects.filter(is_on_hold=True).exists()
