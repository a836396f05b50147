"""The order list and the order page: who sees what, how many queries, what can be done."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from customers.models import Dealership, User
from kernel.money import Money
from orders import commands, words
from orders.models import Order, State
from tests.factories_orders import NOW, Desk, at, quoted

LIST = "/orders/"


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def shown(page: Any) -> list[str]:
    """The numbers of the rows, from above."""
    return re.findall(r'name="pick" value="([^"]+)"', page.text)


def many(desk: Desk, count: int) -> None:
    """Drafts, which need nothing else, written in one go."""
    Order.objects.bulk_create(
        Order(
            number=f"HM-26-9{n:04d}",
            dealership=desk.dealership,
            customer=desk.customer,
            customer_name=f"Customer {n}",
            model_name="2027 Road",
            sales_rep=desk.rep,
            state_since=NOW,
            total_amount=Decimal(20000 + n),
        )
        for n in range(count)
    )


def test_the_list_shows_the_newest_first_and_25_a_page(desk: Desk, as_ada: Client) -> None:
    many(desk, 30)
    first = as_ada.get(LIST)
    assert first.status_code == 200
    assert len(shown(first)) == 25
    assert shown(first)[0] == "HM-26-90029"
    second = as_ada.get(first.context["next_url"])
    assert shown(second) == [f"HM-26-9{n:04d}" for n in range(4, -1, -1)]


def test_a_car_that_is_not_priced_yet_shows_no_total(desk: Desk, as_ada: Client) -> None:
    many(desk, 1)
    Order.objects.update(total_amount=0)
    assert "$0.00" not in as_ada.get(LIST).content.decode()


def test_a_part_without_a_charge_reads_included() -> None:
    assert words.charge(Money(Decimal("0.00"), "USD")) == "Included"
    assert words.charge(Money(Decimal(-250), "USD")) == "-$250.00"


@pytest.mark.parametrize("count", [3, 300])
def test_the_list_costs_the_same_with_3_and_with_300_rows(
    desk: Desk,
    as_ada: Client,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    many(desk, count)
    as_ada.get(LIST)
    with django_assert_num_queries(3):
        as_ada.get(LIST)


@pytest.mark.parametrize("events", [3, 60])
def test_the_order_page_costs_the_same_however_long_its_story(
    desk: Desk,
    as_ada: Client,
    events: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    order = at(desk, State.SUBMITTED)
    for n in range(events):
        commands.comment(
            order_id=order.pk, text=f"Note {n}", is_for_customer=False, by=desk.rep, now=NOW
        )
    as_ada.get(order.get_absolute_url())
    with django_assert_num_queries(8):
        page = as_ada.get(order.get_absolute_url())
    assert len(page.context["page"].timeline) <= 20


def test_the_list_narrows_by_view_state_and_words(desk: Desk, as_ada: Client) -> None:
    order = quoted(desk)
    many(desk, 3)

    def numbers(query: str) -> set[str]:
        return set(shown(as_ada.get(f"{LIST}?{query}")))

    assert numbers("state=QUOTED") == {order.number}
    assert numbers("view=factory") == set()
    assert numbers("view=quotes") >= {order.number}
    assert numbers("q=dana") == {order.number}
    assert numbers(f"q={order.number.lower()}") == {order.number}
    assert numbers("q=nobody") == set()
    assert numbers("q=" + quote("(555) 0100")) == set()
    desk.customer.phone = "+1 (555) 010-0199"
    desk.customer.save()
    assert numbers("q=555-0100") >= {order.number}
    assert numbers("mine=1") >= {order.number}


def test_the_columns_are_chosen_in_the_address_and_stay_on_the_next_page(
    desk: Desk, as_ada: Client
) -> None:
    many(desk, 30)
    page = as_ada.get(f"{LIST}?column=rep&column=deposit&column=nonsense")
    headings = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page.text)
    assert headings == ["Order", "Representative", "Deposit held"]
    assert "column=rep&column=deposit" in page.context["next_url"]
    assert "column=deposit" in page.context["views"][2].url


def test_what_stands_in_a_row_is_never_markup(desk: Desk, as_ada: Client) -> None:
    many(desk, 1)
    Order.objects.update(customer_name="<script>alert(1)</script>")
    page = as_ada.get(LIST).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_page_that_does_not_exist_is_refused(as_ada: Client) -> None:
    assert as_ada.get(f"{LIST}?after=nonsense").status_code == 400


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_its_page(desk: Desk, as_ada: Client, state: str) -> None:
    order = at(desk, state)
    page = as_ada.get(order.get_absolute_url())
    assert page.status_code == 200
    assert order.number in page.text
    assert 'style="' not in page.text


def test_the_order_leads_to_its_build_and_back(desk: Desk, client: Client, cora: User) -> None:
    order = at(desk, "BANKED")
    assert order.build is not None
    client.force_login(cora)
    build_url = order.build.get_absolute_url()
    assert f'href="{build_url}"' in client.get(order.get_absolute_url()).content.decode()
    assert f'href="{order.get_absolute_url()}"' in client.get(build_url).content.decode()


def test_a_colleague_of_the_dealership_sees_the_order_another_one_does_not(
    desk: Desk, client: Client, ben: User, cleo: User, dana: User
) -> None:
    order = quoted(desk)
    url = order.get_absolute_url()
    client.force_login(ben)
    assert client.get(url).status_code == 200
    client.force_login(cleo)
    assert client.get(url).status_code == 404
    assert order.number not in client.get(LIST).text
    client.force_login(dana)
    assert client.get(url).status_code == 403


def test_a_colleagues_order_is_not_his_to_sign(desk: Desk, client: Client, ben: User) -> None:
    order = quoted(desk)
    client.force_login(ben)
    answer = client.post(
        reverse("orders:accept", args=[order.number]), {"signed_name": "X", "consent": "on"}
    )
    assert answer.status_code == 404
    shown = client.get(order.get_absolute_url()).context["page"]
    blocked = {action.name: action.why_not for action in shown.blocked}
    assert blocked["accept"] == "This is for the sales representative of the order."


def test_the_page_says_why_something_cannot_be_done_yet(
    desk: Desk, client: Client, mona: User
) -> None:
    order = at(desk, State.VALIDATED)
    client.force_login(mona)
    shown = client.get(order.get_absolute_url()).context["page"]
    blocked = {action.name: action.why_not for action in shown.blocked}
    assert blocked["approve"] == "Finance has not settled the credit yet."
    assert blocked["decide-credit"] == "This is for finance."


def test_the_timeline_can_be_narrowed_to_what_the_customer_reads(
    desk: Desk, as_ada: Client
) -> None:
    order = quoted(desk)
    commands.comment(order_id=order.pk, text="Haggles", is_for_customer=False, by=desk.rep, now=NOW)
    url = order.get_absolute_url()
    assert "Haggles" in as_ada.get(url).text
    assert "Haggles" not in as_ada.get(f"{url}?visible=customer").text


def test_the_timeline_alone_answers_htmx(desk: Desk, as_ada: Client) -> None:
    order = quoted(desk)
    part = as_ada.get(
        f"{order.get_absolute_url()}?visible=customer", headers={"HX-Request": "true"}
    )
    assert "<html" not in part.text
    assert 'id="timeline"' in part.text


def test_finance_sees_what_waits(desk: Desk, client: Client, finn: User, ada: User) -> None:
    order = at(desk, State.ACCEPTED)
    client.force_login(finn)
    assert order.number in client.get("/orders/credit/").text
    client.force_login(ada)
    assert client.get("/orders/credit/").status_code == 403


def test_cost_and_margin_need_leave(desk: Desk, client: Client, mona: User, ada: User) -> None:
    url = quoted(desk).get_absolute_url()
    client.force_login(mona)
    assert "Cost of the car" in client.get(url).text
    client.force_login(ada)
    assert "Cost of the car" not in client.get(url).text


def test_an_empty_desk_says_how_to_begin(harbor: Dealership, as_ada: Client) -> None:
    assert "No open orders" in as_ada.get(LIST).text
