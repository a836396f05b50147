"""The car's picture: every style, safe under the content security policy, also as pixels."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from configurator.looks import Part, look
from configurator.models import BodyStyle
from kernel.pictures import (
    BODY_STYLES,
    WHEELS,
    Look,
    vehicle_png,
    vehicle_svg,
    wheel_design,
    wheel_svg,
)

EVERYTHING = (
    "glass_roof", "cross_bars", "rack", "ladder_rack", "beacon", "tow_bar", "spoiler", "steps",
    "mud_guards", "fog_lamps", "bed_cover", "bed_cap", "tool_box", "knobbly_tires",
)  # fmt: skip


def test_every_body_style_of_the_catalogue_is_drawn() -> None:
    assert set(BodyStyle.values) == set(BODY_STYLES)


@pytest.mark.parametrize("style", BODY_STYLES)
def test_every_body_style_takes_the_paint(style: str) -> None:
    svg = vehicle_svg(Look(style, paint="#1f4e8c", roof="#111111", title="A car"))
    ElementTree.fromstring(svg)  # noqa: S314  # our own drawing
    assert 'fill="#1f4e8c"' in svg
    assert 'fill="#111111"' in svg
    assert "style=" not in svg
    assert "<title>A car</title>" in svg


@pytest.mark.parametrize("style", BODY_STYLES)
def test_whatever_can_be_seen_changes_the_drawing(style: str) -> None:
    plain = Look(style, paint="#1f4e8c", title="A car")
    for extra in EVERYTHING:
        if extra.startswith(("bed", "tool")) and style != "pickup":
            continue
        if extra == "spoiler" and style == "pickup":
            continue
        svg = vehicle_svg(Look(style, paint="#1f4e8c", title="A car", extras=(extra,)))
        assert _without_marks(svg) != _without_marks(vehicle_svg(plain)), extra
    dressed = Look(
        style,
        paint="#1f4e8c",
        trim="#15181b",
        wheel_inches=22,
        rim="#b4834c",
        caliper="#e6b10e",
        rails="#b9bec4",
        stripe="#f2f4f5",
        is_tinted=True,
        extras=EVERYTHING,
    )
    svg = vehicle_svg(dressed)
    ElementTree.fromstring(svg)  # noqa: S314  # our own drawing
    for colour in ("#15181b", "#b4834c", "#e6b10e", "#b9bec4", "#f2f4f5"):
        assert colour in svg


def _without_marks(svg: str) -> str:
    """The drawing without the names of its gradients, which differ from look to look."""
    mark = svg.split('id="v', 1)[1].split("-", 1)[0]
    return "".join(svg.replace(f"v{mark}", "").split())


@pytest.mark.parametrize("wheel", WHEELS)
def test_every_wheel_is_drawn(wheel: str) -> None:
    ElementTree.fromstring(wheel_svg(wheel))  # noqa: S314  # our own drawing


def test_foreign_texts_cannot_break_out() -> None:
    svg = vehicle_svg(Look("spaceship", paint='red" onload="x', title="<script>"))
    assert "onload" not in svg
    assert "<script>" not in svg


def test_mails_get_pixels() -> None:
    assert vehicle_png(vehicle_svg(Look("pickup")), width=300).startswith(b"\x89PNG")


def test_a_kept_look_is_read_again_also_an_old_one() -> None:
    new = Look("van", paint="#1f4e8c", extras=("steps",), is_tinted=True, title="A van")
    assert Look.from_json(new.to_json()) == new
    old = {"body_style": "suv", "paint": "#1f4e8c", "roof": "", "wheel": "aero", "title": "A car"}
    assert Look.from_json(old) == Look("suv", paint="#1f4e8c", wheel="aero", title="A car")


def test_a_wheel_of_the_catalogue_finds_its_design() -> None:
    assert wheel_design("19-inch Aero wheels") == "aero"
    assert wheel_design("16-inch steel wheels") == "steel"
    assert wheel_design("Something else") == "five"


def test_names_of_options_say_what_is_seen() -> None:
    seen = look(
        "pickup",
        "2027 Terra",
        [
            Part("exterior", "Paint", "Fjord Blue", "#1f4e8c"),
            Part("exterior", "Contrast roof", "Contrast roof in Obsidian Black", "#101010"),
            Part("wheels", "Wheels", "22-inch wheels, gloss black"),
            Part("wheels", "Wheels", "Full-size spare wheel"),
            Part("appearance", "Stripes", "Center stripes, white"),
            Part("exterior", "Roof", "Roof rails, black"),
            Part("appearance", "Exterior details", "Privacy glass"),
            Part("packages", "Bed", "Tonneau cover, hard folding"),
            Part("comfort", "Towing", "Fifth-wheel preparation"),
            Part("interior", "Seats", "Seats with running board motif"),
            Part("technology", "Brakes", "Brake calipers in red"),
        ],
    )
    assert (seen.paint, seen.roof) == ("#1f4e8c", "#101010")
    assert (seen.wheel_inches, seen.rim) == (22, "#22262a")
    assert (seen.stripe, seen.rails, seen.caliper) == ("#f2f4f5", "#15181b", "#c81e2b")
    assert seen.is_tinted
    assert seen.extras == ("bed_cover",)
    assert seen.name == "2027 Terra in Fjord Blue"
    assert (
        seen.title == "Side view of the 2027 Terra in Fjord Blue with 22-inch wheels, gloss black"
    )


def test_a_bare_car_is_drawn_plainly() -> None:
    assert look("sedan", "2027 Astra", []) == Look(
        "sedan", wheel="five", name="2027 Astra", title="Side view of the 2027 Astra"
    )
