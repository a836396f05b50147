"""The car's picture: every style, safe under the content security policy, also as pixels."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from kernel.pictures import BODY_STYLES, WHEELS, vehicle_png, vehicle_svg, wheel_design, wheel_svg


@pytest.mark.parametrize("style", BODY_STYLES)
def test_every_body_style_takes_the_paint(style: str) -> None:
    svg = vehicle_svg(style, paint="#1f4e8c", roof="#111111", title="A car")
    ElementTree.fromstring(svg)  # noqa: S314  # our own drawing
    assert 'fill="#1f4e8c"' in svg
    assert 'fill="#111111"' in svg
    assert "style=" not in svg
    assert "<title>A car</title>" in svg


@pytest.mark.parametrize("wheel", WHEELS)
def test_every_wheel_is_drawn(wheel: str) -> None:
    ElementTree.fromstring(wheel_svg(wheel))  # noqa: S314  # our own drawing


def test_foreign_texts_cannot_break_out() -> None:
    svg = vehicle_svg("spaceship", paint='red" onload="x', title="<script>")
    assert "onload" not in svg
    assert "<script>" not in svg


def test_mails_get_pixels() -> None:
    assert vehicle_png(vehicle_svg("pickup"), width=300).startswith(b"\x89PNG")


def test_a_wheel_of_the_catalogue_finds_its_design() -> None:
    assert wheel_design("19-inch Aero wheels") == "aero"
    assert wheel_design("16-inch steel wheels") == "steel"
    assert wheel_design("Something else") == "five"
