"""The car's picture on a page."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from kernel.pictures import vehicle_svg, wheel_svg

register = template.Library()


@register.simple_tag
def vehicle_picture(
    body_style: str,
    paint: str | None = None,
    roof: str | None = None,
    wheel: str | None = None,
    title: str = "Side view of the car",
) -> SafeString:
    """``{% vehicle_picture "suv" paint="#1f4e8c" wheel="aero" title="Vela in Fjord Blue" %}``"""
    drawing = vehicle_svg(
        body_style, paint=paint or None, roof=roof or None, wheel=wheel or None, title=title
    )
    return mark_safe(drawing)  # noqa: S308  # rendered by an escaping template; colours are checked


@register.simple_tag
def wheel_picture(wheel: str) -> SafeString:
    """One wheel alone; decoration beside its name."""
    return mark_safe(wheel_svg(wheel))  # noqa: S308  # no outside text in it
