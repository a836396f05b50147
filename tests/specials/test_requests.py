"""A special request from asking to a line of the price sheet, the frozen car, the order and the road."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from configurator import commands, selectors
from configurator.models import (
    Configuration,
    SpecialEvent,
    SpecialKind,
    SpecialRequest,
    SpecialState,
    Upfitter,
)
from configurator.selectors import fitting_now, fitting_of
from configurator.selectors.specials import Fitting
from customers.models import Customer, Dealership, User
from kernel.refusals import Refusal, Stale
from mto.dispatch import dispatch
from mto.subscriptions import SUBSCRIPTIONS
from orders import commands as order_commands
from orders.models import Kind, OrderEvent, QuoteVersion
from orders.price_sheet import Section, fingerprint
from orders.price_sheet import Terms as PriceTerms
from production.estimates import estimate_window
from tests.factories_configurator import NOW, configuration
from tests.factories_orders import Desk
from tests.factories_orders import desk as make_desk
from tests.factories_specials import UNTIL, accepted, answered, asked, drafted, finding

pytestmark = pytest.mark.django_db
S = SpecialState


@pytest.fixture
def car(harbor: Dealership, ada: User) -> Configuration:
    return configuration(harbor, ada)


@pytest.fixture
def desk(
    harbor: Dealership, ada: User, mona: User, finn: User, cora: User, dana_record: Customer
) -> Desk:
    return make_desk(harbor, ada, mona, finn, cora, dana_record)


def moves(request: SpecialRequest, ada: User, cora: User) -> dict[str, Any]:
    """Every command that moves a request, and by whom."""
    key, found = {"request_id": request.pk, "now": NOW}, finding(conditions="Only left-hand drive.")
    answer = {"finding": found, "by": cora}
    return {
        "ask": lambda: commands.ask_special(**key, by=ada),
        "review": lambda: commands.review_special(**key, by=cora),
        "feasible": lambda: commands.answer_special(**key, **answer),
        "conditions": lambda: commands.answer_special(
            **key, finding=finding(verdict=S.WITH_CONDITIONS, conditions="x"), by=cora
        ),
        "refuse": lambda: commands.answer_special(
            **key, finding=finding(verdict=S.REFUSED), by=cora
        ),
        "accept": lambda: commands.accept_answer(**key, answer=1, customer_name="Dana", by=ada),
        "withdraw": lambda: commands.withdraw_special(**key, by=ada),
    }


ALLOWED = {
    S.DRAFT: {"ask": S.ASKED, "withdraw": S.WITHDRAWN},
    S.ASKED: {
        "review": S.IN_REVIEW, "feasible": S.FEASIBLE, "conditions": S.WITH_CONDITIONS,
        "refuse": S.REFUSED, "withdraw": S.WITHDRAWN,
    },
    S.IN_REVIEW: {
        "feasible": S.FEASIBLE, "conditions": S.WITH_CONDITIONS, "refuse": S.REFUSED,
        "withdraw": S.WITHDRAWN,
    },
    S.FEASIBLE: {
        "ask": S.ASKED, "feasible": S.FEASIBLE, "conditions": S.WITH_CONDITIONS,
        "refuse": S.REFUSED, "accept": S.FEASIBLE, "withdraw": S.WITHDRAWN,
    },
    S.WITH_CONDITIONS: {
        "ask": S.ASKED, "feasible": S.FEASIBLE, "conditions": S.WITH_CONDITIONS,
        "refuse": S.REFUSED, "accept": S.WITH_CONDITIONS, "withdraw": S.WITHDRAWN,
    },
    S.REFUSED: {
        "ask": S.ASKED, "feasible": S.FEASIBLE, "conditions": S.WITH_CONDITIONS,
        "refuse": S.REFUSED, "withdraw": S.WITHDRAWN,
    },
    S.WITHDRAWN: {},
}  # fmt: skip


def test_the_table_of_states(car: Configuration, ada: User, cora: User) -> None:
    way = {
        S.DRAFT: [], S.ASKED: ["ask"], S.IN_REVIEW: ["ask", "review"],
        S.FEASIBLE: ["ask", "feasible"], S.WITH_CONDITIONS: ["ask", "conditions"],
        S.REFUSED: ["ask", "refuse"], S.WITHDRAWN: ["withdraw"],
    }  # fmt: skip
    for state, steps in way.items():
        request = drafted(car, ada)
        ways = moves(request, ada, cora)
        for step in steps:
            ways[step]()
        for name, go in ways.items():
            expected = ALLOWED[state].get(name)
            with transaction.atomic():
                if expected is None:
                    with pytest.raises(Refusal):
                        go()
                else:
                    assert go().state == expected, (state, name)
                transaction.set_rollback(True)


def test_every_move_is_on_record(car: Configuration, ada: User, cora: User) -> None:
    request = accepted(car, ada, cora)
    kinds = list(request.events.order_by("id").values_list("kind", "by__email"))
    assert kinds == [
        ("special.asked", ada.email),
        ("special.review_started", cora.email),
        ("special.answered", cora.email),
        ("special.accepted", ada.email),
    ]


def test_nobody_reviews_his_own(car: Configuration, ada: User, mona: User, cora: User) -> None:
    mine = drafted(car, cora)
    commands.ask_special(request_id=mine.pk, by=ada, now=NOW)
    for by in (cora, ada):
        with pytest.raises(commands.CannotReview, match="own request"):
            commands.review_special(request_id=mine.pk, by=by, now=NOW)
        with pytest.raises(commands.CannotAnswer, match="own request"):
            commands.answer_special(request_id=mine.pk, finding=finding(), by=by, now=NOW)


def test_a_prototype_counts_once_its_named_approver_has_signed(
    car: Configuration, ada: User, mona: User, cora: User
) -> None:
    for wrong in (None, ada, cora):
        with pytest.raises(commands.CannotAsk, match="approver"):
            drafted(car, ada, kind=SpecialKind.PROTOTYPE, approver=wrong)
    request = accepted(car, ada, cora, kind=SpecialKind.PROTOTYPE, approver=mona)
    with pytest.raises(commands.CannotFreeze, match=f"{request.number}.*waits for its approver"):
        commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    with pytest.raises(commands.CannotApprovePrototype, match=str(mona)):
        commands.approve_prototype(request_id=request.pk, answer=1, by=cora, now=NOW)
    commands.approve_prototype(request_id=request.pk, answer=1, by=mona, now=NOW)
    frozen = commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    assert frozen.specials[0]["approver"] == str(mona)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"evidence": " "}, "rests on"),
        ({"verdict": S.WITH_CONDITIONS}, "conditions"),
        ({"valid_until": None}, "until when"),
        ({"valid_until": NOW.date() - timedelta(days=2)}, "expired"),
        ({"retail": Decimal(-1)}, "nothing or more"),
    ],
)
def test_an_answer_is_whole(
    car: Configuration, ada: User, cora: User, changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(commands.CannotAnswer, match=says):
        answered(car, ada, cora, found=finding(**changes))


def test_an_export_names_its_country(car: Configuration, ada: User) -> None:
    with pytest.raises(commands.CannotAsk, match="country"):
        drafted(car, ada, kind=SpecialKind.EXPORT)
    assert drafted(car, ada, kind=SpecialKind.EXPORT, destination="DE").destination == "DE"


def test_an_accepted_answer_is_a_line_to_the_cent_and_part_of_the_hash(
    car: Configuration, ada: User, cora: User
) -> None:
    plain = commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    request = accepted(car, ada, cora)
    frozen = commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    line = selectors.frozen_lines(frozen)[-1]
    assert (line.code, line.text, line.is_special) == (
        request.number, "Hand controls (2 × sets)", True,
    )  # fmt: skip
    assert (line.retail, line.invoice) == (Decimal("901.10"), Decimal("760.10"))
    assert frozen.total_amount == plain.total_amount + Decimal("901.10")
    assert frozen.invoice_total_amount == plain.invoice_total_amount + Decimal("760.10")
    assert frozen.sha256 != plain.sha256
    assert commands.freeze(configuration_id=car.pk, by=ada, now=NOW) == frozen
    kept = frozen.specials[0]
    assert (kept["number"], kept["answer"], kept["accepted_name"]) == (
        request.number, 1, "Dana Dale",
    )  # fmt: skip
    page = selectors.configurator_page(Configuration.objects.for_page().get(pk=car.pk), NOW)
    assert page.total.amount == frozen.total_amount
    assert page.sheet.lines == selectors.frozen_lines(frozen)
    assert not page.change


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda car, ada, cora: drafted(car, ada), "is a draft"),
        (lambda car, ada, cora: asked(car, ada), "is not answered yet"),
        (
            lambda car, ada, cora: answered(car, ada, cora, found=finding(verdict=S.REFUSED)),
            "was refused",
        ),
        (answered, "is not accepted yet"),
    ],
)
def test_what_is_not_settled_keeps_the_car_from_being_frozen(
    car: Configuration, ada: User, cora: User, make: Any, says: str
) -> None:
    request = make(car, ada, cora)
    with pytest.raises(commands.CannotFreeze, match=f"{request.number}.*{says}"):
        commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    commands.withdraw_special(request_id=request.pk, by=ada, now=NOW)
    assert commands.freeze(configuration_id=car.pk, by=ada, now=NOW).specials == []


def test_an_expired_answer_and_another_car_block_too(
    car: Configuration, ada: User, cora: User
) -> None:
    request = accepted(car, ada, cora)
    with pytest.raises(commands.CannotFreeze, match=f"{request.number}.*has expired"):
        commands.freeze(configuration_id=car.pk, by=ada, now=NOW + timedelta(days=40))
    commands.choose(configuration_id=car.pk, take="HEAT", version=1, by=ada, now=NOW)
    with pytest.raises(commands.CannotFreeze, match=f"{request.number}.*other options"):
        commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    commands.answer_special(
        request_id=request.pk, finding=finding(is_for_any_car=True), by=cora, now=NOW
    )
    with pytest.raises(Stale, match="answered again"):
        commands.accept_answer(
            request_id=request.pk, answer=1, customer_name="Dana", by=ada, now=NOW
        )
    commands.accept_answer(request_id=request.pk, answer=2, customer_name="Dana", by=ada, now=NOW)
    assert commands.freeze(configuration_id=car.pk, by=ada, now=NOW).specials[0]["answer"] == 2


def test_a_newer_answer_supersedes_and_asks_for_acceptance_again(
    car: Configuration, ada: User, cora: User
) -> None:
    request = accepted(car, ada, cora)
    again = commands.answer_special(
        request_id=request.pk, finding=finding(retail=Decimal(500)), by=cora, now=NOW
    )
    assert (again.answers.count(), again.is_accepted) == (2, False)
    with pytest.raises(commands.CannotFreeze, match="not accepted"):
        commands.freeze(configuration_id=car.pk, by=ada, now=NOW)


def test_the_quote_has_the_line_and_the_gate_refuses_once_the_answer_is_another(
    desk: Desk,
) -> None:
    car = desk.configuration()
    request = accepted(car, desk.rep, desk.coordinator)
    order = order_commands.quote(
        configuration_id=car.pk, customer_id=desk.customer.pk, by=desk.rep, now=NOW
    )
    version = QuoteVersion.objects.get(order=order)
    sheet = version.recomputed()
    (line,) = sheet.section(Section.SPECIAL)
    assert (line.code, line.amount) == (request.number, Decimal("901.10"))
    assert sheet.total == order.total.amount
    assert version.sha256 == fingerprint(PriceTerms.from_json(version.terms))
    assert order.quote_valid_until is not None
    assert order.quote_valid_until <= UNTIL
    order_commands.accept(
        order_id=order.pk, signed_name="Dana Dale", consent=True, by=desk.rep, now=NOW
    )
    commands.answer_special(request_id=request.pk, finding=finding(), by=desk.coordinator, now=NOW)
    with pytest.raises(order_commands.CannotValidate, match=request.number):
        order_commands.validate(order_id=order.pk, by=desk.coordinator, now=NOW)


def test_an_answer_that_ends_early_ends_the_quote(desk: Desk) -> None:
    car, soon = desk.configuration(), NOW.date() + timedelta(days=2)
    accepted(car, desk.rep, desk.coordinator, found=finding(valid_until=soon))
    order = order_commands.quote(
        configuration_id=car.pk, customer_id=desk.customer.pk, by=desk.rep, now=NOW
    )
    assert order.quote_valid_until == soon


def test_the_order_hears_of_the_answer_once(desk: Desk) -> None:
    car = desk.configuration()
    order = order_commands.quote(
        configuration_id=car.pk, customer_id=desk.customer.pk, by=desk.rep, now=NOW
    )
    request = answered(car, desk.rep, desk.coordinator)
    dispatch(SpecialEvent, SUBSCRIPTIONS, now=NOW)
    SpecialEvent.objects.update(dispatched_at=None)
    dispatch(SpecialEvent, SUBSCRIPTIONS, now=NOW)
    told = [
        event.staff_text
        for event in OrderEvent.objects.filter(order=order, kind=Kind.COMMENTED)
        if event.body.get("special") == request.number
    ]
    assert len(told) == 3
    assert any("answered. Feasible. Drawing HC-12." in text for text in told)


class Killed(BaseException):
    """The worker is gone."""


def test_a_worker_killed_before_the_commit_leaves_the_event_to_be_handed_on_again(
    car: Configuration, ada: User
) -> None:
    asked(car, ada)

    def die(event: SpecialEvent, *, now: Any) -> None:
        raise Killed

    with pytest.raises(Killed):
        dispatch(SpecialEvent, {"special.asked": [die]}, now=NOW)
    assert SpecialEvent.objects.get().dispatched_at is None
    assert dispatch(SpecialEvent, SUBSCRIPTIONS, now=NOW) == 1


def test_the_road_is_longer_by_the_answer_and_by_the_review(desk: Desk) -> None:
    car = desk.configuration()
    fitter = Upfitter.objects.create(dealership=desk.dealership, code="LIFT", name="Liftworks")
    asked(car, desk.rep)
    assert fitting_now(car) == Fitting(review_days=5)
    commands.withdraw_special(request_id=SpecialRequest.objects.get().pk, by=desk.rep, now=NOW)
    accepted(
        car, desk.rep, desk.coordinator, found=finding(upfitter=fitter, added_days=12), quantity=1
    )
    accepted(car, desk.rep, desk.coordinator, quantity=1)
    frozen = commands.freeze(configuration_id=car.pk, by=desk.rep, now=NOW)
    fitting = fitting_of(frozen.specials)
    assert fitting == Fitting(days=4, upfit_days=12, has_upfitter=True)
    assert fitting_now(car) == fitting
    known = {
        "model_line_code": desk.line.code, "manufacturer": desk.line.release.manufacturer,
        "dealership": desk.dealership, "option_codes": frozen.codes, "week_start": None, "now": NOW,
    }  # fmt: skip
    plain, longer = estimate_window(**known), estimate_window(**known, fitting=fitting)
    assert (longer.p50 - plain.p50).days >= 16
    waiting = estimate_window(**known, fitting=Fitting(review_days=5))
    assert waiting.p50 > plain.p50
