"""Which row stands behind an address with a key in it. Every app adds its own below.

An entry makes the row for a world and says what the address needs (``kwargs``), whose row it is
(``dealership_id``, ``owner_id``; none for what belongs to the whole group), and whose customer.
An address with a key and without an entry fails the matrix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from configurator.commands import share, write_note
from configurator.commands.needs import write_needs
from configurator.models import FleetPlan, Intake, StopSale
from configurator.needs import Answers
from customers.models import Customer, Dealership, User
from kernel.models import Document
from kernel.work import WorkState
from orders.commands import add_file
from orders.models import (
    Campaign,
    ChangeRequest,
    CreditApplication,
    CreditCondition,
    CreditDecision,
    Fleet,
    Hold,
    JournalExport,
    Order,
    Refund,
    State,
)
from production.models import Build, BuildException, ExceptionKind, OptionConstraint, SupplySheet
from tests import factories_configurator, factories_production, factories_specials
from tests.factories import MessageFactory


@dataclass
class World:
    """Dealership A with Ada, who owns the rows, and her customer Dana."""

    dealership: Dealership
    owner: User
    customer: Customer


@dataclass
class Target:
    kwargs: dict[str, Any]
    dealership_id: int | None = None
    owner_id: int | None = None
    post: dict[str, Any] = field(default_factory=dict)


type Maker = Callable[[World], Target]
OBJECTS: dict[str, Maker] = {}
SHAPES: dict[tuple[str, frozenset[str]], Maker] = {}


def maker_for(name: str, keys: Iterable[str]) -> Maker | None:
    """By the URL's name, or by its namespace and the names of its keys."""
    return OBJECTS.get(name) or SHAPES.get((name.partition(":")[0], frozenset(keys)))


def stands_behind(*names: str) -> Callable[[Maker], Maker]:
    """Register a maker for URL names (with their namespace)."""

    def register(maker: Maker) -> Maker:
        for name in names:
            OBJECTS[name] = maker
        return maker

    return register


def stands_behind_all(namespace: str, *keys: str) -> Callable[[Maker], Maker]:
    """Register a maker for every URL of a namespace that has just these keys."""

    def register(maker: Maker) -> Maker:
        SHAPES[namespace, frozenset(keys)] = maker
        return maker

    return register


@stands_behind("customers:detail", "customers:edit", "customers:consent", "customers:invite")
def customer(world: World) -> Target:
    row = world.customer
    return Target({"number": row.number}, row.dealership_id, row.created_by_id)


@stands_behind("customers:message", "customers:send_again")
def message(world: World) -> Target:
    row = MessageFactory.create(recipient=world.customer)
    return Target({"key": row.pk}, world.dealership.pk, world.owner.pk)


@stands_behind_all("configurator", "code")
def configuration(world: World) -> Target:
    row = factories_configurator.configuration(world.dealership, world.owner)
    return Target({"code": row.code}, row.dealership_id, row.created_by_id)


@stands_behind_all("configurator", "code", "link")
def shared_link(world: World) -> Target:
    row = factories_configurator.configuration(world.dealership, world.owner)
    link = share(configuration_id=row.pk, days=7, by=world.owner, now=timezone.now())
    return Target({"code": row.code, "link": link.pk}, row.dealership_id, row.created_by_id)


@stands_behind("configurator:edit-note", "configurator:change-note", "configurator:remove-note")
def note(world: World) -> Target:
    row = factories_configurator.configuration(world.dealership, world.owner)
    found = write_note(configuration=row, text="x", by=world.owner, now=timezone.now())
    return Target({"code": row.code, "note": found.pk}, row.dealership_id, row.created_by_id)


@stands_behind(
    "configurator:fleet",
    "configurator:fleet-add",
    "configurator:fleet-remove",
    "configurator:fleet-reset",
    "configurator:fleet-send",
    "configurator:fleet-except",
    "configurator:fleet-bring",
    "configurator:fleet-export",
)
def build_with_a_fleet(world: World) -> Target:
    return planned_fleet(world)


@stands_behind_all("configurator", "number")
def special_request(world: World) -> Target:
    build = factories_configurator.configuration(world.dealership, world.owner)
    row = factories_specials.drafted(build, world.owner)
    return Target({"number": row.number}, row.dealership_id, row.created_by_id)


