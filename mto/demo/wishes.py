"""Special requests of the demonstration: one that is part of a car, one answered, one that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from configurator import commands
from configurator.commands import Finding, Wish
from configurator.models import (
    Configuration,
    Manufacturer,
    SpecialKind,
    SpecialRequest,
    SpecialState,
    Upfitter,
)
from configurator.selectors import current_model_lines
from customers.models import User
from mto.demo import world
from mto.demo.reference import Staffed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Wished:
    """A wish, which of the maker's cars it is for, and how long ago it was asked."""

    wish: Wish
    line: int
    asked_before: timedelta


def seed_wishes(site: Staffed, *, now: datetime) -> None:
    """An upfitter, and requests in three states on builds of the first rep's customers."""
    rep, engineer = site.staff["SALES_REP"][0], site.one("COORDINATOR")
    maker = Manufacturer.objects.get(code=world.MANUFACTURER)
    fitter = Upfitter.objects.create(
        dealership=site.dealership, manufacturer=maker, code="ABLE", name="Able Mobility",
        place="Saco, ME", phone="+1 207 555 0188", email="work@able.demo.mto",
    )  # fmt: skip
    until = site.dealership.today(now) + timedelta(days=60)
    ramp = _asked(
        site,
        Wished(
            Wish(
                SpecialKind.ACCESSIBILITY, "Ramp at the rear",
                "Fold-out ramp for an electric wheelchair of 160 kg, 78 cm wide, used alone.",
            ),
            0,
            6 * DAY,
        ),
        rep,
        now,
    )  # fmt: skip
    answered_at = now - 3 * DAY
    commands.answer_special(
        request_id=ramp.pk,
        finding=Finding(
            verdict=SpecialState.WITH_CONDITIONS,
            evidence="Ramp type AR-160, drawing 4711; tested to 300 kg.",
            conditions="No towing hitch; the spare wheel is left out.",
            retail=Decimal("4890.00"), invoice=Decimal("3950.00"), added_days=9, upfitter=fitter,
            valid_until=until, is_for_any_car=True,
        ),
        by=engineer,
        now=answered_at,
    )  # fmt: skip
    customer = ramp.configuration.customer
    commands.accept_answer(
        request_id=ramp.pk, answer=1, customer_name=customer.name if customer else "Casey Morgan",
        by=rep, now=answered_at + 5 * HOUR,
    )  # fmt: skip
    livery = _asked(
        site,
        Wished(
            Wish(
                SpecialKind.COMMERCIAL, "Shelving for tools",
                "Aluminium shelves left and right behind the partition, as in our other vans.",
                quantity=2, unit="racks",
            ),
            1,
            4 * DAY,
        ),
        rep,
        now,
    )  # fmt: skip
    commands.answer_special(
        request_id=livery.pk,
        finding=Finding(
            verdict=SpecialState.FEASIBLE, evidence="Supplier offer of last week.",
            retail=Decimal("640.00"), invoice=Decimal("505.00"), added_days=2, valid_until=until,
        ),
        by=engineer,
        now=now - DAY,
    )  # fmt: skip
    _asked(
        site,
        Wished(
            Wish(
                SpecialKind.EXPORT, "Papers for Germany",
                "The customer moves to Hamburg; the car is to be registered there.",
                destination="DE",
            ),
            2,
            9 * DAY,
        ),
        rep,
        now,
    )  # fmt: skip


def _asked(site: Staffed, wished: Wished, rep: User, now: datetime) -> SpecialRequest:
    at = now - wished.asked_before
    return commands.draft_special(
        configuration_id=_build(site, wished.line, rep, at, now).pk,
        wish=wished.wish,
        is_asked=True,
        by=rep,
        now=at,
    )


def _build(site: Staffed, line: int, rep: User, at: datetime, now: datetime) -> Configuration:
    maker = Manufacturer.objects.get(code=world.MANUFACTURER)
    lines = [each for each in current_model_lines(now) if each.release.manufacturer_id == maker.pk]
    started = commands.start_configuration(
        dealership=site.dealership,
        model_line_id=lines[line % len(lines)].pk,
        customer=site.customers[line],
        by=rep,
        now=now,
    )
    Configuration.objects.filter(pk=started.pk).update(updated_at=at)
    return started
