"""A dealership with as many rows of everything as one asks for, written in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.utils import timezone

from configurator.commands import share
from configurator.commands.needs import write_needs
from configurator.models import (
    BuildNote,
    CatalogueRelease,
    Configuration,
    ConfigurationStep,
    FleetPlan,
    FleetUnit,
    ModelLine,
    NeedsRevision,
    NeedsSheet,
    Rule,
    SpecialAnswer,
    SpecialEvent,
    SpecialFile,
    SpecialRequest,
    StopSale,
)
from configurator.models.fleets import MOST_UNITS
from configurator.needs import Answers
from customers.mailbox import folder
from customers.models import Consent, Customer, Dealership, Membership, Message, Role, User
from kernel.events import SYSTEM
from kernel.models import Document
from orders import commands
from orders.models import Fleet, Hold, Kind, Order, OrderEvent, PromiseEntry, State
from production.commands import open_build, reserve_slot
from production.models import (
    Allocation,
    Build,
    BuildEvent,
    BuildException,
    ExceptionKind,
    FactoryFeed,
    FactoryRequest,
    HandoverBay,
    InboxMessage,
    Milestone,
    OptionConstraint,
    PdiInspection,
    QualityFinding,
    SupplySheet,
    TransportLeg,
)
from production.models import Kind as BuildKind
from tests import factories_configurator, factories_production, factories_specials
from tests.factories import DealerGroupFactory, DealershipFactory, MembershipFactory, UserFactory

DAY = timedelta(days=1)
ORDER_STATES = (State.QUOTED, State.ACCEPTED, State.IN_PRODUCTION, State.AT_DEALER)


@dataclass
class Place:
    """The dealership and the one order, build and car whose pages grow with everything else."""

    dealership: Dealership
    everybody: User
    dana: Customer
    line: ModelLine
    order: Order
    build: Build
    configuration: Configuration
    draft: ModelLine
    needs: NeedsSheet
    fleet: Fleet
    hold: Hold | None = None
    sheet: SupplySheet | None = None


def open_place() -> Place:
    """One person who holds every role, one customer with an account, one order with a build."""
    now = timezone.now()
    dealership = DealershipFactory.create(group=DealerGroupFactory.create())
    everybody = UserFactory.create(is_staff=True, is_superuser=True)
    for role in Role:
        MembershipFactory.create(
            user=everybody, dealership=dealership, role=role, may_see_cost=True
        )
    account = UserFactory.create(is_customer=True)
    dana = Customer.objects.create(
        dealership=dealership, name="Dana Dale", email=account.email, user=account
    )
    commands.set_up_dealership(dealership=dealership)
    line = factories_configurator.published_line()
    HandoverBay.objects.create(dealership=dealership, name="Bay 1")
    order = _sent(dealership, everybody, dana, line, now)
    build = Build.objects.get(pk=order.build_id)
    configuration = factories_configurator.configuration(dealership, everybody, line, "MATS")
    share(configuration_id=configuration.pk, days=30, by=everybody, now=now)
    draft = factories_configurator.draft_line(now=now)
    needs = write_needs(
        dealership=dealership, customer=dana, answers=Answers(people=5, must=("Sport",)),
        by=everybody, now=now,
    )  # fmt: skip
    configuration.needs = needs
    configuration.save(update_fields=["needs"])
    _planned(configuration, everybody, now)
    quoted = factories_configurator.configuration(dealership, everybody, line)
    fleet = Fleet.objects.create(
        dealership=dealership, plan=_planned(quoted, everybody, now), sales_rep=everybody, size=200,
        created_at=now,
    )  # fmt: skip
    return Place(
        dealership, everybody, dana, line, order, build, configuration, draft, needs, fleet
    )


def _planned(build: Configuration, by: User, now: datetime) -> FleetPlan:
    return FleetPlan.objects.create(configuration=build, created_by=by, updated_at=now)


def _sent(
    dealership: Dealership, by: User, customer: Customer, line: ModelLine, now: datetime
) -> Order:
    maker = line.release.manufacturer
    FactoryFeed.objects.get_or_create(manufacturer=maker)
    plant_line = factories_production.plant_line(maker, models=(line.code,))
    monday = now.date() - timedelta(days=now.weekday())
    weeks = [monday + timedelta(weeks=n) for n in range(1, 13)]
    plant_line.buckets.bulk_create(
        plant_line.buckets.model(
            line=plant_line, week_start=week, capacity=400, factory_capacity=400
        )
        for week in weeks
    )
    for month in sorted({week.replace(day=1) for week in weeks}):
        _allocation(dealership, line, month)
    specification = factories_configurator.specification(dealership, by, line)
    number = "PAGES-MAIN"
    reserve_slot(
        dealership=dealership, manufacturer=maker, model_line_code=line.code,
        option_codes=list(specification.codes), order_number=number, not_before=None, priority=5,
        by=by, now=now,
    )  # fmt: skip
    build = open_build(
        order_number=number, dealership=dealership, specification=specification, priority=5,
        promised_from=weeks[-1], promised_on=weeks[-1] + 30 * DAY, by=by, now=now,
    )  # fmt: skip
    order: Order = Order.objects.create(
        **_facts(dealership, customer, by, number), state=State.IN_TRANSIT, build=build,
        specification=specification, configuration=specification.configuration,
    )  # fmt: skip
    return order


def _allocation(dealership: Dealership, line: ModelLine, month: date) -> None:
    Allocation.objects.create(
        dealership=dealership,
        manufacturer=line.release.manufacturer,
        model_line_code=line.code,
        month=month,
        capacity=900,
    )


def _facts(dealership: Dealership, customer: Customer, rep: User, number: str) -> dict[str, Any]:
    now = timezone.now()
    return {
        "number": number,
        "dealership": dealership,
        "customer": customer,
        "customer_name": customer.name,
        "sales_rep": rep,
        "state_since": now,
        "model_name": "2027 Road",
        "total_amount": Decimal(30000),
        "promised_from": now.date(),
        "promised_on": now.date() + 30 * DAY,
        "estimate_from": now.date(),
        "estimate_p50": now.date() + 5 * DAY,
        "estimate_on": now.date() + 9 * DAY,
        "credit_status": "approved",
        "last_heard_at": now,
    }


def fill(place: Place, count: int) -> None:
    """``count`` more rows of everything a page lists."""
    tag = f"{Order.objects.count():04d}"
    _people(place, count, tag)
    builds = _builds(place, count, tag)
    _orders(place, builds, tag)
    _units(place, count)
    _papers(place, count, tag)
    _story_of_the_order(place, count)
    _story_of_the_build(place, count, tag)
    _clicks(place, count)
    _consultations(place, count)
    _catalogues(place, count, tag)
    _letters(count, tag)
    _supply(place, count, tag)
    _specials(place, count)


def _specials(place: Place, count: int) -> None:
    """Requests of the build; the first with as many answers, events and files."""
    build, by, now = place.configuration, place.everybody, timezone.now()
    first = build.specials.order_by("pk").first() or factories_specials.drafted(build, by)
    made = SpecialRequest.objects.bulk_create(
        SpecialRequest(
            configuration=build, dealership=place.dealership, kind="free", title="x",
            description="x", created_by=by, created_at=now, asked_by=by, asked_at=now, state="ASKED",
        )
        for _ in range(count)
    )  # fmt: skip
    known = first.answers.count()
    SpecialAnswer.objects.bulk_create(
        SpecialAnswer(
            request=first, number=known + n, verdict="REFUSED", evidence="x", currency="USD", by=by,
            at=now,
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    SpecialEvent.objects.bulk_create(
        SpecialEvent(
            request=row, kind="special.asked", by=by, actor_name="x", occurred_at=now,
            dispatched_at=now,
        )
        for row in [*made, *[first] * count]
    )  # fmt: skip
    SpecialFile.objects.bulk_create(
        SpecialFile(
            request=first, name="x.pdf", content_type="application/pdf", size=1, by=by, at=now,
            sha256=sha256(f"{known} {n}".encode()).hexdigest(), content=b"x",
        )
        for n in range(count)
    )  # fmt: skip


def _supply(place: Place, count: int, tag: str) -> None:
    """Options stopped and short, and a sheet that says so of what every car has."""
    now, maker = timezone.now(), place.line.release.manufacturer
    stop = {"lines": [], "from_on": "2026-01-01", "until_on": None, "reason": "A fire."}
    stops = [{**stop, "option": f"S{n}"} for n in range(count)]
    place.sheet = SupplySheet.objects.create(
        manufacturer=maker, made_at=now, made_by=place.everybody,
        rows={"stops": [{**stop, "option": "RED"}, *stops], "short": []},
    )  # fmt: skip
    StopSale.objects.bulk_create(
        StopSale(
            manufacturer=maker, option_code=f"S{tag}{n}", from_on=now.date(), reason="A fire.",
            source="hand", entered_at=now, entered_by=place.everybody,
        )
        for n in range(count)
    )  # fmt: skip
    OptionConstraint.objects.bulk_create(
        OptionConstraint(
            manufacturer=maker, option_code=f"S{tag}{n}", from_week=date(2026, 11, 23), per_week=1,
            reason="Short.", sheet=place.sheet, entered_at=now, entered_by=place.everybody,
        )
        for n in range(count)
    )  # fmt: skip


def _units(place: Place, count: int) -> None:
    """More units of the plan, every second one with an exception, and orders of the fleet."""
    plan = FleetPlan.objects.get(configuration=place.configuration)
    last = plan.units.count()
    FleetUnit.objects.bulk_create(
        FleetUnit(plan=plan, number=n, takes=["SPORT"] if n % 2 else [])
        for n in range(last + 1, min(last + count, MOST_UNITS) + 1)
    )
    placed = place.fleet.orders.count()
    free = Order.objects.filter(fleet=None).exclude(pk=place.order.pk).order_by("pk")[:count]
    for n, order in enumerate(free, placed + 1):
        Order.objects.filter(pk=order.pk).update(fleet=place.fleet, fleet_unit=n)


def _people(place: Place, count: int, tag: str) -> None:
    Customer.objects.bulk_create(
        Customer(
            dealership=place.dealership,
            name=f"Customer {tag}-{n}",
            email=f"customer-{tag}-{n}@example.com",
            created_by=place.everybody,
        )
        for n in range(count)
    )
    colleagues = User.objects.bulk_create(
        User(email=f"colleague-{tag}-{n}@example.com", name=f"Colleague {tag}-{n}")
        for n in range(count)
    )
    Membership.objects.bulk_create(
        Membership(user=user, dealership=place.dealership, role=Role.COORDINATOR)
        for user in colleagues
    )
    DealershipFactory.create_batch(count)  # of other groups, each its own
    Consent.objects.bulk_create(
        Consent(
            customer=place.dana, channel="sms", is_granted=True, source="desk",
            given_at=timezone.now() - n * DAY, by=place.everybody,
        )
        for n in range(count)
    )  # fmt: skip


def _builds(place: Place, count: int, tag: str) -> list[Build]:
    """Half of the list at the plant, with something wrong each."""
    first = place.build
    made = Build.objects.bulk_create(
        Build(
            order_number=f"PAGES-{tag}-{n:04d}",
            dealership=place.dealership,
            manufacturer=first.manufacturer,
            specification=first.specification,
            plant=first.plant,
            model_line_code=first.model_line_code,
            model_name=first.model_name,
            codes=first.codes,
            slot_week=first.slot_week,
            stage="BANKED",
            state="ACKNOWLEDGED",
            promised_on=first.promised_on,
            is_stock=n % 4 == 0,  # as orders without a build are, below
            estimate_p10=timezone.now().date(),
            estimate_p50=timezone.now().date(),
            estimate_p90=timezone.now().date(),
            last_heard_at=timezone.now(),
            opened_at=timezone.now(),
        )
        for n in range(count)
    )
    BuildException.objects.bulk_create(
        BuildException(
            build=build, dealership=place.dealership, kind=ExceptionKind.LATE, cause="Seats",
            impact=9, opened_at=timezone.now(), assigned_to=place.everybody,
        )
        for build in made
    )  # fmt: skip
    for build in made[:30]:  # booked into the cell that the board opens
        reserve_slot(
            dealership=place.dealership, manufacturer=first.manufacturer,
            model_line_code=first.model_line_code, option_codes=first.codes,
            order_number=build.order_number, not_before=None, priority=5, by=None,
            now=timezone.now(),
        )  # fmt: skip
    return made


def _orders(place: Place, builds: list[Build], tag: str) -> None:
    """Orders in several states, each with its own customer's row, half of them Dana's."""
    given = list(
        Customer.objects.filter(dealership=place.dealership).order_by("-pk")[: len(builds)]
    )
    Order.objects.bulk_create(
        _order(place, build, place.dana if n % 2 else given[n], n, tag)
        for n, build in enumerate(builds)
    )


def _order(place: Place, build: Build, customer: Customer, n: int, tag: str) -> Order:
    state = ORDER_STATES[n % len(ORDER_STATES)]
    has_build = state in {State.IN_PRODUCTION, State.AT_DEALER}
    return Order(
        **_facts(place.dealership, customer, place.everybody, build.order_number),
        state=state,
        build=build if has_build else None,
        specification=place.order.specification,
        configuration=place.order.configuration,
        quote_number=0,
    )


def _papers(place: Place, count: int, tag: str) -> None:
    base = Document.objects.count()
    Document.objects.bulk_create(
        Document(
            kind="quote", subject_kind="order", subject_key=place.order.number,
            dealership_key=place.dealership.code, version=base + n + 1, template="pdf/quote.html",
            snapshot={}, content=b"%PDF-", sha256="0" * 64, state="DONE",
            rendered_at=timezone.now(),
        )
        for n in range(count)
    )  # fmt: skip
    Message.objects.bulk_create(
        Message(
            recipient=place.dana, channel="email", kind="quote_sent", event_key=f"{tag}-{n}",
            subject_kind="order", subject_key=place.order.number, subject="Your quote", text="…",
            state="PARKED", error="refused",
        )
        for n in range(count)
    )  # fmt: skip


def _story_of_the_order(place: Place, count: int) -> None:
    now = timezone.now()
    OrderEvent.objects.bulk_create(
        OrderEvent(
            order=place.order, kind=kind, by=place.everybody, actor_name=SYSTEM,
            occurred_at=now - n * DAY, body={"customer_text": "Something new."},
        )
        for n in range(count)
        for kind in (Kind.COMMENTED, Kind.WINDOW_CHANGED)
    )  # fmt: skip
    PromiseEntry.objects.bulk_create(
        PromiseEntry(
            order=place.order, kind="estimate", window_from=now.date(), window_on=now.date(),
            cause="News", by=place.everybody, at=now,
        )
        for _ in range(count)
    )  # fmt: skip
    standing = set(place.order.holds.values_list("reason", flat=True))
    free = [reason for reason in Hold.Reason.values if reason not in standing]
    Hold.objects.bulk_create(
        Hold(order=place.order, reason=reason, blocks=["deliver"], placed_by=place.everybody,
             placed_at=now)
        for reason in free[:count]
    )  # fmt: skip
    place.hold = place.order.holds.first()


def _story_of_the_build(place: Place, count: int, tag: str) -> None:
    now, build = timezone.now(), place.build
    base = build.milestones.count()
    Milestone.objects.bulk_create(
        Milestone(
            build=build, code="ORD-ACK", occurrence=base + n + 1, occurred_at=now,
            received_at=now, sequence=base + n,
        )
        for n in range(count)
    )  # fmt: skip
    BuildEvent.objects.bulk_create(
        BuildEvent(build=build, kind=BuildKind.MILESTONE, by=place.everybody, actor_name=SYSTEM,
                   occurred_at=now, body={"code": "ORD-ACK", "words": "Order accepted"})
        for _ in range(count)
    )  # fmt: skip
    TransportLeg.objects.bulk_create(TransportLeg(build=build, leg=base + n) for n in range(count))
    QualityFinding.objects.bulk_create(
        QualityFinding(build=build, key=f"{tag}:{n}", code="X", found_at=now) for n in range(count)
    )
    taken = build.exceptions.count()
    BuildException.objects.bulk_create(
        BuildException(build=build, dealership=place.dealership, kind=kind, cause="?",
                       opened_at=now, assigned_to=place.everybody)
        for kind in ExceptionKind.values[taken : taken + count]
    )  # fmt: skip
    FactoryRequest.objects.bulk_create(
        FactoryRequest(build=build, kind="CHANGE", idempotency_key=f"{tag}:{n}", state="PARKED")
        for n in range(count)
    )
    inspections = PdiInspection.objects.bulk_create(
        PdiInspection(build=build, inspected_at=now, by=place.everybody, has_passed=False)
        for _ in range(count)
    )
    for inspection in inspections[:30]:
        inspection.items.create(position=1, code="body", label="Paint", is_ok=False, note="Dent")
    InboxMessage.objects.bulk_create(
        InboxMessage(
            manufacturer=build.manufacturer, event_id=f"{tag}-{n}", source="poll", body="{}",
            subject=build.order_number, received_at=now, state="PARKED", reason="Unknown code",
            build=build,
        )
        for n in range(count)
    )  # fmt: skip


def _clicks(place: Place, count: int) -> None:
    BuildNote.objects.bulk_create(
        BuildNote(
            configuration=place.configuration, text="?", by=place.everybody, at=timezone.now()
        )
        for _ in range(count)
    )
    last = place.configuration.steps.count()
    ConfigurationStep.objects.bulk_create(
        ConfigurationStep(
            configuration=place.configuration, number=last + n + 1, before=[], after=[],
            by=place.everybody, at=timezone.now(),
        )
        for n in range(count)
    )  # fmt: skip
    Configuration.objects.bulk_create(
        Configuration(
            dealership=place.dealership, created_by=place.everybody, customer=place.dana,
            model_line=place.line, picks=place.configuration.picks, updated_at=timezone.now(),
        )
        for _ in range(count)
    )  # fmt: skip


def _consultations(place: Place, count: int) -> None:
    """Sheets of the customer, and revisions of the one that is open."""
    now, last = timezone.now(), place.needs.revisions.order_by("-number")[0]
    NeedsSheet.objects.bulk_create(
        NeedsSheet(
            dealership=place.dealership, customer=place.dana, created_by=place.everybody,
            updated_by=place.everybody, updated_at=now,
        )
        for _ in range(count)
    )  # fmt: skip
    NeedsRevision.objects.bulk_create(
        NeedsRevision(
            sheet=place.needs, number=last.number + n + 1, answers=last.answers,
            by=place.everybody, at=now,
        )
        for n in range(count)
    )  # fmt: skip


def _catalogues(place: Place, count: int, tag: str) -> None:
    """Releases in the list, rules in the one that is open."""
    release = place.draft.release
    CatalogueRelease.objects.bulk_create(
        CatalogueRelease(
            manufacturer=release.manufacturer, code=f"LIST-{tag}-{n}", title=f"Release {n}",
            currency="USD", valid_from=release.valid_from, source=release.source,
            published_by=place.everybody, published_at=timezone.now(),
        )
        for n in range(count)
    )  # fmt: skip
    first = place.draft.rules.order_by("pk")[0]
    Rule.objects.bulk_create(
        Rule(
            model_line=place.draft, code=f"{tag}-{n}", kind=first.kind, sentence="As before.",
            when=first.when, then=first.then, position=n,
        )
        for n in range(count)
    )  # fmt: skip


def _letters(count: int, tag: str) -> None:
    """Mails in the post office of the demonstration."""
    folder().mkdir(parents=True, exist_ok=True)
    for n in range(count):
        name = sha256(f"{tag}-{n}".encode()).hexdigest()[:32]
        text = f"Date: Mon, 23 Nov 2026 09:00:00 +0000\nSubject: Hello {n}\nFrom: a@example.com\nTo: b@example.com\n\nText\n"
        (folder() / f"{name}.eml").write_text(text)