@stands_behind("configurator:special-file")
def file_of_a_special_request(world: World) -> Target:
    build = factories_configurator.configuration(world.dealership, world.owner)
    row = factories_specials.drafted(build, world.owner)
    keys = {"number": row.number, "key": row.files.get().pk}
    return Target(keys, row.dealership_id, row.created_by_id)


@stands_behind_all("catalogues", "pk")
def draft_release(world: World) -> Target:
    """Belongs to a manufacturer, not to a dealership."""
    return Target({"pk": factories_configurator.draft_line().release_id})


@stands_behind("catalogues:intake", "catalogues:intake-cancel", "catalogues:intake-again")
def intake(world: World) -> Target:
    """Belongs to whoever administers the catalogues."""
    row = Intake.objects.create(names="range.json", by=world.owner)
    return Target({"pk": row.pk})


@stands_behind_all("catalogues", "pk", "line")
def draft_line(world: World) -> Target:
    line = factories_configurator.draft_line()
    return Target({"pk": line.release_id, "line": line.pk})


@stands_behind("catalogues:rule")
def draft_rule(world: World) -> Target:
    line = factories_configurator.draft_line()
    rule = line.rules.order_by("pk")[0]
    return Target({"pk": line.release_id, "line": line.pk, "rule": rule.pk})


@stands_behind("catalogues:rule-remove")
def rule_of_a_published_line(world: World) -> Target:
    """Which cannot be removed, so that the next visitor finds it."""
    line = factories_configurator.published_line(
        factories_configurator.release_payload(release="MATRIX-PUBLISHED")
    )
    rule = line.rules.order_by("pk")[0]
    return Target({"pk": line.release_id, "line": line.pk, "rule": rule.pk})


@stands_behind("orders:affected")
def release_that_touches(world: World) -> Target:
    return Target({"release": factories_configurator.draft_line().release_id})


def _supply_sheet(world: World) -> SupplySheet:
    """Belongs to a manufacturer, not to a dealership."""
    line = factories_configurator.published_line(
        factories_configurator.release_payload(release="MATRIX-SUPPLY")
    )
    sheet: SupplySheet = SupplySheet.objects.create(
        manufacturer=line.release.manufacturer,
        rows={"stops": [], "short": []},
        made_at=factories_configurator.NOW,
        made_by=world.owner,
    )
    return sheet


@stands_behind("production:supply-sheet", "production:supply-apply", "production:supply-discard")
def supply_sheet(world: World) -> Target:
    return Target({"pk": _supply_sheet(world).pk})


@stands_behind("orders:hit", "orders:campaign-start")
def orders_hit_by_a_sheet(world: World) -> Target:
    return Target({"kind": "sheet", "pk": _supply_sheet(world).pk})


@stands_behind("production:supply-stop-end")
def stop_sale(world: World) -> Target:
    row = StopSale.objects.create(
        manufacturer=_supply_sheet(world).manufacturer,
        option_code="HEAT",
        from_on=factories_configurator.NOW.date(),
        reason="A fire.",
        source="factory",  # which nobody ends by hand, so that the next visitor finds it
        entered_at=factories_configurator.NOW,
    )
    return Target({"pk": row.pk})


@stands_behind("production:supply-short-end")
def option_constraint(world: World) -> Target:
    sheet = _supply_sheet(world)
    row = OptionConstraint.objects.create(
        manufacturer=sheet.manufacturer,
        option_code="HEAT",
        from_week=date(2026, 11, 23),
        per_week=3,
        reason="Short.",
        sheet=sheet,
        entered_at=factories_configurator.NOW,
        entered_by=world.owner,
    )
    return Target({"pk": row.pk})


@stands_behind(
    "configurator:needs",
    "configurator:needs-edit",
    "configurator:needs-words",
    "configurator:needs-start",
    "configurator:needs-delete",
)
def needs_sheet(world: World) -> Target:
    row = write_needs(
        dealership=world.dealership,
        customer=world.customer,
        answers=Answers(people=5),
        by=world.owner,
        now=factories_configurator.NOW,
    )
    return Target({"code": row.code}, row.dealership_id, row.created_by_id)


@stands_behind("configurator:needs-of")
def customer_with_needs(world: World) -> Target:
    row = world.customer
    return Target({"number": row.number}, row.dealership_id, row.created_by_id)


