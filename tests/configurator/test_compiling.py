"""A published line is compiled once, by the worker, and every click is answered from that."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from configurator import selectors
from configurator.commands import import_release, publish_release
from configurator.commands.compiling import LEASE, compile_line
from configurator.engine import CompiledEngine, Limits, SatEngine
from configurator.models import CompiledLine, ModelLine, Source
from configurator.selectors import catalogues
from configurator.tasks import compile_lines
from kernel.work import WorkState
from tests.factories_configurator import NOW, published_line, release_payload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "LOOK_AGAIN_SECONDS", 0)


def answers(line: ModelLine) -> Any:
    engine = selectors.engine(line.pk)
    return [(engine.status(picks), engine.complete(picks)) for picks in ((), ("BLUE",))]


def test_publishing_asks_for_the_compiled_form_and_the_sweep_makes_it_once() -> None:
    line = published_line()
    work = CompiledLine.objects.get()
    assert (work.model_line, work.state) == (line, WorkState.QUEUED)
    assert isinstance(selectors.engine(line.pk), SatEngine)
    before = answers(line)

    compile_lines()
    work.refresh_from_db()
    assert (work.state, work.error) == (WorkState.DONE, "")
    assert int(work.cars) == selectors.engine(line.pk).count(())
    assert isinstance(selectors.engine(line.pk), CompiledEngine)
    assert answers(line) == before

    kept = (work.circuit, work.finished_at)
    compile_lines()
    work.refresh_from_db()
    assert (work.circuit, work.finished_at) == kept


def test_a_worker_that_died_between_claim_and_record_is_followed_by_another() -> None:
    published_line()
    now = timezone.now()
    assert CompiledLine.objects.claim(now=now, limit=1, lease=LEASE)
    assert not CompiledLine.objects.claim(now=now, limit=1, lease=LEASE)
    (work,) = CompiledLine.objects.claim(now=now + LEASE + timedelta(seconds=1), limit=1)
    compile_line(work, now=now)
    assert CompiledLine.objects.get().state == WorkState.DONE


def test_a_line_that_does_not_compile_says_why_and_the_solver_answers() -> None:
    line = published_line()
    (work,) = CompiledLine.objects.claim(now=timezone.now(), limit=1)
    compile_line(work, now=NOW, limits=Limits(seconds=0))
    work.refresh_from_db()
    assert (work.state, work.error) == (
        WorkState.PARKED,
        "Compiling took longer than 0 seconds.",
    )
    assert isinstance(selectors.engine(line.pk), SatEngine)


def test_a_change_of_prices_needs_no_compiling() -> None:
    published_line()
    compile_lines()
    first = CompiledLine.objects.get()
    dearer = release_payload(release="2027-2")
    for group in dearer["model_lines"][0]["groups"]:
        for option in group["options"]:
            option["retail"] = "777.00"
    report = import_release("ACME", dearer, Source.FACTORY, NOW)
    publish_release(release_id=report.release_id, by=None, now=NOW)
    (work,) = CompiledLine.objects.claim(now=timezone.now(), limit=1)
    compile_line(work, now=NOW, limits=Limits(seconds=0))  # there would be no time to compile
    second = CompiledLine.objects.get(pk=work.pk)
    assert second.state == WorkState.DONE, second.error
    assert (second.fingerprint, second.cars) == (first.fingerprint, first.cars)


def test_a_compiled_form_that_cannot_be_read_is_left_alone() -> None:
    line = published_line()
    compile_lines()
    CompiledLine.objects.update(circuit=b"rubbish")
    assert isinstance(selectors.engine(line.pk), SatEngine)
