"""The car's picture on a page."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kernel.pictures import Look, vehicle_png, vehicle_svg, wheel_svg

register = template.Library()


@register.simple_tag
def vehicle_picture(look: Look) -> SafeString:
    """``{% vehicle_picture picture %}``"""
    return mark_safe(vehicle_svg(look))  # noqa: S308  # an escaping template; colours are checked


@register.simple_tag
def printed_vehicle(kept: Mapping[str, Any]) -> SafeString:
    """A kept look as pixels inside the page: the renderer of documents drops SVG gradients."""
    look = Look.from_json(kept)
    pixels = b64encode(vehicle_png(vehicle_svg(look), width=1400)).decode()
    return format_html('<img src="data:image/png;base64,{}" alt="{}">', pixels, look.title)


@register.simple_tag
def wheel_picture(wheel: str) -> SafeString:
    """One wheel alone; decoration beside its name."""
    return mark_safe(wheel_svg(wheel))  # noqa: S308  # no outside text in it
