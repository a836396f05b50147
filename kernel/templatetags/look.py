"""How values and icons are written on every page: money, days, windows, initials, Lucide icons."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

import lucide
from babel.dates import format_date, format_interval
from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kernel.money import Money, format_money

register = template.Library()

LOCALE = "en_US"
ICONS_KEPT = 512
TONES = {
    "success": "ok",
    "warning": "warn",
    "error": "bad",
    "info": "info",
    "debug": "info",
}
TONE_ICONS = {
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "circle-x",
}


@register.simple_tag
@lru_cache
def page_assets(kind: str) -> SafeString:
    """The links to what every page loads, ``styles`` or ``scripts``: the same in every answer."""
    return render_to_string(f"includes/{kind}.html")


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A Lucide icon that screen readers skip. ``size="large"`` for empty states."""
    return _drawn(str(name), size)


@lru_cache(ICONS_KEPT)
def _drawn(name: str, size: str) -> SafeString:
    drawing = lucide._render_icon(  # the package has no other plain function
        name,
        None,
        **{"class": f"icon icon-{size}" if size else "icon"},
        aria_hidden="true",
        focusable="false",
    )
    return mark_safe(drawing)  # noqa: S308  # drawn by the pinned package from its own file


def _money(value: object, currency: str) -> Money | None:
    if isinstance(value, Money):
        return value
    if isinstance(value, Decimal | int):
        return Money(Decimal(value), currency)
    if isinstance(value, str) and value:
        return Money(Decimal(value), currency)
    return None


def short_money(value: Money) -> str:
    """Whole amounts without cents, because price lists are read in a hurry: $47,900."""
    text = format_money(value, locale=LOCALE)
    return text.removesuffix(".00")


@register.filter
def money(value: object, currency: str = "USD") -> str:
    """``{{ order.total|money }}`` or ``{{ amount|money:order.currency }}``: always with cents."""
    found = _money(value, currency or "USD")
    return "" if found is None else format_money(found, locale=LOCALE)


@register.filter
def price(value: object, currency: str = "USD") -> str:
    """Like ``money``, without cents where they are zero."""
    found = _money(value, currency or "USD")
    return "" if found is None else short_money(found)


@register.filter
def price_step(value: object, currency: str = "USD") -> str:
    """What a choice adds: ``+$650``, ``−$2,100`` or ``Included``."""
    found = _money(value, currency or "USD")
    if found is None:
        return ""
    if not found.amount:
        return "Included"
    sign = "+" if found.amount > 0 else "−"
    return sign + short_money(Money(abs(found.amount), found.currency))


@register.filter
def day(value: date | datetime | None) -> str:
    """A calendar day in words: ``Mar 12, 2027``. Instants are for ``{{ at|date:… }}`` in a zone."""
    return format_date(value, "MMM d, y", locale=LOCALE) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """``Mar 12``: only beside a full date."""
    return format_date(value, "MMM d", locale=LOCALE) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """``Thu, Mar 12``"""
    return format_date(value, "EEE, MMM d", locale=LOCALE) if value else ""


@register.simple_tag
def day_range(first: date | None, last: date | None) -> str:
    """``Mar 12 – Apr 9, 2027``; one day stays one day; an open end reads "from"."""
    if first is None and last is None:
        return ""
    if first is None or last is None:
        only = first or last
        assert only is not None
        return f"from {day(only)}" if first else f"by {day(only)}"
    if first == last:
        return day(first)
    return format_interval(first, last, "yMMMd", locale=LOCALE).replace("\u2009", " ")


@register.filter
def initials(name: str) -> str:
    """``Ana Ruiz`` -> ``AR``; an e-mail address gives its first letter."""
    words = str(name).partition("@")[0].split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words))


@register.filter
def tone(level_tag: str) -> str:
    """The colour word of a Django message level."""
    return TONES.get(level_tag, "info")


@register.filter
def tone_icon(level_tag: str) -> str:
    """The icon that repeats what the colour says."""
    return TONE_ICONS.get(level_tag, "info")


@register.simple_tag
def swatch(rgb: str | None, rgb2: str | None = None) -> SafeString:
    """A round chip of a colour (halved for two-tone); empty string for an option without colour."""
    if not rgb:
        return mark_safe("")
    second = format_html('<path d="M24 4a20 20 0 0 1 0 40z" fill="{}"/>', rgb2) if rgb2 else ""
    return format_html(
        '<svg class="swatch" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        '<circle cx="24" cy="24" r="20" fill="{}"/>{}<circle cx="24" cy="24" r="20" fill="none" '
        'stroke="currentColor" stroke-opacity=".3"/></svg>',
        rgb,
        second,
    )
