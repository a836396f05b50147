"""Telling customers things: queued with the fact they are about, sent by a sweep, once each."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string

from customers.models import Channel, Consent, Customer, Dealership, Message
from kernel.events import nudge_after_commit

SEND_TASK = "customers.send_messages"
LEASE = timedelta(minutes=5)
BATCH = 10
MAX_ATTEMPTS = 8
ERASED = "(removed after it was sent)"

# What can be said. Each kind has templates/email/<kind>/subject.txt, body.txt and body.html.
KINDS = frozenset(
    {
        "build_shared",
        "quote_sent",
        "deposit_received",
        "order_confirmed",
        "finance_approved",
        "slot_booked",
        "in_production",
        "quality_check",
        "quality_hold",
        "on_the_way",
        "at_dealer",
        "handover_proposal",
        "handover_confirmed",
        "handover_reminder",
        "handed_over",
        "window_changed",
        "change_offered",
        "change_confirmed",
        "change_refused",
        "delay",
        "no_news",
        "cancelled",
        "survey",
        "sign_in_code",
        "portal_invitation",
    }
)
SECRET = frozenset({"sign_in_code"})  # the text is erased once it is sent
ALWAYS = frozenset({"sign_in_code"})  # asked for by the customer this minute: no consent needed
UNKNOWN_DEALERSHIP = Dealership(code="-", name="-")  # for a text nobody will read

log = structlog.get_logger(__name__)


class UnknownKind(Exception):
    """A kind of message that has no templates. A bug, never an answer."""


def queue(
    *,
    event_key: str,
    recipient: Customer,
    kind: str,
    subject_kind: str,
    subject_key: str,
    context: dict[str, Any],
    channel: str = Channel.EMAIL,
    now: datetime,
) -> Message:
    """Write down what is to be said; the sweep says it. A repeat gives the first message back.

    Texts are rendered here, so that a resend says the same word for word. ``context`` is plain data;
    its keys are those of the kind's templates, and each may be missing but ``order_number``.
    :raises UnknownKind: for a kind without templates.
    """
    return _write_down(
        {"event_key": event_key, "recipient": recipient, "channel": channel},
        recipient,
        context,
        kind=kind,
        subject_kind=subject_kind,
        subject_key=subject_key,
        due_at=now,
    )


def queue_to(
    *,
    event_key: str,
    address: str,
    dealership: Dealership,
    kind: str,
    subject_kind: str,
    subject_key: str,
    context: dict[str, Any],
    now: datetime,
) -> Message:
    """Like ``queue``, by mail to an address that somebody of the dealership typed.

    :raises UnknownKind: for a kind without templates.
    """
    return _write_down(
        {"event_key": event_key, "recipient": None, "to_address": address},
        Customer(dealership=dealership, email=address),
        {**context, "is_typed": True},
        kind=kind,
        subject_kind=subject_kind,
        subject_key=subject_key,
        due_at=now,
        dealership=dealership,
        channel=Channel.EMAIL,
    )


def _write_down(
    once: dict[str, Any], person: Customer, context: dict[str, Any], *, kind: str, **about: Any
) -> Message:
    """The message that ``once`` names, rendered for the person if there is none yet."""
    if kind not in KINDS:
        raise UnknownKind(f"There is no message of the kind {kind!r}.")
    known: Message | None = Message.objects.filter(**once).first()
    if known is not None:
        return known
    subject, text, html = render(kind, person, context)
    texts = {"subject": subject, "text": text, "html": html}
    message: Message
    message, is_new = Message.objects.get_or_create(
        **once, defaults={"kind": kind, **texts, **about}
    )
    if is_new:
        nudge_after_commit(SEND_TASK)
    return message


def render(kind: str, recipient: Customer, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of one message."""
    dealership = recipient.dealership
    whole = {
        "link": f"{settings.SITE_URL}/my/",
        **context,
        "first_name": recipient.first_name,
        "customer_name": recipient.name,
        "dealership": {
            "name": dealership.name,
            "phone": dealership.phone,
            "email": dealership.email,
            "address": dealership.address,
            "colour": dealership.brand_colour,
        },
    }
    subject = " ".join(render_to_string(f"email/{kind}/subject.txt", whole).split())[:200]
    text = render_to_string(f"email/{kind}/body.txt", whole).strip() + "\n"
    html = render_to_string(f"email/{kind}/body.html", {**whole, "subject": subject})
    return subject, text, html


def send_due(*, now: datetime, limit: int = BATCH) -> int:
    """Send what is due: claim, send, mark, one after the other. Returns how many were looked at.

    Killed between sending and marking, the message is sent again under the same Message-ID once its
    lease is over.
    """
    claimed = Message.objects.claim(now=now, limit=limit, lease=LEASE)
    for message in claimed:
        deliver(message, now=now)
    return len(claimed)


def deliver(message: Message, *, now: datetime) -> None:
    """Bring one claimed message on its way, or record why not. A message that cannot be sent at all is
    parked after some attempts and delays no other."""
    recipient = message.addressee
    obstacle = _obstacle(message, recipient)
    if obstacle:
        message.suppress(now, obstacle)
        return
    if message.channel == Channel.SMS:
        _text(message, recipient, now)
        return
    try:
        _mail(message, recipient)
    except Exception as error:
        log.exception(
            "message_not_sent",
            message=str(message.pk),
            **{f"{message.subject_kind}_number": message.subject_key},
        )
        message.retry(now, f"{type(error).__name__}: {error}", max_attempts=MAX_ATTEMPTS)
        return
    erased = {"text": ERASED, "html": ""} if message.kind in SECRET else {}
    message.succeed(now, sent_to=recipient.email, **erased)


def message_id(message: Message) -> str:
    """The same for every attempt."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "mto.example"
    return f"<{message.pk}@{domain}>"


def _obstacle(message: Message, recipient: Customer) -> str:
    """Why this message may not go out; empty when it may."""
    address = recipient.email if message.channel == Channel.EMAIL else recipient.phone
    if not address:
        thing = "e-mail address" if message.channel == Channel.EMAIL else "phone number"
        return f"The customer has no {thing}."
    if message.kind in ALWAYS:
        return ""
    whose = (
        Q(customer=recipient)
        if message.recipient is not None
        else Q(customer__dealership=recipient.dealership, customer__email__iexact=recipient.email)
    )
    newest = (
        Consent.objects.filter(whose, channel=message.channel).order_by("-given_at", "-id").first()
    )
    if newest is not None and not newest.is_granted:
        return f"The customer declined this channel on {newest.given_at:%Y-%m-%d}."
    if newest is None and message.channel == Channel.SMS:
        return "The customer did not agree to text messages."
    return ""


def _text(message: Message, recipient: Customer, now: datetime) -> None:
    """Text messages keep quiet hours; without a provider each is recorded as not sent."""
    if recipient.is_quiet(now):
        message.due_at = recipient.quiet_until(now)
        message.leased_until = None
        message.save(update_fields=["due_at", "leased_until"])
        return
    message.suppress(now, "No text message service is set up.")


def _mail(message: Message, recipient: Customer) -> None:
    dealership = recipient.dealership
    sender = formataddr((dealership.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=sender,
        to=[formataddr((recipient.name, recipient.email))],
        reply_to=[dealership.email] if dealership.email else None,
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(message.html, "text/html")
    mail.send()
