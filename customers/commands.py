"""What staff do with customers' records. Each refuses with a sentence for the person who asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from customers import messages
from customers.models import Consent, Customer, Dealership, Message, User
from kernel.refusals import Refusal


class CannotSaveCustomer(Refusal):
    """The record would contradict another one."""


class CannotOpenPortal(Refusal):
    """The customer cannot get a portal account."""


class CannotSend(Refusal):
    """The message cannot be sent again."""


def create_customer(*, dealership: Dealership, by: User | None, **facts: Any) -> Customer:
    """A new customer of a dealership; ``facts`` are the columns of the form.

    :raises CannotSaveCustomer: when the dealership has one with this e-mail address.
    """
    customer = Customer(dealership=dealership, created_by=by, **_tidy(facts))
    if not customer.timezone or "timezone" not in facts:
        customer.timezone = dealership.timezone
    return _save(customer)


@transaction.atomic
def edit_customer(*, customer_id: int, **facts: Any) -> Customer:
    """Change a record. The portal account keeps its address: it is the person's way in.

    :raises CannotSaveCustomer: when the dealership has another one with this e-mail address.
    """
    customer = Customer.objects.select_for_update(no_key=True).get(pk=customer_id)
    for name, value in _tidy(facts).items():
        setattr(customer, name, value)
    return _save(customer)


def record_consent(
    *,
    customer: Customer,
    channel: str,
    is_granted: bool,
    source: str,
    by: User | None,
    now: datetime,
) -> Consent:
    """What the customer said about a channel; nothing said before is changed."""
    consent: Consent = Consent.objects.create(
        customer=customer,
        channel=channel,
        is_granted=is_granted,
        source=source,
        given_at=now,
        by=by,
    )
    return consent


@transaction.atomic
def open_portal(*, customer_id: int, now: datetime) -> Customer:
    """Give the customer an account to follow his orders, and write to him. A repeat changes nothing.

    :raises CannotOpenPortal: without an e-mail address, or when it belongs to somebody of the staff.
    """
    customer = Customer.objects.select_for_update(no_key=True).get(pk=customer_id)
    if customer.user_id is None:
        customer.user = _account(customer)
        customer.save(update_fields=["user"])
    messages.queue(
        event_key=f"portal-{customer.pk}",
        recipient=customer,
        kind="portal_invitation",
        subject_kind="customer",
        subject_key=customer.number,
        context={"link": f"{settings.SITE_URL}/my/"},
        now=now,
    )
    return customer


@transaction.atomic
def send_again(*, message_id: Any, now: datetime) -> Message:
    """Let a parked message run again. :raises CannotSend: when it is not parked."""
    message: Message = Message.objects.select_for_update(no_key=True).get(pk=message_id)
    if message.state != "PARKED":
        raise CannotSend("Only a message that is parked can be sent again.")
    message.requeue(now)
    return message


def _account(customer: Customer) -> User:
    if not customer.email:
        raise CannotOpenPortal("The customer has no e-mail address, so there is no way to sign in.")
    known = User.objects.filter(email=customer.email).first()
    if known is None:
        return User.objects.create_user(customer.email, name=customer.name, is_customer=True)
    if not known.is_customer:
        raise CannotOpenPortal("This e-mail address belongs to a member of staff.")
    return known


def _tidy(facts: dict[str, Any]) -> dict[str, Any]:
    if "email" in facts:
        facts = {**facts, "email": facts["email"].strip().lower()}
    return facts


def _save(customer: Customer) -> Customer:
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError as clash:
        if "customer_email_once_per_dealership" not in str(clash):
            raise
        raise CannotSaveCustomer(
            "This dealership already has a customer with this e-mail address."
        ) from clash
    return customer
