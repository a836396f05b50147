"""What may still be done about each option that changes on a car at the factory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from configurator.catalogue import Option
from configurator.models import Specification
from configurator.selectors import assumptions_on, catalogue
from orders.changing import FreezeAnswer
from orders.models import FreezeRule, Order
from production.changing import ASK, FREE, LATER, NO, answer_today, last_day, passed_words

STRICTEST_FIRST = (NO, ASK, LATER, FREE)


def freeze_answers(
    order: Order, ordered: Specification, wished: Specification, now: datetime
) -> tuple[FreezeAnswer, ...]:
    """The answer for every option that comes or goes, what is refused first."""
    build = order.build
    if build is None:
        return ()
    safer = [
        {"freeze_class": name, "milestone": code, "answer_after": answer}
        for name, code, answer in FreezeRule.objects.filter(
            dealership=order.dealership_id
        ).values_list("freeze_class", "milestone", "answer_after")
    ]
    short = _short(order, ordered, now)
    calendar = build.plant.calendar() if build.plant else order.dealership.calendar()
    found = []
    for code in sorted({*ordered.codes} ^ {*wished.codes}):
        option = _option(code, wished, ordered)
        if option is None:
            continue
        is_short_removal = code in ordered.codes and code in short
        answer = answer_today(
            ordered.model_line.freezes,
            option.freeze_class,
            build.last_code,
            safer=safer,
            is_short_removal=is_short_removal,
        )
        day = last_day(answer.until, build.slot_week, calendar) if answer.until else None
        found.append(
            FreezeAnswer(
                option.name,
                answer.answer,
                passed_words(answer.since) if answer.since else "",
                _iso(day, now),
            )
        )
    return tuple(sorted(found, key=lambda each: (STRICTEST_FIRST.index(each.answer), each.option)))


def _option(code: str, *among: Specification) -> Option | None:
    for specification in among:
        found = catalogue(specification.model_line_id).by_code.get(code)
        if found is not None:
            return found
    return None


def _short(order: Order, ordered: Specification, now: datetime) -> frozenset[str]:
    """What of the ordered car may not be ordered today."""
    limits = assumptions_on(
        ordered.model_line_id, on=order.dealership.today(now), market=ordered.market
    )
    return frozenset(each.code for each in limits if not each.allowed and not each.is_market)


def codes_to_build(
    ordered: Specification, wished: Specification, freezes: Sequence[FreezeAnswer]
) -> tuple[str, ...]:
    """The codes to build: what is fitted later stays as it was ordered."""
    later = {each.option for each in freezes if each.answer == LATER}
    kept = {code for code in ordered.codes if _name(code, ordered) in later}
    added = {code for code in wished.codes if _name(code, wished) in later}
    changed = [code for code in wished.codes if code not in added - {*ordered.codes}]
    return (*changed, *(code for code in ordered.codes if code in kept and code not in changed))


def _name(code: str, specification: Specification) -> str:
    found = _option(code, specification)
    return found.name if found is not None else ""


def _iso(day: date | None, now: datetime) -> str:
    return day.isoformat() if day is not None and day >= now.date() else ""
