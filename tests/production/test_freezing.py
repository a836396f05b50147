"""What can still be changed after the order, in words: by class, what is fixed first on top."""

from __future__ import annotations

import pytest
from django.test import Client

from customers.models import Dealership, User
from factory.catalogue.freezes import FREEZES
from production.freezing import openness
from tests.factories_configurator import configuration, published_line, release_payload

ROWS = [{"freeze_class": c, "milestone": m, "answer_after": a} for c, m, a in FREEZES]


def test_points_of_a_class_make_one_sentence_and_classes_alike_stand_together() -> None:
    car = [
        ("Sea Blue", "paint"),
        ("Touring", "trim"),
        ("Winter package", "package"),
        ("20-inch wheels", "wheels"),
        ("Mats", "accessory"),
        ("Something else", "unheard-of"),
    ]
    found = [(each.options, each.sentence) for each in openness(ROWS, car)]
    assert found == [
        (
            ("Sea Blue",),
            ("Until the build week is frozen; then we ask the plant, until it goes to paint."),
        ),
        (
            ("20-inch wheels",),
            (
                "Until the build week is frozen; then we ask the plant, until assembly begins; "
                "then it is fitted after the car is built."
            ),
        ),
        (("Touring", "Winter package"), "Until the build week is frozen."),
        (("Mats",), "Until it leaves the plant; then it is fitted after the car is built."),
    ]


def test_a_point_nobody_knows_says_nothing() -> None:
    rows = [{"freeze_class": "paint", "milestone": "NO-SUCH", "answer_after": "no"}]
    assert openness(rows, [("Red", "paint")]) == ()


@pytest.mark.django_db
def test_the_summary_asks_for_it(client: Client, harbor: Dealership, ada: User) -> None:
    payload = release_payload()
    paints = payload["model_lines"][0]["groups"][1]["options"]
    for paint in paints:
        paint["freeze_class"] = "paint"
    build = configuration(harbor, ada, published_line(payload))
    build.picks = ["BASE", "RED"]
    build.save(update_fields=["picks"])
    client.force_login(ada)
    address = f"/production/open/{build.code}/"
    assert address in client.get(f"/configure/{build.code}/summary/").content.decode()
    found = client.get(address).content.decode()
    assert "then we ask the plant, until it goes to paint." in found
    assert "Red" in found
