"""The capacity board and moving builds on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from customers.access import StaffRequest, can, require
from kernel.calendar import iso_week
from kernel.pages import page
from kernel.refusals import Refusal
from production.commands import move_build
from production.forms import MoveBuild
from production.selectors.board import capacity_board
from production.views.builds import newest
from production.views.inbox import back_to


@require_GET
@require("production.view_slots")
def board(request: StaffRequest) -> HttpResponse:
    """Lines by weeks; `?bucket=` opens a cell."""
    chosen = request.GET.get("bucket", "")
    bucket_id = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else None
    context = {
        "board": capacity_board(request.scope, now=timezone.now(), bucket_id=bucket_id),
        "may_move": can(request.user, "production.move_build"),
        "may_answer": can(request.user, "production.answer_exception"),
    }
    return page(request, "production/board.html", "cell", context)


@require_POST
@require("production.move_build")
def move(request: StaffRequest, number: str) -> HttpResponse:
    """Give a build another week."""
    build = newest(request, number)
    form = MoveBuild(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose the week to move to.")
        return redirect(back_to(request, f"/production/builds/{number}/"))
    try:
        moved = move_build(
            build_id=build.pk,
            bucket_id=form.cleaned_data["bucket"],
            reason=form.cleaned_data["reason"] or "Moved by the coordinator",
            version=form.cleaned_data["version"],
            by=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        week = iso_week(moved.slot_week)[5:] if moved.slot_week else ""
        messages.success(request, f"{number} moved to {week}. The factory is asked.")
    return redirect(back_to(request, f"/production/builds/{number}/"))
