"""``{% said … %}``: words, days and money of a paper in the language it is written in."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from orders.paper_words import say, written

register = template.Library()


@register.simple_tag(takes_context=True)
def said(context: RequestContext, value: Any, **values: Any) -> str:
    """A sentence of the table with its values, or a kept day, window or amount as it is written."""
    language = str(context.get("language") or "en")
    return say(value, language, **values) if isinstance(value, str) else written(value, language)
