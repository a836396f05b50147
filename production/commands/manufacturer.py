"""Taking over what the manufacturer offers: catalogue, plants, weeks and short options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from configurator.commands import StopOrder, import_release, publish_release, report_stops
from configurator.models import CatalogueRelease, Manufacturer, Source, StopSource
from customers.models import Dealership, User
from kernel.calendar import monday_of
from production.commands.feeds import failed
from production.commands.shortages import at_least_taken, cut_limits
from production.gateways.base import (
    FactoryGateway,
    FactoryRefused,
    FactoryUnavailable,
    LimitOffer,
    PlantOffer,
    SlotOffer,
    StopOffer,
)
from production.gateways.choice import open_gateway
from production.models import (
    Allocation,
    FactoryFeed,
    Line,
    OptionLimit,
    Plant,
    SlotBucket,
)
from production.slotplan import month_of

STALE = timedelta(minutes=30)
WEEKS_AHEAD = timedelta(weeks=30)
MONTHS_AHEAD = 10
MONTHLY_ALLOCATION = 40
log = structlog.get_logger(__name__)


@dataclass
class SyncReport:
    """What was taken over."""

    releases: list[str] = field(default_factory=list)
    plants: int = 0
    buckets: int = 0
    limits: int = 0
    allocations: int = 0


def sync_manufacturer(
    *, gateway_kind: str, base_url: str, publish_by: User | None, now: datetime
) -> SyncReport:
    """Read a manufacturer's offer and take it over; running it again changes nothing that is the same.

    :param publish_by: who publishes new catalogue releases; without one they wait for a person.
    """
    report = SyncReport()
    with open_gateway(gateway_kind, base_url) as gateway:
        manufacturer = _take_catalogues(gateway, publish_by, report, now)
        if manufacturer is None:
            return report
        FactoryFeed.objects.get_or_create(
            manufacturer=manufacturer,
            defaults={
                "gateway": gateway_kind,
                "base_url": "" if base_url == settings.FACTORY_URL else base_url,
            },
        )
        sync_slots(gateway, manufacturer, report, now=now)
    return report


def refresh_offers(*, now: datetime) -> int:
    """Read weeks, capacities and short options anew where the last look is old; returns how many."""
    stale = FactoryFeed.objects.callable(now=now).filter(
        Q(synced_at=None) | Q(synced_at__lte=now - STALE)
    )
    done = 0
    for feed in stale.select_related("manufacturer"):
        try:
            with open_gateway(feed.gateway, feed.base_url) as gateway:
                sync_slots(gateway, feed.manufacturer, SyncReport(), now=now)
        except FactoryUnavailable as trouble:
            failed(feed, trouble, now=now)
        except FactoryRefused as refusal:
            log.warning("factory_offer_refused", feed=feed.pk, error=str(refusal))
        else:
            done += 1
    return done


def sync_slots(
    gateway: FactoryGateway, manufacturer: Manufacturer, report: SyncReport, *, now: datetime
) -> None:
    """Plants, weeks, short options and, where a dealership has none, its allocation."""
    first = monday_of(now.date())
    plants = gateway.plants()
    slots = [
        slot
        for plant in plants
        for slot in gateway.slots(plant=plant.code, start=first, end=first + WEEKS_AHEAD)
    ]
    limits, stops = gateway.limits(), gateway.stop_sales()
    with transaction.atomic():
        lines = _take_plants(manufacturer, plants, report)
        _take_slots(lines, slots, report)
        _take_limits(manufacturer, limits, report)
        cut_limits(manufacturer, now=now)
        _take_stops(manufacturer, stops, now)
        _give_allocations(manufacturer, lines, first, report)
        FactoryFeed.objects.filter(manufacturer=manufacturer).update(synced_at=now)


def _take_catalogues(
    gateway: FactoryGateway, publish_by: User | None, report: SyncReport, now: datetime
) -> Manufacturer | None:
    maker: Manufacturer | None = None
    for offer in gateway.catalogues():
        whole = gateway.catalogue(offer.release)
        about = whole.payload["manufacturer"]
        import_release(str(about["code"]), dict(whole.payload), Source.FACTORY, now)
        maker = Manufacturer.objects.get(code=about["code"])
        release = CatalogueRelease.objects.get(manufacturer=maker, code=offer.release)
        if publish_by is not None and release.published_at is None:
            publish_release(release_id=release.pk, by=publish_by, now=now)
        report.releases.append(release.code)
    return maker


def _take_plants(
    manufacturer: Manufacturer, offers: Sequence[PlantOffer], report: SyncReport
) -> dict[tuple[str, str], Line]:
    lines: dict[tuple[str, str], Line] = {}
    for offer in offers:
        plant, _ = Plant.objects.update_or_create(
            manufacturer=manufacturer,
            code=offer.code,
            defaults={
                "name": offer.name,
                "country": offer.country,
                "subdivision": offer.subdivision,
                "timezone": offer.timezone,
                "closed_days": [day.isoformat() for day in offer.closed_days],
            },
        )
        report.plants += 1
        for part in offer.lines:
            line, _ = Line.objects.update_or_create(
                plant=plant,
                code=part.code,
                defaults={"name": part.name, "model_line_codes": list(part.model_lines)},
            )
            lines[offer.code, part.code] = line
    return lines


def _take_slots(
    lines: dict[tuple[str, str], Line], offers: Sequence[SlotOffer], report: SyncReport
) -> None:
    """Places open to our dealerships: the factory's capacity less what others have taken.

    A week cut below what we hold keeps its places; the difference shows as over capacity.
    """
    for offer in offers:
        line = lines[offer.plant, offer.line]
        places = max(0, offer.capacity - (offer.taken - offer.yours))
        marks = {"is_frozen": offer.is_frozen, "is_shutdown": offer.is_shutdown}
        _, is_new = SlotBucket.objects.get_or_create(
            line=line,
            week_start=offer.week,
            defaults={"capacity": places, "factory_capacity": places, **marks},
        )
        if not is_new:
            SlotBucket.objects.filter(line=line, week_start=offer.week).update(
                capacity=at_least_taken(places),
                factory_capacity=places,
                **marks,
            )
        report.buckets += 1


def _take_limits(
    manufacturer: Manufacturer, offers: Sequence[LimitOffer], report: SyncReport
) -> None:
    plants = {plant.code: plant for plant in Plant.objects.filter(manufacturer=manufacturer)}
    known = {
        (row.plant_id, row.week_start, row.option_code): row
        for row in OptionLimit.objects.filter(plant__in=plants.values())
    }
    fresh = []
    for offer in offers:
        plant = plants[offer.plant]
        row = known.get((plant.pk, offer.week, offer.option))
        if row is None:
            fresh.append(
                OptionLimit(
                    plant=plant,
                    week_start=offer.week,
                    option_code=offer.option,
                    capacity=offer.capacity,
                    factory_capacity=offer.capacity,
                )
            )
        elif row.factory_capacity != offer.capacity:
            OptionLimit.objects.filter(pk=row.pk).update(factory_capacity=offer.capacity)
    OptionLimit.objects.bulk_create(fresh, batch_size=2000, ignore_conflicts=True)
    report.limits += len(offers)


def _take_stops(manufacturer: Manufacturer, offers: Sequence[StopOffer], now: datetime) -> None:
    stops = [
        StopOrder(offer.option, "", offer.from_on, None, offer.reason[:300]) for offer in offers
    ]
    report_stops(manufacturer=manufacturer, stops=stops, source=StopSource.FACTORY, now=now)


def _give_allocations(
    manufacturer: Manufacturer,
    lines: dict[tuple[str, str], Line],
    first: date,
    report: SyncReport,
) -> None:
    codes = sorted({code for line in lines.values() for code in line.model_line_codes})
    months = [month_of(first)]
    while len(months) < MONTHS_AHEAD:
        months.append(month_of(months[-1] + timedelta(days=32)))
    rows = Allocation.objects.bulk_create(
        [
            Allocation(
                dealership=dealership,
                manufacturer=manufacturer,
                model_line_code=code,
                month=month,
                capacity=MONTHLY_ALLOCATION,
            )
            for dealership in Dealership.objects.all()
            for code in codes
            for month in months
        ],
        ignore_conflicts=True,
    )
    report.allocations += len(rows)
