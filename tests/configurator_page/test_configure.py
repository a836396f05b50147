"""The configurator over HTTP: with and without htmx, conflicts, undo, whose build it is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from configurator.models import Configuration
from customers.models import Customer, Dealership, User
from tests.configurator_page.cars import begun, on_sale
from tests.factories import CustomerFactory

HTMX = {"HTTP_HX_REQUEST": "true"}
SEEN = re.compile(r'name="seen" value="(\d+):(\w+)"')


@pytest.fixture
def build(ada: User, harbor: Dealership) -> Configuration:
    return begun(ada, harbor)


@pytest.fixture
def rep(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def click(client: Client, build: Configuration, step: str, **fields: Any) -> Any:
    build.refresh_from_db()
    data = {"version": build.version, "step": step, **fields}
    return client.post(f"/configure/{build.code}/choose/", data, **HTMX)


def picks(build: Configuration) -> set[str]:
    build.refresh_from_db()
    return set(build.picks)


def test_the_cars_on_sale_are_shown_with_their_price(rep: Client) -> None:
    on_sale()
    text = rep.get("/configure/").content.decode()
    assert "Rover" in text
    assert "$31,000" in text  # the cheapest trim and the destination charge


def test_without_a_catalogue_the_page_says_why_it_is_empty(rep: Client) -> None:
    assert "No car is on sale yet" in rep.get("/configure/").content.decode()


def test_a_build_is_begun_for_a_customer(rep: Client, harbor: Dealership, ada: User) -> None:
    line = on_sale()
    dana = CustomerFactory.create(dealership=harbor, created_by=ada)
    answer = rep.post(
        "/configure/new/",
        {"model_line": line.pk, "dealership": harbor.pk, "customer": dana.pk},
    )
    begun_build = Configuration.objects.get()
    assert answer.headers["Location"] == f"/configure/{begun_build.code}/"
    assert begun_build.customer == dana


def test_a_build_cannot_be_begun_for_another_dealership(rep: Client, lakeside: Dealership) -> None:
    line = on_sale()
    answer = rep.post("/configure/new/", {"model_line": line.pk, "dealership": lakeside.pk})
    assert answer.status_code == 422
    assert not Configuration.objects.exists()


def test_every_step_answers_whole_and_as_a_fragment(rep: Client, build: Configuration) -> None:
    for step in ("trim", "exterior", "packages"):
        whole = rep.get(f"/configure/{build.code}/?step={step}")
        part = rep.get(f"/configure/{build.code}/?step={step}", **HTMX)
        assert whole.status_code == part.status_code == 200
        assert b"<!doctype html>" in whole.content
        assert b"<!doctype html>" not in part.content


def test_a_click_takes_the_paint_and_tells_the_price(rep: Client, build: Configuration) -> None:
    answer = click(rep, build, "exterior", **{"one-PAINT": "BLU"})
    text = answer.content.decode()
    assert picks(build) == {"BASE", "BLU"}
    assert "$31,650" in text
    assert "+$650 by the last change" in text
    assert 'fill="#1f4e8c"' in text  # the picture follows


def test_a_submitted_step_works_without_htmx(rep: Client, build: Configuration) -> None:
    answer = rep.post(
        f"/configure/{build.code}/choose/",
        {"version": build.version, "step": "packages", "shown": ["PACK"], "many": ["SOUND"]},
    )
    assert answer.headers["Location"] == f"/configure/{build.code}/?step=packages"
    assert "SOUND" in picks(build)


def test_unticking_drops_a_package(rep: Client, build: Configuration) -> None:
    click(rep, build, "packages", many=["SOUND"])
    click(rep, build, "packages")
    assert "SOUND" not in picks(build)


def test_a_blocked_option_says_why_and_offers_a_way(rep: Client, build: Configuration) -> None:
    text = rep.get(f"/configure/{build.code}/?step=packages").content.decode()
    assert "The tow package is for Luxury." in text
    assert "Make it fit" in text
    assert "Taxi meter is for fleet customers only." in text
    assert text.count("Make it fit") == 1  # nothing the customer gives up brings the taxi meter


def test_a_conflict_asks_before_anything_changes(rep: Client, build: Configuration) -> None:
    before = picks(build)
    answer = click(rep, build, "packages", take="TOW")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#dialog"
    assert "Tow package changes 1 other choice" in text
    assert "Luxury" in text
    assert "+$7,240" in text  # trim +6,000, tow +1,240, sound comes free
    assert picks(build) == before


def test_without_htmx_the_conflict_is_a_page(rep: Client, build: Configuration) -> None:
    answer = rep.post(
        f"/configure/{build.code}/choose/",
        {"version": build.version, "step": "packages", "take": "TOW"},
    )
    assert answer.status_code == 409
    assert b"<!doctype html>" in answer.content
    assert b"Keep my build" in answer.content


def test_an_accepted_way_changes_all_at_once(rep: Client, build: Configuration) -> None:
    answer = click(rep, build, "packages", take="TOW", is_accepted="on", accept=["BASE"])
    assert answer.status_code == 200
    assert "TOW" in picks(build)
    assert "BASE" not in picks(build)
    assert b"$38,240" in answer.content


def test_what_comes_along_cannot_be_unticked(rep: Client, build: Configuration) -> None:
    click(rep, build, "trim", **{"one-TRIM": "LUX"})
    answer = click(rep, build, "packages", shown="PACK")
    assert answer.status_code == 409
    assert b"Luxury brings the sound package." in answer.content


def test_undo_and_redo(rep: Client, build: Configuration) -> None:
    click(rep, build, "exterior", **{"one-PAINT": "RED"})
    build.refresh_from_db()
    turn = {"version": build.version, "step": "exterior"}
    rep.post(f"/configure/{build.code}/undo/", turn, **HTMX)
    assert "RED" not in picks(build)
    turn = {"version": build.version, "step": "exterior"}
    rep.post(f"/configure/{build.code}/redo/", turn, **HTMX)
    assert "RED" in picks(build)


def test_an_outdated_page_gets_the_newest_state(rep: Client, build: Configuration) -> None:
    click(rep, build, "exterior", **{"one-PAINT": "RED"})
    answer = rep.post(
        f"/configure/{build.code}/choose/",
        {"version": 1, "step": "exterior", "one-PAINT": "BLU"},
        **HTMX,
    )
    assert answer.status_code == 409
    assert b"changed elsewhere" in answer.content
    assert "RED" in picks(build)


def test_the_summary_lists_all_and_takes_a_customer(
    rep: Client, build: Configuration, harbor: Dealership, ada: User
) -> None:
    dana: Customer = CustomerFactory.create(dealership=harbor, created_by=ada)
    rep.post(f"/configure/{build.code}/customer/", {"customer": dana.pk})
    text = rep.get(f"/configure/{build.code}/summary/").content.decode()
    build.refresh_from_db()
    assert build.customer == dana
    assert "$31,000.00" in text
    assert "Destination charge" in text


def test_a_colleague_may_look_but_not_touch(
    client: Client, ben: User, build: Configuration
) -> None:
    client.force_login(ben)
    assert b"you can look at it" in client.get(f"/configure/{build.code}/").content
    assert click(client, build, "exterior", **{"one-PAINT": "RED"}).status_code == 404


def test_another_dealership_does_not_find_the_build(
    client: Client, cleo: User, build: Configuration
) -> None:
    client.force_login(cleo)
    assert client.get(f"/configure/{build.code}/").status_code == 404
    assert client.get("/configure/", {"code": build.code}).status_code == 200


def test_a_saved_build_opens_by_its_code(rep: Client, build: Configuration) -> None:
    answer = rep.get("/configure/", {"code": f" {build.code.lower()} "})
    assert answer.headers["Location"] == f"/configure/{build.code}/"


def test_the_page_asks_the_database_as_often_for_more_builds(
    rep: Client, build: Configuration, django_assert_max_num_queries: Any
) -> None:
    rep.get(f"/configure/{build.code}/?step=packages")  # reads the catalogue once per process
    with django_assert_max_num_queries(10):
        rep.get(f"/configure/{build.code}/?step=packages")


def test_a_click_answers_only_what_looks_otherwise_now(rep: Client, build: Configuration) -> None:
    page = rep.get(f"/configure/{build.code}/?step=packages").content.decode()
    seen = [f"{number}:{state}" for number, state in SEEN.findall(page)]
    assert seen
    answer = click(rep, build, "packages", take="SOUND", seen=seen)
    text = answer.content.decode()
    assert answer["HX-Reswap"] == "none"
    assert text.count("<fieldset") == 1
    assert 'id="mto-bar" hx-swap-oob="true"' in text
    build.refresh_from_db()
    assert f'name="version" value="{build.version}" hx-swap-oob="true"' in text
    undone = rep.post(
        f"/configure/{build.code}/undo/",
        {"version": build.version, "step": "packages"},
        **HTMX,
    )
    assert 'id="configurator"' in undone.content.decode()


def test_a_month_of_the_example_loan_stands_beside_the_price(
    rep: Client, build: Configuration, harbor: Dealership
) -> None:
    assert "a month" not in rep.get(f"/configure/{build.code}/").content.decode()
    harbor.loan_apr = Decimal("6.000")
    harbor.save(update_fields=["loan_apr"])
    text = rep.get(f"/configure/{build.code}/").content.decode()
    assert "about $539.39 a month" in text  # 27,900 after 10 % of 31,000, 60 months
    assert "for 60 months at 6% APR, $3,100 down; an example, no offer" in text
