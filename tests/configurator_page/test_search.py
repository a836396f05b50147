"""Finding options: by words, parts, codes and nearly right ones; what a click on each would mean."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from configurator.models import Configuration
from customers.models import Dealership, User
from tests.configurator_page.cars import begun

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def build(ada: User, harbor: Dealership) -> Configuration:
    return begun(ada, harbor)


@pytest.fixture
def rep(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def find(client: Client, build: Configuration, q: str, **headers: Any) -> str:
    answer = client.get(f"/configure/{build.code}/search/", {"q": q}, **headers)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def names(text: str) -> list[str]:
    return re.findall(r'<a href="/configure/\w+/\?step=[^"]*">([^<]+)</a>', text)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("sound", ["Sound package"]),
        ("pack", ["Tow package", "Sound package", "Taxi meter"]),  # all three are in Packages
        ("BLU", ["Fjord Blue"]),
        ("blue fjord", ["Fjord Blue"]),
        ("hitch", ["Tow package"]),
        ("ember paint", ["Ember Red"]),
        ("soudn", ["Sound package"]),
        ("FJÖRD", ["Fjord Blue"]),
        ("audio", ["Sound package"]),
        ("helicopter", []),
        ("sound helicopter", []),
        ("??", []),
    ],
)
def test_options_are_found(rep: Client, build: Configuration, q: str, found: list[str]) -> None:
    assert names(find(rep, build, q)) == found


def test_each_says_what_a_click_would_mean(rep: Client, build: Configuration) -> None:
    text = find(rep, build, "tow")
    assert "The tow package is for Luxury." in text
    assert "Make it fit" in text
    assert "in the car" in find(rep, build, "base")
    assert "+$650" in find(rep, build, "ember")
    assert "?step=exterior&amp;open=PAINT#o-1-2" in find(rep, build, "ember")
    assert 'id="o-1-2"' in rep.get(f"/configure/{build.code}/?step=exterior").content.decode()
    taxi = find(rep, build, "taxi")
    assert "Taxi meter is for fleet customers only." in taxi
    assert "Make it fit" not in taxi


def test_a_word_read_otherwise_is_named(rep: Client, build: Configuration) -> None:
    assert "for “sound”; nothing is called “soudn”" in find(rep, build, "soudn")
    assert "No option for “helicopter”" in find(rep, build, "helicopter")


def test_it_answers_whole_and_as_a_fragment(rep: Client, build: Configuration) -> None:
    assert "<!doctype html>" in find(rep, build, "")
    assert "<!doctype html>" not in find(rep, build, "tow", **HTMX)
    too_long = rep.get(f"/configure/{build.code}/search/", {"q": "x" * 81})
    assert too_long.status_code == 422
    assert "in a few words" in too_long.content.decode()


def test_what_was_found_is_taken_where_it_stands(rep: Client, build: Configuration) -> None:
    answer = rep.post(
        f"/configure/{build.code}/choose/",
        {"version": 1, "step": "exterior", "open": "PAINT", "take": "RED"},
        **HTMX,
    )
    assert answer.headers["HX-Replace-Url"] == f"/configure/{build.code}/?step=exterior&open=PAINT"
    assert 'id="configurator"' in answer.content.decode()
    build.refresh_from_db()
    assert "RED" in build.picks
