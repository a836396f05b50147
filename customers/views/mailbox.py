"""The demonstration's mailbox: what would have left the house, to be read by staff."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers import mailbox
from customers.access import StaffRequest, require
from customers.mailbox import Letter


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Outside the demonstration the page does not exist."""

    @wraps(view)
    def guarded(request: StaffRequest, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, **kwargs)

    return guarded


@require_safe
@require("customers.mailbox")
@demo_only
def letters(request: StaffRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip().lower()
    found = [
        each
        for each in mailbox.letters(limit=500)
        if not search or search in f"{each.to} {each.subject}".lower()
    ][:100]
    return render(request, "customers/mailbox.html", {"letters": found, "search": search})


@require_safe
@require("customers.mailbox")
@demo_only
def letter(request: StaffRequest, name: str) -> HttpResponse:
    return render(request, "customers/letter.html", {"letter": _letter(name)})


@require_safe
@require("customers.mailbox")
@demo_only
def letter_html(_request: StaffRequest, name: str) -> HttpResponse:
    """The mail as a mail program shows it; it needs no style of its own, so the usual rules hold."""
    return HttpResponse(_letter(name).html)


def _letter(name: str) -> Letter:
    found = mailbox.letter(name)
    if found is None:
        raise Http404
    return found
