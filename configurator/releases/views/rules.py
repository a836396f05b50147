"""The rules of a model line; those of a draft can be written here, checked while they are."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from configurator import commands
from configurator.catalogue import UnreadableRule, parse, written
from configurator.models import ModelLine, Rule
from configurator.releases.forms import WriteRule
from configurator.releases.reading import RuleCheck, rule_check
from configurator.selectors import read_catalogue
from customers.access import StaffRequest, require
from kernel.pages import keyset, page
from kernel.refusals import Refusal

GET_OR_POST = ["GET", "HEAD", "POST"]


def _line(pk: int, line: int) -> ModelLine:
    lines = ModelLine.objects.select_related("release__manufacturer")
    return get_object_or_404(lines, pk=line, release_id=pk)


@require_safe
@require("configurator.import")
def rules(request: StaffRequest, pk: int, line: int) -> HttpResponse:
    """The rules in their order; of a draft each can be opened."""
    model_line = _line(pk, line)
    wanted = request.GET.get("q", "").strip()
    found = Rule.objects.filter(model_line=model_line)
    if wanted:
        found = found.filter(
            Q(code__icontains=wanted) | Q(sentence__icontains=wanted) | Q(when__icontains=wanted)
        )
    rows = keyset(found, request, order="pk")
    context = {
        "line": model_line,
        "rows": rows.rows,
        "next_url": rows.next_url,
        "first_url": rows.first_url,
        "wanted": wanted,
    }
    return page(request, "catalogues/rules.html", "rows", context)


@require_http_methods(GET_OR_POST)
@require("configurator.edit_rules")
def new(request: StaffRequest, pk: int, line: int) -> HttpResponse:
    """A new rule of a draft."""
    return _editor(request, _line(pk, line), None)


@require_http_methods(GET_OR_POST)
@require("configurator.edit_rules")
def edit(request: StaffRequest, pk: int, line: int, rule: int) -> HttpResponse:
    """A rule of a draft, to be written anew; of a published release, to be read."""
    model_line = _line(pk, line)
    return _editor(request, model_line, get_object_or_404(model_line.rules.all(), pk=rule))


def _editor(request: StaffRequest, line: ModelLine, rule: Rule | None) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, line, rule, WriteRule(initial=_as_written(line, rule), line=line))
    form = WriteRule(request.POST, line=line)
    if form.is_valid() and "check" not in request.POST:
        try:
            commands.save_rule(
                release_id=line.release_id,
                model_line_id=line.pk,
                replaces=rule.code if rule else "",
                now=timezone.now(),
                **form.cleaned_data,
            )
        except commands.CannotChangeRule as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, f"Rule {form.cleaned_data['code']} is saved.")
            return redirect("catalogues:rules", pk=line.release_id, line=line.pk)
    return _shown(request, line, rule, form, status=200 if "check" in request.POST else 422)


def _as_written(line: ModelLine, rule: Rule | None) -> dict[str, str]:
    if rule is None:
        return {}
    known = next(found for found in read_catalogue(line).rules if found.code == rule.code)
    text = written(known)
    with suppress(UnreadableRule):
        if written(parse(rule.source_text)) == text:
            text = rule.source_text  # as its author laid it out
    return {"code": rule.code, "text": text, "sentence": rule.sentence, "market": rule.market}


def _shown(
    request: StaffRequest, line: ModelLine, rule: Rule | None, form: WriteRule, status: int = 200
) -> HttpResponse:
    checked = _checked(request, line, rule) if request.method == "POST" else None
    context = {"line": line, "rule": rule, "form": form, "checked": checked}
    return page(request, "catalogues/rule.html", None, context, status=status)


@require_POST
@require("configurator.edit_rules")
def check(request: StaffRequest, pk: int, line: int) -> HttpResponse:
    """What the rule that is being written would do; nothing is saved."""
    checked = _checked(request, _line(pk, line), None)
    return page(request, "catalogues/check.html", None, {"checked": checked})


def _checked(request: StaffRequest, line: ModelLine, rule: Rule | None) -> RuleCheck | None:
    text = request.POST.get("text", "")
    code = rule.code if rule else request.POST.get("replaces") or request.POST.get("code", "")
    market = request.POST.get("market", "")
    return rule_check(read_catalogue(line), code, text, market) if text.strip() else None


@require_POST
@require("configurator.edit_rules")
def remove(request: StaffRequest, pk: int, line: int, rule: int) -> HttpResponse:
    """Take the rule out of the draft."""
    model_line = _line(pk, line)
    found = get_object_or_404(model_line.rules.all(), pk=rule)
    try:
        commands.remove_rule(release_id=pk, model_line_id=line, code=found.code, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Rule {found.code} is gone.")
    return redirect("catalogues:rules", pk=pk, line=line)
