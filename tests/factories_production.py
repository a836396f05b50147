"""Rows of the fulfilment for tests: a maker with a plant, a line, weeks, and builds at any stage."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from configurator.models import (
    CatalogueRelease,
    Manufacturer,
    ModelLine,
    Option,
    OptionGroup,
    Source,
    Specification,
)
from customers.models import Dealership
from production.commands import open_build, reserve_slot
from production.models import (
    Allocation,
    Build,
    FactoryFeed,
    InboxMessage,
    Line,
    Plant,
    SlotBucket,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
MONDAY = date(2026, 11, 23)
CODES = ("A1", "A2", "ROOF")


def maker(code: str = "MERIDIAN") -> Manufacturer:
    made, _ = Manufacturer.objects.get_or_create(code=code, defaults={"name": "Meridian Motors"})
    FactoryFeed.objects.get_or_create(manufacturer=made)
    return made


def plant_line(
    manufacturer: Manufacturer, code: str = "GRZ", models: tuple[str, ...] = ("ASTRA",)
) -> Line:
    plant, _ = Plant.objects.get_or_create(
        manufacturer=manufacturer, code=code, defaults={"name": "Graz", "country": "AT"}
    )
    line, _ = Line.objects.get_or_create(
        plant=plant,
        code=f"{code[0]}1",
        defaults={"name": "Graz 1", "model_line_codes": list(models)},
    )
    return line


def weeks(line: Line, count: int = 12, capacity: int = 10, first: int = 1) -> list[SlotBucket]:
    """Weeks from the one after NOW on."""
    return [
        SlotBucket.objects.create(
            line=line,
            week_start=MONDAY + timedelta(weeks=number),
            capacity=capacity,
            factory_capacity=capacity,
        )
        for number in range(first, first + count)
    ]


def allocation(
    dealership: Dealership, manufacturer: Manufacturer, capacity: int = 50, model: str = "ASTRA"
) -> list[Allocation]:
    months = [date(2026, 11, 1), date(2026, 12, 1), *(date(2027, n, 1) for n in range(1, 7))]
    return [
        Allocation.objects.create(
            dealership=dealership,
            manufacturer=manufacturer,
            model_line_code=model,
            month=month,
            capacity=capacity,
        )
        for month in months
    ]


def specification(manufacturer: Manufacturer, codes: tuple[str, ...] = CODES) -> Specification:
    release, is_new = CatalogueRelease.objects.get_or_create(
        manufacturer=manufacturer,
        code="MY27",
        defaults={
            "title": "Model year 2027",
            "currency": "USD",
            "valid_from": date(2026, 9, 1),
            "source": Source.FACTORY,
            "fingerprint": "0" * 64,
        },
    )
    if is_new:
        _fill(release)
    line = release.model_lines.get()
    return Specification.objects.create(
        model_line=line,
        release=release,
        codes=list(codes),
        lines=[],
        total_amount=Decimal(40000),
        invoice_total_amount=Decimal(36000),
        currency="USD",
        sha256=hashlib.sha256(" ".join(codes).encode()).hexdigest(),
        frozen_at=NOW,
    )


def _fill(release: CatalogueRelease) -> None:
    line = ModelLine.objects.create(
        release=release,
        code="ASTRA",
        name="Astra",
        body_style="sedan",
        model_year=2027,
        destination_amount=Decimal(900),
        currency="USD",
    )
    for area, codes in (("comfort", ("A1", "A2", "ROOF")), ("commercial", ("UPFIT",))):
        group = OptionGroup.objects.create(model_line=line, code=area, name=area, area=area)
        for code in codes:
            Option.objects.create(
                model_line=line,
                group=group,
                code=code,
                name=code,
                retail_amount=Decimal(100),
                invoice_amount=Decimal(90),
                currency="USD",
            )


def world(dealership: Dealership, capacity: int = 10, count: int = 12) -> list[SlotBucket]:
    """A maker with one line, weeks and allocation for one dealership."""
    made = maker()
    line = plant_line(made)
    allocation(dealership, made)
    return weeks(line, count, capacity)


def reserve(dealership: Dealership, number: str, **more: Any) -> Any:
    given: dict[str, Any] = {
        "model_line_code": "ASTRA",
        "option_codes": CODES,
        "not_before": None,
        "priority": 5,
        "by": None,
        "now": NOW,
        **more,
    }
    return reserve_slot(dealership=dealership, manufacturer=maker(), order_number=number, **given)


def opened(dealership: Dealership, number: str = "HARBOR-1", **more: Any) -> Build:
    """A build that waits to be sent."""
    reserve(dealership, number)
    given: dict[str, Any] = {
        "priority": 5,
        "promised_from": date(2027, 1, 11),
        "promised_on": date(2027, 3, 14),
        "by": None,
        "now": NOW,
        **more,
    }
    return open_build(
        order_number=number,
        dealership=dealership,
        specification=specification(maker()),
        **given,
    )


def message(build: Build, body: str, event_id: str, **more: Any) -> InboxMessage:
    return InboxMessage.objects.create(
        manufacturer=build.manufacturer,
        event_id=event_id,
        source="poll",
        subject=build.order_number,
        body=body,
        received_at=NOW,
        **more,
    )


def many(
    dealership: Dealership, count: int, *, stage: str = "BODY", code: str = "M"
) -> list[Build]:
    """Builds that take no place, for lists."""
    spec = specification(maker())
    return Build.objects.bulk_create(
        Build(
            order_number=f"{code}-{number:04d}",
            dealership=dealership,
            manufacturer=spec.release.manufacturer,
            specification=spec,
            model_line_code="ASTRA",
            model_name="2027 Astra",
            codes=list(CODES),
            stage=stage,
            state="ACKNOWLEDGED",
            promised_on=date(2027, 1, 31),
            estimate_p10=date(2027, 1, 11),
            estimate_p50=date(2027, 1, 20),
            estimate_p90=date(2027, 2, 3),
            last_heard_at=NOW,
            opened_at=NOW,
            estimated_at=NOW,
        )
        for number in range(count)
    )
