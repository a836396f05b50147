"""A step with many options: folded groups, opened one by one, kept open by clicks and addresses."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from configurator.models import Configuration
from customers.models import Dealership, User
from tests.factories_configurator import configuration, group, has, option, published_line, rule

HTMX = {"HTTP_HX_REQUEST": "true"}
SEEN = re.compile(r'name="seen" value="(\d+:\w+)"')
GROUPS = ("SEATS", "TRIMS", "LAMPS")


def long_line() -> Any:
    """Three groups of comfort with fifty options each, one of them forbidden by another."""
    trim = group("TRIM", "Trim", "trim", 1, 1, option("BASE", "Base", "30000.00", is_default=True))
    lists = [
        group(
            code,
            f"{code.title()} of all kinds",
            "comfort",
            0,
            None,
            *(option(f"{code}-{n}", f"{code.title()} {n}", f"{n}.00") for n in range(50)),
        )
        for code in GROUPS
    ]
    no = rule("NO", "excludes", "Lamps 1 do not go with seats 1.", has("LAMPS-1"), has("SEATS-1"))
    return published_line(
        {
            "manufacturer": {"code": "LONG", "name": "Long Cars", "country": "US"},
            "release": "L-1",
            "title": "Long",
            "currency": "USD",
            "valid_from": "2026-09-01",
            "model_lines": [
                {
                    "code": "LONG",
                    "name": "Long",
                    "body_style": "van",
                    "model_year": 2027,
                    "destination_amount": "995.00",
                    "groups": [trim, *lists],
                    "rules": [no],
                    "freezes": [],
                }
            ],
        }
    )


@pytest.fixture
def build(ada: User, harbor: Dealership) -> Configuration:
    return configuration(harbor, ada, long_line())


@pytest.fixture
def rep(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def page(client: Client, build: Configuration, query: str = "", **headers: Any) -> str:
    answer = client.get(f"/configure/{build.code}/?step=interior{query}", **headers)
    assert answer.status_code == 200
    return str(answer.content.decode())


def on_page(text: str) -> set[str]:
    return {code for code in GROUPS if f'value="{code}-0"' in text}


def test_only_the_first_group_is_open_until_somebody_says_otherwise(
    rep: Client, build: Configuration
) -> None:
    text = page(rep, build)
    assert on_page(text) == {"SEATS"}
    assert "50 of 50 can be chosen" in text
    assert on_page(page(rep, build, "&open=LAMPS&open=TRIMS")) == {"LAMPS", "TRIMS"}
    assert on_page(page(rep, build, "&open=none")) == set()


def test_a_group_is_opened_by_itself_and_the_address_says_so(
    rep: Client, build: Configuration
) -> None:
    address = f"/configure/{build.code}/?step=interior&open=SEATS&turn=LAMPS"
    answer = rep.get(address, **HTMX)
    assert on_page(answer.content.decode()) == {"LAMPS"}
    assert "<!doctype html>" not in answer.content.decode()
    assert answer.headers["HX-Replace-Url"].endswith("?step=interior&open=SEATS&open=LAMPS")
    plain = rep.get(address)
    assert plain.headers["Location"].endswith("?step=interior&open=SEATS&open=LAMPS#g-3")
    folded = rep.get(f"/configure/{build.code}/?step=interior&open=SEATS&turn=SEATS")
    assert folded.headers["Location"].endswith("?step=interior&open=none#g-1")
    strange = rep.get(f"/configure/{build.code}/?step=interior&turn=WHAT")
    assert strange.status_code == 404


def test_what_is_folded_is_no_choice_undone(rep: Client, build: Configuration) -> None:
    build.picks = [*build.picks, "LAMPS-7"]
    build.save()
    rep.post(
        f"/configure/{build.code}/choose/",
        {"version": 1, "step": "interior", "shown": ["SEATS"], "many": ["SEATS-3"]},
    )
    build.refresh_from_db()
    assert {"LAMPS-7", "SEATS-3"} <= set(build.picks)


def test_a_click_keeps_open_what_is_open_and_sends_only_what_changed(
    rep: Client, build: Configuration
) -> None:
    text = page(rep, build, "&open=SEATS&open=TRIMS")
    answer = rep.post(
        f"/configure/{build.code}/choose/",
        {
            "version": 1,
            "step": "interior",
            "open": ["none", "SEATS", "TRIMS"],
            "shown": ["SEATS", "TRIMS"],
            "seen": SEEN.findall(text),
            "many": ["SEATS-1"],
        },
        **HTMX,
    ).content.decode()
    assert on_page(answer) == {"SEATS"}
    assert "49 of 50 can be chosen" in answer  # of the lamps, whose line alone is told anew
    assert 'id="g-2"' not in answer


def test_filters_leave_out_what_cannot_be_chosen_or_is_not_in_the_car(
    rep: Client, build: Configuration
) -> None:
    build.picks = [*build.picks, "SEATS-1"]
    build.save()
    assert 'value="LAMPS-1"' in page(rep, build, "&open=LAMPS")
    free = page(rep, build, "&open=LAMPS&show=free")
    assert 'value="LAMPS-1"' not in free
    assert 'value="LAMPS-2"' in free
    car = page(rep, build, "&show=car")
    assert re.findall(r'name="many" value="([^"]+)"', car) == ["SEATS-1"]


def test_a_decision_comes_back_to_what_was_open(rep: Client, build: Configuration) -> None:
    build.picks = [*build.picks, "SEATS-1"]
    build.save()
    fields = {"version": 1, "step": "interior", "open": ["none", "LAMPS"], "take": "LAMPS-1"}
    asked = rep.post(f"/configure/{build.code}/choose/", fields)
    assert asked.status_code == 409
    assert 'name="open" value="LAMPS"' in asked.content.decode()
    done = rep.post(
        f"/configure/{build.code}/choose/", fields | {"is_accepted": "on", "accept": "SEATS-1"}
    )
    assert done.headers["Location"].endswith("?step=interior&open=none&open=LAMPS")
