"""Notes beside a build, and the switch that hides what is not for the customer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from configurator import commands
from configurator.forms.sharing import WriteNote
from configurator.views.frames import PRESENTING, configuration_of
from customers.access import StaffRequest, require
from kernel.pages import page
from kernel.refusals import Refusal


@require_safe
@require("configurator.view")
def notes(request: StaffRequest, code: str) -> HttpResponse:
    """What colleagues wrote, the newest first."""
    return _notes(request, code, WriteNote())


@require_safe
@require("configurator.view")
def edit(request: StaffRequest, code: str, note: int) -> HttpResponse:
    """One's own note in a field, to be said otherwise; a colleague's as it is."""
    found = get_object_or_404(configuration_of(request, code).notes.all(), pk=note)
    if found.by_id != request.user.pk:
        return _notes(request, code, WriteNote())
    form = WriteNote(initial={"text": found.text}, auto_id="note_%s")
    return _notes(request, code, WriteNote(), editing=note, edited=form)


@require_POST
@require("configurator.view")
def change(request: StaffRequest, code: str, note: int) -> HttpResponse:
    """The new words of one's own note."""
    form = WriteNote(request.POST, auto_id="note_%s")
    if form.is_valid():
        try:
            commands.edit_note(
                note_id=note,
                configuration=configuration_of(request, code),
                text=form.cleaned_data["text"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            messages.warning(request, str(refusal))
        return redirect("configurator:notes", code)
    return _notes(request, code, WriteNote(), 422, editing=note, edited=form)


@require_POST
@require("configurator.view")
def write(request: StaffRequest, code: str) -> HttpResponse:
    """One more note."""
    form = WriteNote(request.POST)
    if not form.is_valid():
        return _notes(request, code, form, 422)
    commands.write_note(
        configuration=configuration_of(request, code),
        text=form.cleaned_data["text"],
        by=request.user,
        now=timezone.now(),
    )
    return redirect("configurator:notes", code)


@require_POST
@require("configurator.view")
def remove(request: StaffRequest, code: str, note: int) -> HttpResponse:
    """One's own note goes."""
    try:
        commands.remove_note(
            note_id=note, configuration=configuration_of(request, code), by=request.user
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("configurator:notes", code)


@require_POST
@require("configurator.view")
def present(request: StaffRequest) -> HttpResponse:
    """Turn the screen to the customer, or back."""
    request.session[PRESENTING] = "on" in request.POST
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if is_ours else "configurator:home")


def _notes(
    request: StaffRequest,
    code: str,
    form: WriteNote,
    status: int = 200,
    *,
    editing: int | None = None,
    edited: WriteNote | None = None,
) -> HttpResponse:
    configuration = configuration_of(request, code)
    context = {
        "configuration": configuration,
        "form": form,
        "editing": editing,
        "edited": edited,
        "notes": configuration.notes.select_related("by").order_by("-at", "-pk")[:200],
        "is_hidden": bool(request.session.get(PRESENTING)),
    }
    return page(request, "configurator/notes.html", None, context, status)
