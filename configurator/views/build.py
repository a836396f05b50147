"""A build, click by click: the steps, the decisions, undo and redo."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from configurator import commands, steps
from configurator.catalogue import Assumption
from configurator.folding import NOTHING, SHOWN, Folding
from configurator.forms.builds import Click, Turn
from configurator.models import Configuration, ConfigurationStep
from configurator.selectors import catalogue, configurator_page, limits_of
from configurator.selectors.covers import covers
from configurator.selectors.decisions import told
from configurator.selectors.reopening import newer_line
from configurator.views.frames import configuration_of, frame
from customers.access import StaffRequest, require
from kernel.pages import page
from kernel.refusals import Stale


@require_GET
@require("configurator.view")
def detail(request: StaffRequest, code: str) -> HttpResponse:
    """One step of the build."""
    slug = request.GET.get("step") or steps.SLUGS[0]
    if slug == steps.SUMMARY:
        return redirect("configurator:summary", code)
    if slug not in steps.SLUGS:
        raise Http404("There is no such step.")
    configuration = configuration_of(request, code)
    if group := request.GET.get("turn"):
        return _turned(request, configuration, slug, group)
    return _answer(request, configuration, slug)


def _turned(
    request: StaffRequest, configuration: Configuration, slug: str, group: str
) -> HttpResponse:
    """One group opened or folded: that group alone for htmx, else the page in its new state."""
    codes = steps.group_codes(configuration, slug)
    if group not in codes:
        raise Http404("There is no such group of options.")
    folding = Folding.asked(request.GET).turned(group, codes)
    address = f"{reverse('configurator:detail', args=[configuration.code])}{folding.query(slug)}"
    if not getattr(request, "htmx", None):
        return redirect(f"{address}#g-{codes.index(group) + 1}")
    now = timezone.now()
    shown = configurator_page(configuration, now)
    entry = next(
        entry for entry in steps.groups_of(shown, slug, now, folding) if entry.group.code == group
    )
    context = frame(request, shown, slug) | {"entry": entry}
    response = page(request, "configurator/detail.html", "group", context)
    response["HX-Replace-Url"] = address
    return response


@require_POST
@require("configurator.configure")
def choose(request: StaffRequest, code: str) -> HttpResponse:
    """Take and drop what the click or the submitted step asks for."""
    configuration = configuration_of(request, code)
    form = Click(request.POST)
    if not form.is_valid():
        return _answer(request, configuration, steps.SLUGS[0], 422, "This click was incomplete.")
    slug, version = form.cleaned_data["step"], form.cleaned_data["version"]
    take, drop = [form.cleaned_data["take"]], list[str]()
    limits = limits_of(configuration, timezone.now())
    if not take[0]:
        take, drop = steps.asked(configuration, slug, form.chosen, form.shown, limits)
    accept: bool | list[str] = form.accepted or form.cleaned_data["is_accepted"]
    orders = [{"take": c} for c in take] + [{"drop": c} for c in drop]
    made: ConfigurationStep | None = None
    try:
        for order in orders:
            result = commands.choose(
                configuration_id=configuration.pk,
                accept_repair=accept,
                version=version,
                by=request.user,
                now=timezone.now(),
                read=configuration,
                limits=limits,
                **order,
            )
            configuration, version = result.configuration, result.configuration.version
            made = result.step or made
    except commands.ConflictNeedsDecision as conflict:
        return _conflict(request, configuration, slug, conflict, limits)
    except Stale as stale:
        return _answer(request, configuration_of(request, code), slug, 409, str(stale))
    except commands.CannotChoose as refusal:
        return _refused(request, configuration, slug, str(refusal))
    return _done(request, configuration, slug, limits, made)


@require_POST
@require("configurator.configure")
def undo(request: StaffRequest, code: str) -> HttpResponse:
    """Take back the last click."""
    return _turn(request, code, commands.undo)


@require_POST
@require("configurator.configure")
def redo(request: StaffRequest, code: str) -> HttpResponse:
    """Do the click that was taken back again."""
    return _turn(request, code, commands.redo)


def _turn(request: StaffRequest, code: str, command: Any) -> HttpResponse:
    configuration = configuration_of(request, code)
    form = Turn(request.POST)
    if not form.is_valid():
        return _answer(request, configuration, steps.SLUGS[0], 422, "This click was incomplete.")
    slug = form.cleaned_data["step"]
    try:
        configuration = command(
            configuration_id=configuration.pk,
            version=form.cleaned_data["version"],
            by=request.user,
            now=timezone.now(),
        )
    except Stale as stale:
        return _answer(request, configuration_of(request, code), slug, 409, str(stale))
    except commands.CannotChoose as refusal:
        return _answer(request, configuration_of(request, code), slug, 422, str(refusal))
    return _done(request, configuration, slug)


def _answer(
    request: StaffRequest,
    configuration: Configuration,
    slug: str,
    status: int = 200,
    problem: str = "",
    *,
    limits: tuple[Assumption, ...] | None = None,
    made: ConfigurationStep | None = None,
) -> HttpResponse:
    now = timezone.now()
    shown = configurator_page(configuration, now, limits, made)
    context = frame(request, shown, slug)
    known = context["steps"]
    if slug not in {step.slug for step in known}:
        return redirect(
            f"{reverse('configurator:detail', args=[configuration.code])}?step={known[0].slug}"
        )
    at = next(index for index, step in enumerate(known) if step.slug == slug)
    folding = Folding.asked(request.POST or request.GET)
    groups = steps.groups_of(shown, slug, now, folding)
    context |= {
        "groups": groups,
        "problem": problem,
        "following": known[at + 1],
        "previous": known[at - 1] if at else None,
        "folding": folding,
        "covers": covers(configuration, shown.limits) if slug == "packages" else (),
        "opened": _opened(groups),
        "filters": [
            (name, Folding(folding.opened, show).query(slug), show == folding.show)
            for show, name in SHOWN.items()
        ],
    }
    seen = request.POST.getlist("seen")
    if not seen or status != HTTPStatus.OK:
        context["newer"] = newer_line(configuration, now)
        response = page(request, "configurator/detail.html", "build", context, status)
        if request.method == "POST" and status == HTTPStatus.OK:
            address = reverse("configurator:detail", args=[configuration.code])
            response["HX-Replace-Url"] = address + folding.query(slug)
        return response
    context |= {"is_partial": True, "changed": steps.unseen(groups, seen)}
    response = page(request, "configurator/detail.html", "changes", context)
    response["HX-Reswap"] = "none"  # every piece knows its own place
    return response


def _opened(groups: Sequence[steps.ChoiceGroup]) -> list[str]:
    """What a form says of the open groups of a folded step; nothing where none can be folded."""
    can_fold = any(entry.turn_query for entry in groups)
    return [NOTHING, *(e.group.code for e in groups if e.is_open)] if can_fold else []


def _done(
    request: StaffRequest,
    configuration: Configuration,
    slug: str,
    limits: tuple[Assumption, ...] | None = None,
    made: ConfigurationStep | None = None,
) -> HttpResponse:
    if getattr(request, "htmx", None):
        return _answer(request, configuration, slug, limits=limits, made=made)
    address = reverse("configurator:detail", args=[configuration.code])
    return redirect(f"{address}{Folding.asked(request.POST).query(slug)}")


def _conflict(
    request: StaffRequest,
    configuration: Configuration,
    slug: str,
    conflict: commands.ConflictNeedsDecision,
    limits: Sequence[Assumption],
) -> HttpResponse:
    ways = [
        {
            "offer": offer,
            "changes": steps.changes(configuration, conflict.take, offer, limits),
        }
        for offer in conflict.offers
    ]
    others, folding = len(conflict.offers[0].dropped), Folding.asked(request.POST)
    context = {
        "configuration": configuration,
        "heading": f"{conflict.name} changes {others} other choice{'' if others == 1 else 's'}",
        "ways": ways,
        "because": told(catalogue(configuration.model_line_id), conflict.explanation.rules),
        "asked": (
            ("version", configuration.version),
            ("step", slug),
            ("take", conflict.take),
            *folding.fields,
        ),
        "decide_url": reverse("configurator:choose", args=[configuration.code]),
        "back_url": reverse("configurator:detail", args=[configuration.code]) + folding.query(slug),
        "kept": max(len(configuration.picks) - others, 0),
    }
    return _dialog(page(request, "configurator/conflict.html", "dialog", context, 409), request)


def _refused(
    request: StaffRequest, configuration: Configuration, slug: str, sentence: str
) -> HttpResponse:
    context = {"configuration": configuration, "sentence": sentence, "step": slug}
    return _dialog(page(request, "configurator/refused.html", "dialog", context, 409), request)


def _dialog(response: HttpResponse, request: StaffRequest) -> HttpResponse:
    if getattr(request, "htmx", None):
        response["HX-Retarget"], response["HX-Reswap"] = "#dialog", "innerHTML"
        response["HX-Trigger"] = json.dumps({"asked": {}})
    return response
