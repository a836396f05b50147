"""A consultation that has just been held: what the customer needs, and the build it led to, which a
stock car on its way comes close to."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from configurator.commands.needs import start_from_needs, write_needs
from configurator.needs import US, Answers
from mto.demo.cases import Case

AGO = timedelta(hours=2)
ROUND = Decimal(1000)


def hold(cases: list[Case], *, now: datetime) -> None:
    """For every stock car that is a story: a build like it but for one wish, held against the needs."""
    for case in cases:
        if case.notes.get("story") == "stock":
            _hold(case, now - AGO)


def _hold(case: Case, at: datetime) -> None:
    staffed, price = case.staffed, case.car.sheet.total_retail
    said = Answers(
        units=US,
        people=4,
        child_seats=1,
        uses=("city", "motorway"),
        climates=("snow",),
        daily_distance=70,
        budget=(price / ROUND).to_integral_value() * ROUND,
        budget_over=Decimal(1500),
        needed_by=(at + timedelta(days=75)).date(),
        must=("all-wheel drive",),
        nice=("good audio",),
        meanings={"all-wheel drive": ("fact:awd",)},
    )
    rep = staffed.staff["SALES_REP"][0]
    sheet = write_needs(
        dealership=staffed.dealership, customer=staffed.customers[3], answers=said, by=rep, now=at
    )
    start_from_needs(
        sheet=sheet,
        model_line_id=case.car.model_line.pk,
        picks=case.car.picks[:-1],
        by=rep,
        now=at,
    )
