"""The consultation: a needs sheet, the cars it leads to, and what its words mean."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from configurator import commands
from configurator.commands import needs as needs_commands
from configurator.forms.needs import Meanings, NeedsForm, StartFrom
from configurator.models import Configuration, NeedsSheet
from configurator.needs import METRIC, US, Answers
from configurator.selectors.needs import ranking, start_of
from configurator.selectors.needs_sheets import answers_of, newest, sheets_of, wishes
from customers.access import StaffRequest, can, require
from customers.models import Customer, Dealership
from kernel.pages import page
from kernel.refusals import Refusal, Stale

SHEET, RESULT = "configurator/needs_form.html", "configurator/needs.html"


def sheet_of(request: StaffRequest, code: str) -> NeedsSheet:
    """The sheet of that code, if the person may see it. :raises Http404: else."""
    found: NeedsSheet = get_object_or_404(
        NeedsSheet.objects.visible_to(request.scope).for_page(), code=code.upper()
    )
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@require("configurator.consult")
def create(request: StaffRequest) -> HttpResponse:
    """A new sheet, of the ``customer`` or for the ``build`` that the address names, or of nobody."""
    customer, build = _customer_asked(request), _build_asked(request)
    dealership = _dealership_asked(request, customer, build)
    known = customer or (build.customer if build else None)
    units = US if dealership.country == "US" else METRIC
    initial = {**NeedsForm.told(Answers(units=units)), "customer": known and known.pk}
    form = NeedsForm(request.POST or None, dealership=dealership, initial=initial)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            sheet = needs_commands.write_needs(
                dealership=dealership,
                customer=form.cleaned_data["customer"],
                answers=form.answers,
                by=request.user,
                now=now,
            )
            if build is not None:
                needs_commands.compare_with_needs(
                    configuration_id=build.pk, sheet=sheet, by=request.user, now=now
                )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("configurator:needs", sheet.code)
    places = Dealership.objects.filter(pk__in=request.scope.dealership_ids).order_by("name")
    context = {
        "form": form,
        "dealership": dealership,
        "places": [] if customer or build else list(places),
    }
    return page(request, SHEET, None, context, 422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require("configurator.consult")
def edit(request: StaffRequest, code: str) -> HttpResponse:
    """The sheet again, to change what was said."""
    sheet = sheet_of(request, code)
    last = newest(sheet)
    initial = NeedsForm.told(answers_of(last))
    initial |= {"customer": sheet.customer_id, "version": last.number}
    form = NeedsForm(request.POST or None, dealership=sheet.dealership, initial=initial)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            needs_commands.change_needs(
                sheet_id=sheet.pk,
                customer=form.cleaned_data["customer"],
                answers=form.answers,
                version=form.cleaned_data["version"] or 0,
                by=request.user,
                now=timezone.now(),
            )
        except Stale as stale:
            form.add_error(None, f"{stale} What you wrote stands below; save it on another try.")
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["version"] = str(newest(sheet).number)  # type: ignore[index]
            status = 409
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("configurator:needs", sheet.code)
    context = {"form": form, "sheet": sheet, "dealership": sheet.dealership}
    return page(request, SHEET, None, context, status)


@require_safe
@require("configurator.consult")
def result(request: StaffRequest, code: str) -> HttpResponse:
    """What was said, and the cars it leads to, ranked."""
    return _result(request, sheet_of(request, code))


@require_POST
@require("configurator.consult")
def words(request: StaffRequest, code: str) -> HttpResponse:
    """Say what the wishes in words mean in the catalogue."""
    sheet, now = sheet_of(request, code), timezone.now()
    form = Meanings(request.POST, wishes=wishes(answers_of(newest(sheet)), now))
    if not form.is_valid():
        return _result(request, sheet, "This click was incomplete.", 422)
    try:
        needs_commands.confirm_meanings(
            sheet_id=sheet.pk,
            meanings=form.meanings,
            version=form.cleaned_data["version"],
            by=request.user,
            now=now,
        )
    except Stale as stale:
        return _result(request, sheet_of(request, code), str(stale), 409)
    return redirect("configurator:needs", sheet.code)


@require_POST
@require("configurator.consult")
def start(request: StaffRequest, code: str) -> HttpResponse:
    """Begin a build with one of the proposals."""
    sheet, now = sheet_of(request, code), timezone.now()
    if not _may_start(request, sheet):
        raise Http404("Nobody may begin a build here for this person.")
    form = StartFrom(request.POST)
    if not form.is_valid():
        return _result(request, sheet, "This click was incomplete.", 422)
    found = start_of(
        model_line_id=form.cleaned_data["model_line"],
        trim=form.cleaned_data["trim"],
        answers=answers_of(newest(sheet)),
        dealership=sheet.dealership,
        terms=sheet.dealership.loan_terms,
        now=now,
    )
    if found is None:
        return _result(request, sheet, "This car is not on sale any more.", 409)
    try:
        begun = needs_commands.start_from_needs(
            sheet=sheet, model_line_id=found.line.pk, picks=found.picks, by=request.user, now=now
        )
    except commands.CannotStart as refusal:
        return _result(request, sheet, str(refusal), 409)
    return redirect("configurator:detail", begun.code)


@require_http_methods(["GET", "HEAD", "POST"])
@require("configurator.consult")
def delete(request: StaffRequest, code: str) -> HttpResponse:
    """Ask, then erase the sheet."""
    sheet = sheet_of(request, code)
    if request.method == "POST":
        needs_commands.delete_needs(sheet_id=sheet.pk)
        messages.success(request, "The needs sheet is erased. Builds begun from it stay.")
        return redirect("configurator:home")
    return page(request, "configurator/needs_delete.html", None, {"sheet": sheet})


@require_safe
@require("configurator.consult")
def of_customer(request: StaffRequest, number: str) -> HttpResponse:
    """The sheets of one customer, for the customer's page."""
    rows = Customer.objects.filter(dealership__in=request.scope.dealership_ids)
    customer = get_object_or_404(rows, number=number)
    sheets = sheets_of(customer, NeedsSheet.objects.visible_to(request.scope))
    context = {"customer": customer, "sheets": sheets}
    return page(request, "configurator/needs_of.html", "sheets", context)


