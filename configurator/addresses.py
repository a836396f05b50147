"""Addresses of pages that belong to apps above this one."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address(name: str, *args: object) -> str:
    """The address of that name, or nothing where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
