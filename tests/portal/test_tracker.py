"""The customer's screen: own orders only, in plain words, cheap to ask again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from customers.models import Customer, User
from kernel.models import Document
from orders.models import Kind, Order, OrderEvent
from tests.factories_configurator import published_line, specification

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HTMX = {"HX-Request": "true"}
TRACKER_QUERIES = 7  # session, account, order, looks, events, documents, whose house

type Maker = Callable[..., Order]


@pytest.fixture
def make_order(dana_record: Customer, ada: User) -> Maker:
    """Makes approved orders with a promise and an estimate a little behind it."""
    line = published_line()

    def make(number: str, customer: Customer = dana_record, **fields: Any) -> Order:
        given = {
            "number": number,
            "dealership": customer.dealership,
            "customer": customer,
            "customer_name": customer.name,
            "sales_rep": ada,
            "specification": specification(customer.dealership, ada, line),
            "state": "APPROVED",
            "state_since": NOW,
            "model_name": "2027 Road",
            "accepted_at": NOW - 4 * DAY,
            "approved_at": NOW,
            "promised_from": (NOW + 80 * DAY).date(),
            "promised_on": (NOW + 100 * DAY).date(),
            "estimate_from": (NOW + 85 * DAY).date(),
            "estimate_p50": (NOW + 104 * DAY).date(),
            "estimate_on": (NOW + 115 * DAY).date(),
        }
        order: Order = Order.objects.create(**{**given, **fields})
        return order

    return make


@pytest.fixture
def as_dana(client: Client, dana: User) -> Client:
    client.force_login(dana)
    return client


def tell(order: Order, kind: Kind, days: int = 0, **body: Any) -> OrderEvent:
    event: OrderEvent = OrderEvent.objects.create(
        order=order, kind=kind, occurred_at=NOW + days * DAY, actor_name="system", body=body
    )
    return event


def paper(order: Order, **fields: Any) -> Document:
    given = {
        "kind": "quote",
        "subject_kind": "order",
        "subject_key": order.number,
        "dealership_key": order.dealership.code,
        "version": 1,
        "template": "pdf/quote.html",
        "snapshot": {},
    }
    document: Document = Document.objects.create(**{**given, **fields})
    return document


def at(name: str, *args: Any) -> str:
    return reverse(f"portal:{name}", args=args)


def test_one_order_is_opened_at_once_and_several_are_listed(
    as_dana: Client, make_order: Maker
) -> None:
    make_order("HM-26-00001")
    assert as_dana.get(at("home")).headers["Location"] == at("order", "HM-26-00001")
    make_order("HM-26-00002")
    listed = as_dana.get(at("home"))
    assert listed.status_code == 200
    assert [card.number for card in listed.context["orders"]] == ["HM-26-00002", "HM-26-00001"]


def test_without_an_order_the_page_says_what_comes_next(as_dana: Client) -> None:
    assert "No order yet" in as_dana.get(at("home")).text


def test_the_screen_answers_where_when_and_what_to_do(as_dana: Client, make_order: Maker) -> None:
    order = make_order("HM-26-00001")
    tell(
        order, Kind.WINDOW_CHANGED, old_words="1 Feb – 9 Feb 2027", new_words="16 Feb – 18 Mar 2027",
        customer_text="Your delivery window is now later. A supplier shipped late.",
        cause="A supplier shipped late.",
    )  # fmt: skip
    text = as_dana.get(at("order", order.number)).text
    assert "Approved" in text
    assert "16 Feb – 18 Mar 2027" in text
    assert "promised" in text
    assert "A supplier shipped late." in text
    assert "Pay the deposit" not in text  # none is asked for
    assert "Sign your quote" in text
    assert text.count('class="is-') == 8
    assert 'href="tel:+15550100"' in text


@pytest.mark.parametrize("who", ["erin", "ada"])
@pytest.mark.parametrize("name", ["order", "changes"])
def test_other_peoples_orders_do_not_exist(
    client: Client, make_order: Maker, who: str, name: str, request: pytest.FixtureRequest
) -> None:
    order = make_order("HM-26-00001")
    client.force_login(request.getfixturevalue(who))
    answer = client.get(at(name, order.number))
    assert answer.status_code == (403 if who == "ada" else 404)
    assert order.model_name not in answer.text


def test_the_anonymous_are_sent_to_sign_in(client: Client, make_order: Maker) -> None:
    answer = client.get(at("order", make_order("HM-26-00001").number))
    assert answer.status_code == 302
    assert "sign-in" in answer.headers["Location"]


def test_polling_costs_nothing_until_something_changes(as_dana: Client, make_order: Maker) -> None:
    order = make_order("HM-26-00001")
    page = as_dana.get(at("order", order.number))
    seen = page.context["seen"]
    again = as_dana.get(at("order", order.number), headers={"If-None-Match": page["ETag"]})
    assert again.status_code == 304
    poll = at("order", order.number) + f"?seen={seen}"
    assert as_dana.get(poll, headers=HTMX).status_code == 204
    tell(order, Kind.SUBMITTED, customer_text="On its way to the factory.")
    tell(order, Kind.WINDOW_CHANGED, customer_text="Later.", new_words="x", old_words="y")
    fresh = as_dana.get(poll, headers=HTMX)
    assert fresh.status_code == 200
    assert fresh.text.lstrip().startswith('<div id="tracker"')
    assert "HX-Request" in fresh["Vary"]
    assert "no-cache" in fresh["Cache-Control"]
    assert "private" in fresh["Cache-Control"]


def test_every_change_is_kept_with_its_reason(as_dana: Client, make_order: Maker) -> None:
    order = make_order("HM-26-00001")
    for number in range(5):
        tell(order, Kind.WINDOW_CHANGED, number, customer_text=f"Reason {number}.", new_words="n")
    text = as_dana.get(at("changes", order.number)).text
    places = [text.index(f"Reason {number}.") for number in range(5)]
    assert places == sorted(places, reverse=True)
    assert "Reason 0." not in as_dana.get(at("order", order.number)).text


def test_a_finished_document_is_a_download_and_an_unfinished_one_is_not(
    as_dana: Client, make_order: Maker
) -> None:
    order = make_order("HM-26-00001")
    waiting = paper(order)
    done = paper(order, version=2, state="DONE", content=b"%PDF-1.7", sha256="0" * 64)
    assert "is being written" in as_dana.get(at("order", order.number)).text
    assert as_dana.get(at("document", order.number, waiting.pk)).status_code == 404
    answer = as_dana.get(at("document", order.number, done.pk))
    assert answer.content == b"%PDF-1.7"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_dana.get(at("document", order.number, uuid.uuid4())).status_code == 404


def test_documents_of_other_orders_do_not_exist(
    as_dana: Client, make_order: Maker, erin: User
) -> None:
    mine = make_order("HM-26-00001")
    foreign = make_order("LM-26-00001", customer=Customer.objects.get(user=erin))
    document = paper(foreign, state="DONE", content=b"secret", sha256="0" * 64)
    for number in (mine.number, foreign.number):
        assert as_dana.get(at("document", number, document.pk)).status_code == 404


def test_the_customer_is_in_the_house_of_his_dealership(
    as_dana: Client, make_order: Maker, dana_record: Customer
) -> None:
    order = make_order("HM-26-00001")
    make_order("HM-26-00002")
    for page in (at("home"), at("order", order.number), "/nowhere/"):
        shown = as_dana.get(page).content.decode()
        assert dana_record.dealership.name in shown
        assert "Order studio" not in shown


@pytest.mark.parametrize("rows", [3, 300])
def test_the_screen_takes_the_same_queries_however_long_the_history(
    as_dana: Client,
    make_order: Maker,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    order = make_order("HM-26-00001")
    for number in range(rows):
        tell(order, Kind.WINDOW_CHANGED, customer_text=f"Reason {number}.", new_words="n")
    as_dana.get(at("order", order.number))
    with django_assert_num_queries(TRACKER_QUERIES):
        as_dana.get(at("order", order.number))


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_takes_the_same_queries_however_many_orders(
    as_dana: Client,
    make_order: Maker,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        make_order(f"HM-26-{number:05d}")
    as_dana.get(at("home"))
    with django_assert_num_queries(5):
        as_dana.get(at("home"))
