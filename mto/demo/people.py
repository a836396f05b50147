"""Invented people: no name, address or number belongs to anyone. Pure and seeded."""

import random
import re
from dataclasses import dataclass

FIRST_NAMES = [
    "Amelia",
    "Noah",
    "Priya",
    "Diego",
    "Hannah",
    "Marcus",
    "Yuki",
    "Elena",
    "Tobias",
    "Fatima",
    "Grace",
    "Owen",
    "Leila",
    "Mateo",
    "Ingrid",
    "Samuel",
    "Chloe",
    "Rafael",
    "Nadia",
    "Henry",
    "Sofia",
    "Kwame",
    "Julia",
    "Arjun",
    "Beatrice",
    "Felix",
    "Mina",
    "Caleb",
    "Rosa",
    "Viktor",
    "Isla",
    "Desmond",
    "Paula",
    "Theo",
    "Aisha",
    "Lucas",
    "Miriam",
    "Jonah",
    "Clara",
    "Emeka",
    "Wren",
    "Silvio",
    "Tessa",
    "Rohan",
    "Agnes",
]
LAST_NAMES = [
    "Whitaker",
    "Okafor",
    "Lindqvist",
    "Marchetti",
    "Ferreira",
    "Novak",
    "Sandoval",
    "Ibrahim",
    "Castellano",
    "Brandt",
    "Nakamura",
    "Delacroix",
    "Haverford",
    "Mbeki",
    "Sorensen",
    "Petrov",
    "Ashworth",
    "Gallardo",
    "Yilmaz",
    "Thornbury",
    "Vance",
    "Kowalski",
    "Redfern",
    "Adeyemi",
    "Holloway",
    "Bergstrom",
    "Quintero",
    "Maddox",
    "Strand",
    "Pemberton",
    "Osei",
    "Fairchild",
    "Lomax",
    "Vasquez",
    "Tanaka",
    "Ellery",
    "Drummond",
    "Kapoor",
    "Winslow",
    "Farrow",
]
STREETS = (
    "Quarry Lane",
    "Old Mill Road",
    "Chestnut Avenue",
    "Harborview Terrace",
    "Larkspur Court",
    "Fifth Street",
    "Beacon Hill Road",
    "Juniper Way",
    "Orchard Crescent",
    "Granite Drive",
    "Prospect Street",
    "Willow Bend",
)


@dataclass(frozen=True)
class Place:
    """Where the people of one dealership live."""

    area_code: str
    towns: tuple[tuple[str, str], ...]  # town, state and ZIP code


HARBOR = Place(
    "207",
    (
        ("Port Ellery", "ME 04103"),
        ("Saltmarsh", "ME 04072"),
        ("Fallow Point", "ME 04064"),
    ),
)
LAKE = Place(
    "312",
    (("Lakeside", "IL 60613"), ("North Quay", "IL 60640"), ("Evanswood", "IL 60201")),
)


@dataclass(frozen=True)
class Person:
    """Somebody who buys a car."""

    name: str
    email: str
    phone: str
    address: str


def people(rng: random.Random, place: Place, count: int, taken: set[str]) -> list[Person]:
    """``count`` people of one place whose e-mail addresses are not in ``taken`` (which grows)."""
    found: list[Person] = []
    while len(found) < count:
        name = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
        email = re.sub(r"[^a-z]+", ".", name.lower()) + "@example.com"
        if email in taken:
            continue
        taken.add(email)
        town, zip_code = rng.choice(place.towns)
        found.append(
            Person(
                name=name,
                email=email,
                phone=f"+1{place.area_code}5550{rng.randrange(100, 200)}",
                address=f"{rng.randrange(2, 240)} {rng.choice(STREETS)}, {town}, {zip_code}",
            )
        )
    return found