def _result(
    request: StaffRequest, sheet: NeedsSheet, problem: str = "", status: int = 200
) -> HttpResponse:
    now, last = timezone.now(), newest(sheet)
    answers = answers_of(last)
    context: dict[str, Any] = {
        "sheet": sheet,
        "revision": last,
        "answers": answers,
        "wishes": wishes(answers, now),
        "ranking": ranking(answers, sheet.dealership, sheet.dealership.loan_terms, now),
        "problem": problem,
        "may_start": _may_start(request, sheet),
    }
    return page(request, RESULT, None, context, status)


def _may_start(request: StaffRequest, sheet: NeedsSheet) -> bool:
    return can(request.user, "configurator.configure", sheet.dealership_id, request.user.pk)


def _customer_asked(request: StaffRequest) -> Customer | None:
    number = request.GET.get("customer", "")
    if not number:
        return None
    rows = Customer.objects.filter(dealership__in=request.scope.dealership_ids)
    return get_object_or_404(rows.select_related("dealership"), number=number)


def _build_asked(request: StaffRequest) -> Configuration | None:
    """The build the sheet is to be compared with. :raises Http404: one the person may not change."""
    code = request.GET.get("build", "")
    if not code:
        return None
    rows = Configuration.objects.visible_to(request.scope).for_page()
    build = get_object_or_404(rows, code=code.upper())
    if not can(request.user, "configurator.configure", build.dealership_id, build.created_by_id):
        raise Http404("This build is a colleague's.")
    return build


def _dealership_asked(
    request: StaffRequest, customer: Customer | None, build: Configuration | None
) -> Dealership:
    if build is not None:
        return build.dealership
    if customer is not None:
        return customer.dealership
    places = Dealership.objects.filter(pk__in=request.scope.dealership_ids).order_by("name")
    wanted = request.GET.get("dealership", "")
    chosen = places.filter(code=wanted).first() if wanted else places.first()
    if chosen is None:
        raise Http404("There is no such dealership.")
    return chosen
