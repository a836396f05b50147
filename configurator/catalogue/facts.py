"""What a catalogue may say an option does for a customer: the words a needs sheet is compared by.

A **measure** is a whole number. Of the options in a car the largest holds: with a seven-seat layout
the car seats seven, with a roof box it is as high as the box. Weights are kilograms of a trailer,
lengths centimetres. A **trait** is had or not.

A maker who states a fact anywhere in a release is taken to have stated it wherever it holds: on
another line of that release its absence means “not offered”. Of a release that never states it
nothing is known, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from configurator.catalogue.lines import Catalogue

MEASURES: Mapping[str, str] = {
    "seats": "Seats",
    "child_seats": "Places for child seats",
    "tow_kg": "Towing, trailer with brakes",
    "tow_unbraked_kg": "Towing, trailer without brakes",
    "height_cm": "Height of the car",
    "length_cm": "Length of the car",
}
LIMITS = frozenset({"height_cm", "length_cm"})
"""Measures of which less is better: a garage has a height."""

TRAITS: Mapping[str, str] = {
    "awd": "All wheels driven",
    "snow": "Made for snow and ice",
    "heat": "Made for great heat",
    "city": "Easy to park in town",
    "motorway": "Relaxed on long highway drives",
    "offroad": "Made for unpaved roads",
    "frugal": "Low running cost",
    "dog": "Room made for a dog",
    "commercial": "Made for work",
    "hand_controls": "Driven by hand",
    "one_hand": "Driven with one hand",
    "left_foot": "Driven with the left foot",
    "turning_seat": "A seat that turns out of the door",
    "wheelchair_passenger": "A passenger stays in the wheelchair",
    "wheelchair_driver": "The driver stays in the wheelchair",
    "wheelchair_loading": "A wheelchair or scooter is lifted aboard",
    "voice_control": "Secondary functions by voice",
}
FACTS: Mapping[str, str] = {**MEASURES, **TRAITS}
LARGEST = 32_767

type Facts = tuple[tuple[str, int], ...]
"""Pairs of a fact and its value, in the order of the names; a trait is 1, or 0 where it is denied."""


def stated_in(catalogues: Iterable[Catalogue]) -> frozenset[str]:
    """The facts these lines speak of at all."""
    return frozenset(
        fact for lines in catalogues for option in lines.options for fact, _ in option.meets
    )


def value_in(lines: Catalogue, codes: Collection[str], fact: str) -> int | None:
    """What a car with these options has of it; None where none of them says anything."""
    found = [
        value
        for code in codes
        if code in lines.by_code
        for name, value in lines.by_code[code].meets
        if name == fact
    ]
    return max(found, default=None)


def options_with(lines: Catalogue, fact: str, least: int = 1) -> tuple[str, ...]:
    """The options by which a car has at least so much of it."""
    return tuple(
        option.code
        for option in lines.options
        if any(name == fact and value >= least for name, value in option.meets)
    )
