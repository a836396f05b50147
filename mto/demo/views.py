"""The demonstration's factory page: time passes and things go wrong at the press of a button."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from customers.access import StaffRequest, require
from customers.views.mailbox import demo_only
from kernel.events import nudge
from mto.demo.controls import FactoryControls, FactorySilent
from mto.demo.forms import DAYS, ONCE, SWITCHES, FlipSwitch, LetWorkOn, MisbehaveOnce


def _controls() -> FactoryControls:
    return FactoryControls(settings.FACTORY_URL, settings.FACTORY_CONTROL_KEY)


@require_safe
@require("demo.factory")
@demo_only
def factory(request: StaffRequest) -> HttpResponse:
    try:
        state = _controls().state()
    except FactorySilent:
        state = None
    switched = {"down": state.is_down, "silent": state.is_silent} if state else {}
    return render(
        request,
        "demo/factory.html",
        {
            "state": state,
            "days": DAYS,
            "once": ONCE,
            "switches": [(name, text, switched.get(name)) for name, text in SWITCHES],
        },
    )


@require_POST
@require("demo.factory")
@demo_only
def advance(request: StaffRequest) -> HttpResponse:
    form = LetWorkOn(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    try:
        told = _controls().advance(form.cleaned_data["days"])
    except FactorySilent as silent:
        messages.error(request, str(silent))
    else:
        nudge("production.poll_factories")
        messages.success(request, f"The factory worked on and had {told} things to tell.")
    return redirect("demo:factory")


@require_POST
@require("demo.factory")
@demo_only
def switch(request: StaffRequest) -> HttpResponse:
    form = FlipSwitch(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    try:
        _controls().switch(form.cleaned_data["name"], on=form.cleaned_data["on"])
    except FactorySilent as silent:
        messages.error(request, str(silent))
    return redirect("demo:factory")


@require_POST
@require("demo.factory")
@demo_only
def once(request: StaffRequest) -> HttpResponse:
    form = MisbehaveOnce(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    try:
        _controls().once(form.cleaned_data["what"])
    except FactorySilent as silent:
        messages.error(request, str(silent))
    else:
        messages.success(request, "It will.")
    return redirect("demo:factory")


def _refused(request: StaffRequest, form: forms.Form) -> HttpResponse:
    for errors in form.errors.values():
        messages.error(request, " ".join(map(str, errors)))
    return redirect("demo:factory")
