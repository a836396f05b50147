"""Doing: one page per command. GET shows its form, POST runs it; a refusal stands above the fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from customers.access import StaffRequest, require
from kernel.addresses import client_address
from kernel.pages import page
from kernel.refusals import Refusal, Stale
from orders import commands, forms, lifecycle, selectors
from orders.hold_forms import PlaceHold, ReleaseHold, ReportDamage
from orders.models import Hold, Order
from orders.money_forms import AskCancellation, DecideCancellation, PayBalance
from orders.selectors.build_sheet import build_sheet
from orders.selectors.seen import happened_since, seen

form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Ask:
    """What the page of one command says."""

    title: str
    button: str
    said: str
    done: str
    is_final: bool = False


def act(
    request: StaffRequest,
    number: str,
    ask: Ask,
    form_class: type[forms.OrderForm],
    run: Callable[..., object],
    *,
    next_page: str = "",
    **context: Any,
) -> HttpResponse:
    """Scope, form, one command, answer."""
    is_post = request.method == "POST"
    # The command reads and locks the order itself; what a refusal shows beside it, comes when asked.
    rows = Order.objects.visible_to(request.scope).select_related("dealership", "customer")
    order = get_object_or_404(rows if is_post else selectors.for_page(request.scope), number=number)
    sent = (request.POST, request.FILES) if is_post else ()
    preset = _preset(request, form_class)
    if not is_post:
        preset["seen"] = str(seen(order.pk))
    form = form_class(*sent, order=order, initial=preset)
    status = 422 if is_post else 200
    if is_post and form.is_valid():
        try:
            with transaction.atomic():
                _check_seen(order, form)
                run(order_id=order.pk, by=request.user, now=timezone.now(), **form.keywords())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, Stale):
                status, order = 409, rows.get(pk=order.pk)
                form.data = _seen_anew(request, order)
        else:
            messages.success(request, f"{order.number}: {ask.done}")
            return redirect(next_page or order)
    details = {name: make(order) if callable(make) else make for name, make in context.items()}
    return page(
        request,
        "orders/action.html",
        "form",
        {"order": order, "form": form, "ask": ask, **details},
        status=status,
    )


def _check_seen(order: Order, form: forms.OrderForm) -> None:
    """:raises Stale: when what the decision rests on is no longer what the person saw; locks the order."""
    was, now_is = form.cleaned_data["seen"], seen(order.pk, for_update=True)
    if was and was.partition(".")[0] != now_is.digest:
        happened = "; ".join(happened_since(order.pk, was))
        since = f"Since you opened this page: {happened}. " if happened else ""
        raise Stale(f"{since}Look at the order again; if you still want this, send it once more.")


def _seen_anew(request: StaffRequest, order: Order) -> QueryDict:
    """What was sent, as if the page had been opened now: sent once more, it counts."""
    data = request.POST.copy()
    data["seen"] = str(seen(order.pk))
    return data


def _preset(request: StaffRequest, form_class: type[forms.OrderForm]) -> dict[str, str]:
    """What a link to the form says beforehand, where it is a field of the form."""
    return {
        name: request.GET.get(name, "") for name in request.GET if name in form_class.base_fields
    }


@form_page
@require("orders.accept")
def accept(request: StaffRequest, number: str) -> HttpResponse:
    """The customer signs at the desk."""
    ask = Ask("Accept and sign", "Sign", "The price and the terms are kept as signed.", "signed.")
    address = client_address(request)

    def run(**keywords: Any) -> Order:
        return commands.accept(address=address, **keywords)

    return act(request, number, ask, forms.AcceptQuote, run, terms=selectors.terms_to_sign)


@form_page
@require("orders.approve_discount")
def approve_discount(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Approve the discount",
        "Approve",
        "The quote can be signed with this discount.",
        "the discount is approved.",
    )
    return act(request, number, ask, forms.Nothing, commands.approve_discount)


@form_page
@require("orders.revise")
def revise(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Take back and revise",
        "Take back",
        "The configuration opens again; the sheet that was given stays on file.",
        "is a draft again.",
    )
    return act(request, number, ask, forms.Nothing, commands.revise)


@form_page
@require("orders.discard")
def discard(request: StaffRequest, number: str) -> HttpResponse:
    """A draft without a history is gone afterwards, so there is no page of it to go back to."""
    ask = Ask(
        "Discard the draft",
        "Discard",
        "The configuration stays. A quote that was given before stays on file.",
        "discarded.",
        is_final=True,
    )
    return act(
        request, number, ask, forms.Confirmation, commands.discard, next_page=reverse("orders:list")
    )


@form_page
@require("orders.validate")
def validate(request: StaffRequest, number: str) -> HttpResponse:
    """What was quoted stands beside what the factory is sent."""
    ask = Ask(
        "Check the build sheet",
        "Check",
        "Rules, dates and stop-sales are checked as of today.",
        "can be built.",
    )

    def barred(order: Order) -> str:
        return commands.barred_from_check(order, request.user)

    return act(
        request, number, ask, forms.ValidateOrder, commands.validate,
        build_sheet=build_sheet, barred=barred,
    )  # fmt: skip


@form_page
@require("orders.record_deposit")
def record_deposit(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask("Record a deposit", "Record", "A receipt is written.", "the deposit is recorded.")
    return act(request, number, ask, forms.RecordDeposit, commands.record_deposit)


@form_page
@require("orders.approve")
def approve(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Approve and hold a slot",
        "Approve",
        "A build slot is held and the delivery window promised; the promise is never overwritten.",
        "approved; slot held and window promised.",
    )
    return act(request, number, ask, forms.ApproveOrder, commands.approve)


@form_page
@require("orders.submit")
def submit(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Send to the factory",
        "Send",
        "The order goes to the manufacturer as it stands.",
        "sent to the factory.",
        is_final=True,
    )
    return act(request, number, ask, forms.Confirmation, commands.submit)


@form_page
@require("orders.resubmit")
def resubmit(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Take back and correct",
        "Take back",
        "The order is approved and sent once more.",
        "is back for approval.",
    )
    return act(request, number, ask, forms.Resubmit, commands.resubmit)


@form_page
@require("orders.set_priority")
def set_priority(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Change the priority", "Change", "Who, when and why stay on record.", "priority changed."
    )
    return act(request, number, ask, forms.SetPriority, commands.set_priority)


@form_page
@require("orders.book_handover")
def book_handover(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Book the handover",
        "Book",
        "The customer is told. Booking again moves the appointment.",
        "handover booked.",
    )
    return act(request, number, ask, forms.BookHandover, commands.book_handover)


@form_page
@require("orders.make_ready")
def make_ready(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Mark as ready",
        "Mark as ready",
        "Inspection passed, handover booked, nothing open.",
        "is ready for handover.",
    )
    return act(request, number, ask, forms.Nothing, commands.make_ready)


@form_page
@require("orders.deliver")
def deliver(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Hand over",
        "Hand over",
        "Revenue is recognised and the handover record written.",
        "handed over.",
        is_final=True,
    )
    return act(request, number, ask, forms.DeliverOrder, commands.deliver)


@form_page
@require("orders.close")
def close(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask("Close", "Close", "Nothing is left to do for this order.", "closed.", is_final=True)
    return act(request, number, ask, forms.Confirmation, commands.close)


@form_page
@require("orders.cancel")
def cancel(request: StaffRequest, number: str) -> HttpResponse:
    """Shows what both causes would mean for the deposit before anybody confirms."""
    ask = Ask(
        "Cancel the order",
        "Cancel the order",
        "Slot and build are given back, the deposit is settled.",
        "cancelled.",
        is_final=True,
    )

    def settlements(order: Order) -> list[tuple[str, object]]:
        if order.state not in lifecycle.CANCELLABLE:
            return []
        terms, causes = commands.terms_at(order), ("The customer's cause", "Ours or the maker's")
        today = order.dealership.today(timezone.now())
        return [
            (
                said,
                commands.settlement_of(
                    order, is_customers_cause=is_customers, today=today, terms=terms
                ),
            )
            for said, is_customers in zip(causes, (True, False), strict=True)
        ]

    def asks_manager(order: Order) -> bool:
        return commands.needs_manager(order, by=request.user, now=timezone.now())

    return act(
        request, number, ask, forms.CancelOrder, commands.cancel, settlements=settlements,
        asks_manager=asks_manager,
    )  # fmt: skip


@form_page
@require("orders.cancel")
def cancel_ask(request: StaffRequest, number: str) -> HttpResponse:
    """The cause is ours, says who sold the car; a manager has to agree."""
    ask = Ask(
        "Ask to cancel at our cost",
        "Ask a manager",
        "The order goes on until a manager agrees. Then it ends and the whole deposit goes back.",
        "a manager is asked.",
    )
    return act(request, number, ask, AskCancellation, commands.ask_cancellation)


@form_page
@require("orders.approve_cancellation")
def cancel_decide(request: StaffRequest, number: str) -> HttpResponse:
    """A second person decides whether it is at our cost."""
    ask = Ask(
        "Cancel at our cost?",
        "Decide",
        "If you agree, slot and build are given back and the whole deposit is refunded.",
        "decided.",
        is_final=True,
    )

    def asked(order: Order) -> object:
        return order.cancellation_requests.waiting().select_related("asked_by").first()

    return act(
        request, number, ask, DecideCancellation, commands.decide_cancellation, cancellation=asked
    )


@form_page
@require("orders.pay_balance")
def pay_balance(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask("Record the balance", "Record", "A receipt is written.", "the payment is recorded.")
    return act(request, number, ask, PayBalance, commands.pay_balance)


@form_page
@require("orders.report_loss")
def lost(request: StaffRequest, number: str) -> HttpResponse:
    """The carrier lost the car; the customer chooses between another one and his money."""
    ask = Ask(
        "The car was lost on its way",
        "Record",
        "Damage is a hold. This is for a car that will not come.",
        "the loss is recorded.",
        is_final=True,
    )

    def run(*, choice: str, **keywords: Any) -> Order:
        if choice == forms.LostCar.REPLACE:
            return commands.replace_lost(**keywords)
        return commands.cancel_lost(**keywords)

    return act(request, number, ask, forms.LostCar, run)


@form_page
@require("orders.report_damage")
def damage(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "The car is damaged",
        "Record",
        "It is held until somebody says what was done: repaired, or to be built again.",
        "the damage is recorded.",
    )
    return act(request, number, ask, ReportDamage, commands.report_damage)


@form_page
@require("orders.reassign")
def reassign(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Give to a colleague",
        "Give",
        "The order and its configuration are the colleague's from then on.",
        "is a colleague's now.",
    )
    return act(request, number, ask, forms.Reassign, commands.reassign)


@form_page
@require("orders.hold")
def hold(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask("Place a hold", "Hold", "The order stops until it is released.", "on hold.")
    return act(request, number, ask, PlaceHold, commands.place_hold)


@form_page
@require("orders.release_hold")
def release_hold(request: StaffRequest, number: str, hold_id: int) -> HttpResponse:
    """Another order's hold is a 404."""
    orders = Order.objects.visible_to(request.scope).filter(number=number)
    found = get_object_or_404(Hold, pk=hold_id, order__in=orders)
    ask = Ask("Release the hold", "Release", f"{found}. {found.note}", "hold released.")

    def run(*, order_id: int, **keywords: Any) -> Hold:
        del order_id
        return commands.release_hold(hold_id=found.pk, **keywords)

    return act(request, number, ask, ReleaseHold, run)


@form_page
@require("orders.comment")
def add_file(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask(
        "Add a file", "Add", "For colleagues only; it stays with the order.", "the file is kept."
    )
    return act(request, number, ask, forms.AddFile, commands.add_file)


@form_page
@require("orders.comment")
def comment(request: StaffRequest, number: str) -> HttpResponse:
    ask = Ask("Write a note", "Write", "It stands in the timeline for good.", "noted.")
    return act(request, number, ask, forms.WriteNote, commands.comment)
