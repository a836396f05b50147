"""Buildable cars, drawn from the catalogue the manufacturer's feed brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from configurator.catalogue import Area, Assumption
from configurator.engine import Engine, Status
from configurator.models import ModelLine
from configurator.pricing import price
from configurator.selectors import assumptions_on, catalogue, engine
from mto.demo.cases import Car
from production.estimates import goes_to_upfitter
from production.models import Line, OptionLimit

POPULAR = (Area.TRIM, Area.POWERTRAIN, Area.EXTERIOR, Area.INTERIOR, Area.WHEELS)
NOW_AND_THEN = (Area.PACKAGES, Area.TECHNOLOGY, Area.COMFORT, Area.APPEARANCE)
SELDOM = (Area.ACCESSIBILITY, Area.COMMERCIAL)
EXTRAS = (1, 2, 2, 3, 4)
UPFIT_SHARE = 0.06


class Showroom:
    """Draws cars of one manufacturer; keeps a stock of designs per model line."""

    def __init__(self, rng: Random, model_lines: Sequence[ModelLine], now: datetime) -> None:
        self._rng, self._now = rng, now
        self._lines = list(Line.objects.select_related("plant__manufacturer").order_by("pk"))
        self._never = set(
            OptionLimit.objects.filter(capacity=0).values_list("plant_id", "option_code").distinct()
        )
        self._designs = {line.pk: [self._design(line) for _ in range(14)] for line in model_lines}
        self._model_lines = list(model_lines)

    def draw(self) -> Car:
        return self._rng.choice(self._designs[self._rng.choice(self._model_lines).pk])

    def _design(self, model_line: ModelLine) -> Car:
        solver, limits = engine(model_line.pk), assumptions_on(model_line.pk, on=self._now.date())
        picks: list[str] = []
        for area in POPULAR:
            self._pick(model_line, solver, limits, picks, area)
        for area in self._rng.sample(NOW_AND_THEN, 3):
            for _ in range(self._rng.choice(EXTRAS)):
                self._pick(model_line, solver, limits, picks, area)
        if self._rng.random() < UPFIT_SHARE:
            self._pick(model_line, solver, limits, picks, self._rng.choice(SELDOM))
        codes = tuple(solver.complete(picks, limits))
        line = self._line(model_line, codes)
        sheet = price(catalogue(model_line.pk), codes)
        has_upfit = goes_to_upfitter(line.plant.manufacturer, model_line.code, codes)
        return Car(model_line, tuple(picks), codes, line, sheet, has_upfit)

    def _pick(
        self,
        model_line: ModelLine,
        solver: Engine,
        limits: Sequence[Assumption],
        picks: list[str],
        area: Area,
    ) -> None:
        """Add one option of that area that goes with the others, if there is one."""
        known = catalogue(model_line.pk)
        status = solver.status(picks, limits).status
        groups = [group for group in known.groups if group.area is area]
        self._rng.shuffle(groups)
        for group in groups[:3]:
            free = [o.code for o in known.members[group.code] if status[o.code] is Status.FREE]
            if free:
                picks.append(self._rng.choice(free))
                return

    def _line(self, model_line: ModelLine, codes: Sequence[str]) -> Line:
        """The line that can build exactly this car. :raises LookupError: none can."""
        for line in self._lines:
            short = {(line.plant_id, code) for code in codes} & self._never
            if model_line.code in line.model_line_codes and not short:
                return line
        raise LookupError(f"No line builds this {model_line}.")
