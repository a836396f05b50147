"""As many wishes as can be are carried over: checked by SAT calls that know nothing of the product."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from io import StringIO
from itertools import combinations

import pytest
from django.core.management import call_command

from configurator.catalogue import Area, Assumption, Catalogue
from configurator.commands import import_release
from configurator.engine import SatEngine, Status
from configurator.models import ModelLine, Source
from configurator.selectors import assumptions_on, read_catalogue
from configurator.selectors.compare import carried_over
from configurator.selectors.decisions import picks_with
from factory.catalogue import release
from tests.configurator.style_cars import BruteCar, files, ids_by_code, style_of
from tests.factories_configurator import NOW
from tests.factory.sat import Line

TODAY = date(2026, 11, 23)
WISHES, CUSTOMERS = 7, 4

type Exists = Callable[[Collection[str]], bool]


def wishes(known: Catalogue, solver: SatEngine, limits: Sequence[Assumption]) -> Iterable[set[str]]:
    """Picks that go together, drawn as customers do: whatever is open."""
    lot = random.Random(known.code)
    for _ in range(CUSTOMERS):
        picks: set[str] = set()
        while len(picks) < WISHES:
            free = solver.status(picks, limits).codes(Status.FREE)
            picks.add(lot.choice(free))
        yield picks


def check(
    known: Catalogue, limits: Sequence[Assumption], choices: Sequence[str], exists: Exists
) -> int:
    """Take each of the choices with each customer's wishes; how many times something was lost."""
    solver, lossy = SatEngine(known), 0
    for picks in wishes(known, solver, limits):
        for choice in choices:
            wanted = picks_with(known, tuple(picks), choice)
            lost, _, car = carried_over(known, solver, limits, tuple(picks), choice)
            if not car:
                assert not exists([choice])
                continue
            assert solver.validate(car, limits) == []
            assert wanted - set(lost) <= set(car)
            lossy += bool(lost)
            others = sorted(wanted - {choice})
            for fewer in range(len(lost)):
                for dropped in combinations(others, fewer):
                    assert not exists(wanted - set(dropped))
    return lossy


@pytest.mark.django_db
def test_every_trim_of_the_demonstration_car_keeps_all_it_can() -> None:
    payload = release(TODAY)
    payload["model_lines"] = [line for line in payload["model_lines"] if line["code"] == "VELA"]
    import_release(None, payload, Source.FACTORY, NOW)
    line = ModelLine.objects.get()
    known, limits = read_catalogue(line), assumptions_on(line.pk, on=TODAY)
    brute, barred = (
        Line(payload["model_lines"][0]),
        [limit for limit in limits if not limit.allowed],
    )
    without = tuple(limit.code for limit in barred if limit.code in brute.literals)
    trims = [o.code for o in known.options if known.group_of(o.code).area is Area.TRIM]

    def exists(codes: Collection[str]) -> bool:
        return brute.car_with(*codes, without=without) is not None

    assert len(trims) > 3
    assert check(known, limits, trims, exists) > 3


@pytest.mark.django_db
@pytest.mark.skipif(not files(), reason="the shared style records are not at hand")
def test_every_option_of_a_real_car_keeps_all_it_can() -> None:
    path = max(files(), key=lambda path: path.stat().st_size)  # the most tangled
    call_command("import_style_feed", str(path), stdout=StringIO())
    known = read_catalogue(ModelLine.objects.get())
    trim = {o.code for o in known.options if o.group == "TRIM"}
    ids = ids_by_code(style_of(path), {o.code: o.name for o in known.options if o.code not in trim})
    brute = BruteCar(style_of(path))
    options = [o.code for o in known.options if o.code not in trim]

    def exists(codes: Collection[str]) -> bool:
        return brute.can([brute.variable[ids[code]] for code in codes if code not in trim])

    assert check(known, (), options, exists) > 0
