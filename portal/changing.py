"""The customer changes his car: a wish, the offer with everything it means, his signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from customers.access import customer_required
from kernel.addresses import client_address
from kernel.pages import page
from kernel.refusals import Refusal
from orders import commands
from orders.change_forms import AnswerMaker, AskChange, DeclineChange
from orders.changing import CHANGEABLE
from orders.models import Order, OrderTerms
from orders.selectors.changes import ChangeView, OrderChanges, customer_changes
from orders.signing_forms import SignChangeMyself
from portal.views import CustomerRequest


@require_safe
@customer_required
def change(request: CustomerRequest, number: str) -> HttpResponse:
    """What is offered, or the way to ask for a change."""
    return _page(request, *_found(request, number))


@require_POST
@customer_required
def ask(request: CustomerRequest, number: str) -> HttpResponse:
    """The customer says what he would like to be different."""
    form = AskChange(request.POST)

    def run(order: Order, found: OrderChanges) -> None:
        del found
        commands.ask_change(order_id=order.pk, **form.cleaned_data, **_who(request))

    done = "We have your wish. Your dealership looks at what it means and writes to you."
    return _act(request, number, form, run, name="ask", done=done)


@require_POST
@customer_required
def sign(request: CustomerRequest, number: str) -> HttpResponse:
    """The customer signs the offer."""
    form = SignChangeMyself(request.POST)

    def run(order: Order, found: OrderChanges) -> None:
        del order
        address = client_address(request)
        commands.sign_change(
            change_id=_open(found).id, address=address, **form.cleaned_data, **_who(request)
        )

    return _act(request, number, form, run, name="sign", done="Thank you, you have signed.")


@require_POST
@customer_required
def decline(request: CustomerRequest, number: str) -> HttpResponse:
    """The customer keeps the car as he ordered it."""
    form = DeclineChange(request.POST)

    def run(order: Order, found: OrderChanges) -> None:
        del order
        said = "The customer keeps the car as ordered."
        commands.withdraw_change(
            change_id=_open(found).id, reason=said, is_customer=True, **_who(request)
        )

    return _act(request, number, form, run, name="decline", done="Your car stays as it was.")


@require_POST
@customer_required
def answer(request: CustomerRequest, number: str) -> HttpResponse:
    """To a change the manufacturer causes: wait for it, or cancel without a fee."""
    form = AnswerMaker(request.POST)

    def run(order: Order, found: OrderChanges) -> None:
        del order
        commands.answer_campaign(
            change_id=_open(found).id, answer=form.cleaned_data["answer"], **_who(request)
        )

    return _act(request, number, form, run, name="answer", done="Thank you, we have your answer.")


def _act(
    request: CustomerRequest,
    number: str,
    form: Form,
    run: Callable[[Order, OrderChanges], None],
    *,
    name: str,
    done: str,
) -> HttpResponse:
    order, found, terms = _found(request, number)
    if form.is_valid():
        try:
            run(order, found)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("portal:change", order.number)
    return _page(request, order, found, terms, 422, **{f"{name}_form": form})


def _who(request: CustomerRequest) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}


def _page(
    request: CustomerRequest,
    order: Order,
    found: OrderChanges,
    terms: OrderTerms | None,
    status: int = 200,
    **submitted: Form,
) -> HttpResponse:
    context: dict[str, Any] = {
        "order": order,
        "changes": found,
        "terms": terms,
        "can_ask": order.state in CHANGEABLE,
        "ask_form": AskChange(),
        "sign_form": SignChangeMyself(),
        "decline_form": DeclineChange(),
        "answer_form": AnswerMaker(),
        **submitted,
    }
    response = page(request, "portal/changing.html", "changing", context, status)
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _found(request: CustomerRequest, number: str) -> tuple[Order, OrderChanges, OrderTerms | None]:
    """:raises Http404: for anybody else's order."""
    try:
        return customer_changes(request.user, number)
    except Order.DoesNotExist as missing:
        raise Http404 from missing


def _open(found: OrderChanges) -> ChangeView:
    """:raises Http404: when no offer waits, or it is not the customer's to see."""
    if found.open is None:
        raise Http404("No change is open.")
    return found.open
