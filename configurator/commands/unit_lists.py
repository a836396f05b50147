"""The units of a fleet from a file: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from configurator.commands.fleets import PLANS, UnitWish, replace_units
from configurator.feeds.reading import Problem
from configurator.feeds.release import UnreadableFeed
from configurator.feeds.units import DROPS, LABEL, SHIP_TO, TAKES, USE, UnitRow, read_rows
from configurator.fleets import codes_named, exception_of, picks_of
from configurator.models import FleetPlan
from configurator.models.fleets import MOST_UNITS
from configurator.selectors.fleets import FleetCars
from kernel.refusals import Refusal


class CannotImportUnits(Refusal):
    """Nothing was changed; ``problems`` lists every fault with its row and column."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("The list was not taken over. Mend what is named and bring it again.")
        self.problems = tuple(problems)


@transaction.atomic
def import_units(
    *, plan_id: int, content: bytes, name: str, version: int, now: datetime
) -> FleetPlan:
    """Replace the unit list by the file's.

    A row whose options do not go with the build is a fault with its reason: a file cannot be asked.

    :raises CannotImportUnits: with every fault. :raises CannotPlanFleet: its size, or quoted.
    """
    try:
        rows = read_rows(content, name, most=MOST_UNITS)
    except UnreadableFeed as wrong:
        raise CannotImportUnits([str(problem) for problem in wrong.problems]) from wrong
    cars = FleetCars(PLANS.get(pk=plan_id), now)
    problems: list[Problem] = []
    wishes = [_wish(cars, row, problems) for row in rows]
    if problems:
        raise CannotImportUnits([str(problem) for problem in problems])
    return replace_units(plan_id=plan_id, wishes=wishes, version=version, now=now)


def _wish(cars: FleetCars, row: UnitRow, problems: list[Problem]) -> UnitWish:
    takes = _codes(cars, row, TAKES, problems)
    drops = _codes(cars, row, DROPS, problems)
    for code in drops:
        if code not in cars.base:
            name = cars.lines.by_code[code].name
            what = f"{name} is not one of the build’s own choices"
            problems.append(Problem(row.where(DROPS), what))
    picks = picks_of(cars.lines, cars.base, takes, drops)
    exceptions = exception_of(cars.lines, cars.base, picks)
    if why_not := cars.with_exceptions(*exceptions).why_not:
        problems.append(Problem(row.where(TAKES), f"cannot be built. {why_not}".rstrip(".")))
    said = row.cells
    return UnitWish(
        takes=tuple(exceptions[0]),
        drops=tuple(exceptions[1]),
        label=said.get(LABEL, ""),
        ship_to=said.get(SHIP_TO, ""),
        use=said.get(USE, ""),
    )


def _codes(cars: FleetCars, row: UnitRow, column: str, problems: list[Problem]) -> list[str]:
    found, unknown = codes_named(cars.lines, row.cells.get(column, ""))
    for text in unknown:
        what = f"{cars.lines.name} has no option {text!r:.60}"
        problems.append(Problem(row.where(column), what))
    return found
