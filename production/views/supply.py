"""Stop-sales and short options: what is in force, what comes in, and what it would do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from configurator.addresses import address
from configurator.commands import end_stop_sale
from configurator.feeds import UnreadableFeed
from configurator.feeds.supply import EXAMPLE, SHEETS, read_entry
from configurator.feeds.template import csv_files, workbook
from configurator.models import StopSale
from customers.access import StaffRequest, require
from kernel.pages import page
from kernel.refusals import Refusal
from production.commands import supply as commands
from production.forms import ConstraintEntry, End, ReadSupply, StopSaleEntry
from production.models import OptionConstraint, SupplySheet
from production.selectors import supply as selectors

VIEW, CHANGE = "production.view_supply", "production.change_supply"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@require(VIEW)
def overview(request: StaffRequest) -> HttpResponse:
    """What is stopped or short."""
    return _overview(request)


def _overview(request: StaffRequest, status: int = 200, **more: Any) -> HttpResponse:
    makers = selectors.makers()
    with_ended = request.GET.get("all") == "1"
    context = {
        "supply": selectors.supply_page(with_ended=with_ended),
        "with_ended": with_ended,
        "makers": makers,
        "read": ReadSupply(makers=makers),
        "stop": StopSaleEntry(makers=makers, prefix="stop"),
        "short": ConstraintEntry(makers=makers, prefix="short"),
        **more,
    }
    return page(request, "production/supply.html", None, context, status=status)


@require_POST
@require(CHANGE)
def read(request: StaffRequest) -> HttpResponse:
    """A file becomes entries to be looked at, or every fault is listed."""
    form = ReadSupply(request.POST, request.FILES, makers=selectors.makers())
    problems: tuple[str, ...] = ()
    if form.is_valid():
        upload = form.cleaned_data["upload"]
        try:
            kept = commands.read_supply_files(
                manufacturer=form.cleaned_data["manufacturer"],
                files={str(upload.name): upload.read()},
                by=request.user,
                now=timezone.now(),
            )
        except commands.CannotReadSupply as refusal:
            form.add_error("upload", str(refusal))
            problems = refusal.problems
        else:
            return redirect("production:supply-sheet", pk=kept.pk)
    return _overview(request, 422, read=form, problems=problems)


@require_POST
@require(CHANGE)
def stop(request: StaffRequest) -> HttpResponse:
    """One stop-sale, to be looked at."""
    form = StopSaleEntry(request.POST, makers=selectors.makers(), prefix="stop")
    return _entered(request, form, "stop")


@require_POST
@require(CHANGE)
def constrain(request: StaffRequest) -> HttpResponse:
    """One constraint, to be looked at."""
    form = ConstraintEntry(request.POST, makers=selectors.makers(), prefix="short")
    return _entered(request, form, "short")


def _entered(
    request: StaffRequest, form: StopSaleEntry | ConstraintEntry, name: str
) -> HttpResponse:
    if form.is_valid():
        now = timezone.now()
        maker = form.cleaned_data["manufacturer"]
        try:
            found = read_entry(form.sheet, form.row(), selectors.known_to(maker, on=now.date()))
        except UnreadableFeed as wrong:
            form.blame(wrong.problems)
        else:
            kept = commands.keep_supply(manufacturer=maker, supply=found, by=request.user, now=now)
            return redirect("production:supply-sheet", pk=kept.pk)
    return _overview(request, 422, **{name: form})


@require_safe
@require(VIEW)
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """Entries, what they would do, and the orders they hit."""
    found = get_object_or_404(SupplySheet.objects.select_related("manufacturer"), pk=pk)
    return _sheet(request, found)


def _sheet(request: StaffRequest, found: SupplySheet, status: int = 200) -> HttpResponse:
    context = {
        "page": selectors.sheet_page(found, now=timezone.now()),
        "hit_url": address("orders:hit", "sheet", found.pk),
    }
    return page(request, "production/supply_sheet.html", None, context, status=status)


@require_POST
@require(CHANGE)
def put_in_force(request: StaffRequest, pk: int) -> HttpResponse:
    """Apply the entries that the person has looked at."""
    found = get_object_or_404(SupplySheet.objects.all(), pk=pk)
    try:
        done = commands.apply_supply(sheet_id=found.pk, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _sheet(request, get_object_or_404(SupplySheet.objects.all(), pk=pk), 409)
    new = done.new_rows or 0
    messages.success(request, f"{new} in force." if new else "All of it was in force already.")
    return redirect("production:supply")


@require_POST
@require(CHANGE)
def discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Throw entries away that are not in force."""
    found = get_object_or_404(SupplySheet.objects.all(), pk=pk)
    try:
        commands.discard_supply(sheet_id=found.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _sheet(request, found, 409)
    return redirect("production:supply")


@require_POST
@require(CHANGE)
def end_stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Sell the option again."""
    found = get_object_or_404(StopSale.objects.all(), pk=pk)
    return _ended(
        request,
        lambda because: end_stop_sale(
            stop_id=found.pk, because=because, by=request.user, now=timezone.now()
        ),
    )


@require_POST
@require(CHANGE)
def end_short(request: StaffRequest, pk: int) -> HttpResponse:
    """The option is short no more."""
    found = get_object_or_404(OptionConstraint.objects.all(), pk=pk)
    return _ended(
        request,
        lambda because: commands.end_constraint(
            constraint_id=found.pk, because=because, by=request.user, now=timezone.now()
        ),
    )


def _ended(request: StaffRequest, end: Callable[[str], object]) -> HttpResponse:
    form = End(request.POST)
    if not form.is_valid():
        messages.error(request, "Say why it ends.")
        return _overview(request, 422)
    try:
        end(form.cleaned_data["because"])
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _overview(request, 409)
    messages.success(request, "Ended.")
    return redirect("production:supply")


@require_safe
@require(VIEW)
def template_workbook(request: StaffRequest) -> HttpResponse:
    """The sheets to fill in."""
    return _file(workbook(SHEETS, EXAMPLE), "supply-template.xlsx", XLSX)


@require_safe
@require(VIEW)
def template_csv(request: StaffRequest) -> HttpResponse:
    """The same as CSV files."""
    return _file(csv_files(SHEETS, EXAMPLE), "supply-template.zip", "application/zip")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