@stands_behind("orders:quote", "orders:near-match", "orders:near-hush")
def configuration_to_quote(world: World) -> Target:
    return configuration(world)


def _order(world: World, **more: Any) -> Order:
    given = {"state": State.QUOTED, **more}
    row: Order = Order.objects.create(
        number="MATRIX-1001",
        dealership=world.dealership,
        customer=world.customer,
        sales_rep=world.owner,
        specification=factories_configurator.specification(world.dealership, world.owner),
        state_since=factories_configurator.NOW,
        **given,
    )
    return row


@stands_behind_all("orders", "number")
@stands_behind_all("portal", "number")
def order(world: World) -> Target:
    row = _order(world)
    return Target({"number": row.number}, row.dealership_id, row.sales_rep_id)


@stands_behind_all("orders", "number", "change")
def change(world: World) -> Target:
    row = _order(world)
    ChangeRequest.objects.create(
        order=row,
        number=1,
        cause="customer",
        wish="In blue",
        state_since=factories_configurator.NOW,
        asked_at=factories_configurator.NOW,
    )
    return Target({"number": row.number, "change": 1}, row.dealership_id, row.sales_rep_id)


@stands_behind("portal:change-sign", "portal:change-decline", "portal:change-answer")
def change_of_a_customer(world: World) -> Target:
    found = change(world)
    return Target({"number": found.kwargs["number"]}, found.dealership_id, found.owner_id)


@stands_behind("orders:campaign")
def campaign(world: World) -> Target:
    row = Campaign.objects.create(
        dealership=world.dealership,
        subject="stop:1",
        title="Blue is stopped",
        sentence="The paint is not made any more.",
        made_by=world.owner,
        made_at=factories_configurator.NOW,
    )
    return Target({"pk": row.pk}, row.dealership_id, row.made_by_id)


@stands_behind("orders:quote-fleet")
def planned_fleet(world: World) -> Target:
    row = factories_configurator.configuration(world.dealership, world.owner)
    plan = FleetPlan.objects.create(
        configuration=row, created_by=world.owner, updated_at=factories_configurator.NOW
    )
    plan.units.bulk_create(plan.units.model(plan=plan, number=n) for n in (1, 2))
    return Target({"code": row.code}, row.dealership_id, row.created_by_id)


@stands_behind_all("orders", "fleet")
def fleet(world: World) -> Target:
    unit = _order(world)
    assert unit.specification is not None
    row = Fleet.objects.create(
        dealership=world.dealership,
        plan=FleetPlan.objects.create(
            configuration=unit.specification.configuration,
            created_by=world.owner,
            updated_at=factories_configurator.NOW,
        ),
        sales_rep=world.owner,
        size=2,
        created_at=factories_configurator.NOW,
    )
    Order.objects.filter(pk=unit.pk).update(fleet=row, fleet_unit=1)
    return Target({"fleet": row.number}, row.dealership_id, row.sales_rep_id)


@stands_behind_all("orders", "number", "document_id")
@stands_behind_all("portal", "number", "document_id")
def order_document(world: World) -> Target:
    row = _order(world)
    paper = _paper("order", row.number, world)
    return Target(
        {"number": row.number, "document_id": paper.pk}, row.dealership_id, row.sales_rep_id
    )


def _paper(subject: str, key: str, world: World) -> Document:
    return Document.objects.create(
        kind="quote", subject_kind=subject, subject_key=key,
        dealership_key=world.dealership.code, version=1, template="pdf/quote.html", snapshot={},
        content=b"%PDF-", sha256="0" * 64, state=WorkState.DONE,
    )  # fmt: skip


@stands_behind("orders:file")
def order_file(world: World) -> Target:
    row = _order(world)
    kept = add_file(
        order_id=row.pk,
        name="a.pdf",
        content=b"%PDF-1.7 %%EOF",
        text="",
        by=world.owner,
        now=factories_configurator.NOW,
    )
    return Target({"number": row.number, "file_id": kept.pk}, row.dealership_id, row.sales_rep_id)


@stands_behind_all("orders", "number", "hold_id")
def order_hold(world: World) -> Target:
    row = _order(world)
    hold = Hold.objects.create(
        order=row, reason=Hold.Reason.PARTS, blocks=["submit"], placed_at=factories_configurator.NOW
    )
    return Target({"number": row.number, "hold_id": hold.pk}, row.dealership_id, row.sales_rep_id)


