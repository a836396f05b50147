"""A feature model comes in as a release with the same cars, or is refused by line and column."""

from __future__ import annotations

from time import monotonic

import pytest

from configurator.engine import SatEngine, Status
from configurator.feeds import UnreadableFeed, read_feature_model, read_release

ABOUT = {
    "manufacturer": {"code": "OPEN", "name": "Open Models"},
    "release": "1",
    "title": "From a feature model",
    "currency": "USD",
    "valid_from": "2027-01-01",
    "body_style": "sedan",
    "model_year": 2027,
}
CAR = b"""features
    Car
        mandatory
            Engine
                alternative
                    Petrol
                    Electric
        optional
            Towing
                or
                    Hook
                    "Brake control"
            Radio
constraints
    Electric => !Towing
    Radio <=> Petrol
"""


def cars(content: bytes) -> SatEngine:
    return SatEngine(read_release(read_feature_model(content, "car.uvl", ABOUT)).lines[0].catalogue)


def test_the_cars_are_those_of_the_model() -> None:
    engine = cars(CAR)
    status = engine.status(()).status
    assert (status["Car"], status["Engine"]) == (Status.FORCED, Status.FORCED)
    assert engine.complete({"Electric"}) == ("Car", "Engine", "Electric")
    assert set(engine.complete({"Brake control"})) >= {"Towing", "Petrol", "Radio"}
    blocked = {"Towing", "Radio", "Petrol", "Hook", "Brake control"}
    assert set(engine.status({"Electric"}).codes(Status.BLOCKED)) == blocked


def test_a_long_chain_of_equivalences_grows_by_its_length() -> None:
    """An even number of sides that are all one feature holds always, whatever stands on them."""
    chain = b" <=> ".join([b"Radio"] * 100)
    engine = cars(CAR + b"    " + chain + b"\n")
    assert engine.status(()).status["Radio"] is Status.FREE
    assert engine.status(("Electric",)).status["Radio"] is Status.BLOCKED
    engine = cars(CAR + b"    " + chain + b" <=> Radio\n")
    assert engine.status(()).status["Radio"] is Status.FORCED


def test_a_wide_constraint_is_not_a_deep_one() -> None:
    names = "\n".join(f"            F{n}" for n in range(3_000))
    wide = " | ".join(f"F{n}" for n in range(3_000))
    content = f"features\n    Car\n        optional\n{names}\nconstraints\n    {wide}\n".encode()
    assert cars(content).complete(())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (CAR + b"    Radio => Ghost\n", "car.uvl, line 17, column 14: there is no feature"),
        (b"features\n    Car\n      " + b"mandatory\n" * 3, "line 4"),
        (b"", "is empty"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"features\n" + b"x" * 26_000_000, "larger than 25 MB"),
    ],
    ids=range(5),
)
def test_what_cannot_be_read_is_refused_with_its_place(content: bytes, sentence: str) -> None:
    began = monotonic()
    with pytest.raises(UnreadableFeed, match=r"car\.uvl") as wrong:
        read_feature_model(content, "car.uvl", ABOUT)
    assert sentence in str(wrong.value)
    assert monotonic() - began < 5
