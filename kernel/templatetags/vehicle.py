"""The car's picture on a page."""

from __future__ import annotations

from base64 import b64encode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kernel.pictures import vehicle_png, vehicle_svg, wheel_svg

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
def printed_vehicle(
    body_style: str,
    paint: str | None = None,
    roof: str | None = None,
    wheel: str | None = None,
    title: str = "Side view of the car",
) -> SafeString:
    """The same picture as pixels inside the page: the renderer of documents drops SVG gradients."""
    drawing = vehicle_svg(body_style, paint=paint or None, roof=roof or None, wheel=wheel or None)
    pixels = b64encode(vehicle_png(drawing, width=1400)).decode()
    return format_html('<img src="data:image/png;base64,{}" alt="{}">', pixels, title)


@register.simple_tag
def wheel_picture(wheel: str) -> SafeString:
    """One wheel alone; decoration beside its name."""
    return mark_safe(wheel_svg(wheel))  # noqa: S308  # no outside text in it