@stands_behind("orders:hold-unit", "orders:quote-unit", "orders:waiting")
def stock_unit(world: World) -> Target:
    row = _build(world)
    car = factories_configurator.specification(world.dealership, world.owner)
    Build.objects.filter(pk=row.pk).update(is_stock=True, specification=car)
    return Target({"pk": row.pk}, row.dealership_id)


@stands_behind("orders:delay")
def order_to_explain(world: World) -> Target:
    day = factories_production.NOW.date()
    waits = {"state": State.SUBMITTED, "promised_from": day, "promised_on": day}
    row = _order(world, build=_build(world), **waits)
    late = BuildException.objects.create(
        build=row.build,
        dealership=world.dealership,
        kind=ExceptionKind.LATE,
        cause="Expected 9 days after the promise",
        opened_at=factories_production.NOW,
    )
    return Target({"number": row.number, "pk": late.pk}, row.dealership_id, row.sales_rep_id)


@stands_behind_all("production", "number")
def build(world: World) -> Target:
    row = _build(world)
    return Target({"number": row.order_number}, row.dealership_id)


@stands_behind(
    "production:exception-apply",
    "production:exception-snooze",
    "production:exception-assign",
    "production:exception-resolve",
)
def exception(world: World) -> Target:
    row = BuildException.objects.create(
        build=_build(world),
        dealership=world.dealership,
        kind=ExceptionKind.values[0],
        cause="The seats came late.",
        opened_at=factories_production.NOW,
    )
    return Target({"pk": row.pk}, world.dealership.pk)


@stands_behind("production:answer")
def request_to_the_factory(world: World) -> Target:
    row = _build(world)
    return Target({"number": row.order_number, "pk": row.requests.get().pk}, row.dealership_id)


@stands_behind("production:message-replay", "production:message-discard")
def parked_message(world: World) -> Target:
    """Belongs to a manufacturer, not to a dealership."""
    row = factories_production.message(_build(world), "{}", "event-of-the-matrix")
    return Target({"pk": row.pk})


@stands_behind("production:window-fragment", "production:open-fragment")
def configuration_with_a_window(world: World) -> Target:
    return configuration(world)


def _build(world: World) -> Build:
    factories_production.world(world.dealership)
    return factories_production.opened(world.dealership)


@stands_behind("orders:refund-approve", "orders:refund-pay")
def refund(world: World) -> Target:
    row = _order(world)
    made = Refund.objects.create(
        order=row, amount=1, currency="USD", reason="x", asked_by=world.owner,
        asked_at=factories_configurator.NOW,
    )  # fmt: skip
    return Target({"pk": made.pk}, row.dealership_id, row.sales_rep_id)


@stands_behind("orders:credit-application")
def credit_application(world: World) -> Target:
    row = _order(world)
    made = _application(row, world)
    return Target({"pk": made.pk}, row.dealership_id, row.sales_rep_id)


@stands_behind("orders:credit-met")
def credit_condition(world: World) -> Target:
    row = _order(world)
    decision = CreditDecision.objects.create(
        order=row, decision="conditional", expires_on=factories_configurator.NOW.date(),
        decided_at=factories_configurator.NOW, by=world.owner,
    )  # fmt: skip
    made = CreditCondition.objects.create(decision=decision, text="x")
    return Target({"pk": made.pk}, row.dealership_id, row.sales_rep_id)


def _application(row: Order, world: World) -> CreditApplication:
    return CreditApplication.objects.create(
        order=row, number=1, lender="manual", sealed="x", amount=1, currency="USD", months=1,
        asked_by=world.owner, asked_at=factories_configurator.NOW,
    )  # fmt: skip


@stands_behind("orders:journal-download", "orders:journal-paper")
def journal_export(world: World) -> Target:
    made = JournalExport.objects.create(
        dealership=world.dealership, number=1, size=1, content="x", sha256="0" * 64,
        made_by=world.owner, made_at=factories_configurator.NOW,
    )  # fmt: skip
    _paper("journal", str(made.pk), world)
    return Target({"pk": made.pk}, world.dealership.pk, world.owner.pk)
