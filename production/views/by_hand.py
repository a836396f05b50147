"""Recording what a manufacturer without a feed says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from customers.access import StaffRequest, require
from kernel.calendar import monday_of
from kernel.pages import page
from kernel.refusals import Refusal
from production.commands import Heard, answer_request, record_milestone
from production.forms import AnswerRequest, RecordMilestone
from production.models import FactoryRequest
from production.selectors.by_hand import hand_work
from production.views.builds import newest


@require_http_methods(["GET", "POST"])
@require("production.record_by_hand")
def milestone(request: StaffRequest, number: str) -> HttpResponse:
    """Record a milestone somebody heard of."""
    build = newest(request, number)
    work = hand_work(build)
    choices = work.milestones if work else ()
    initial = {"occurred_at": timezone.localtime()}
    form = RecordMilestone(request.POST or None, choices=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        heard = Heard(
            code=facts["code"],
            occurred_at=facts["occurred_at"],
            week=monday_of(facts["week"]) if facts["week"] else None,
            vin=facts["vin"],
            mode=facts["mode"],
            reason=facts["reason"],
        )
        try:
            is_new = record_milestone(
                build_id=build.pk, heard=heard, by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            said = "recorded" if is_new else "had been recorded before"
            messages.success(request, f"{dict(choices)[heard.code]} {said}.")
            return redirect("production:build", number)
    context: dict[str, Any] = {"build": build, "form": form, "work": work}
    status = 422 if form.is_bound else 200
    return page(request, "production/milestone.html", "form", context, status=status)


@require_http_methods(["GET", "POST"])
@require("production.record_by_hand")
def answer(request: StaffRequest, number: str, pk: int) -> HttpResponse:
    """Record what the manufacturer said to an order, a change or a cancellation."""
    build = newest(request, number)
    asked = get_object_or_404(FactoryRequest.objects.filter(build=build), pk=pk)
    form = AnswerRequest(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            answer_request(
                request_id=asked.pk,
                is_accepted=facts["answer"] == "yes",
                ref=facts["ref"],
                reason=facts["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The manufacturer's answer is recorded.")
            return redirect("production:build", number)
    context = {"build": build, "form": form, "asked": asked}
    status = 422 if form.is_bound else 200
    return page(request, "production/answer.html", "form", context, status=status)
