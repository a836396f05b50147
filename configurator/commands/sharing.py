"""Showing a build to people outside, and remarks for people inside."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from configurator.models import BuildNote, Configuration, LinkMail, SharedLink
from configurator.selectors import configurator_page
from configurator.selectors.sharing import kept_lines, shared_car
from configurator.sharing import token_of
from customers import messages
from customers.models import Dealership, User
from kernel.locks import locked
from kernel.money import format_money
from kernel.refusals import Refusal

LONGEST_DAYS = 90
MOST_LIVE = 20
MAILS_AN_HOUR = 10  # to typed addresses, by one person
MAILS_A_DAY = 60  # by one dealership
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
SUBJECT = "configuration"


class CannotShare(Refusal):
    """No more links, or nobody to send one to."""


class CannotNote(Refusal):
    """Nothing was written, or the note is a colleague's."""


@transaction.atomic
def share(*, configuration_id: int, days: int, by: User, now: datetime) -> SharedLink:
    """A new link that for so many days shows the build as it is now, with its prices.

    :raises CannotShare: for too long, or when too many are open already.
    """
    configuration = locked(Configuration.objects.for_page(), pk=configuration_id)
    if not 1 <= days <= LONGEST_DAYS:
        raise CannotShare(f"A link lasts between 1 and {LONGEST_DAYS} days.")
    if configuration.shared_links.live(now=now).count() >= MOST_LIVE:
        raise CannotShare(f"{MOST_LIVE} links to this build are open. Close one of them first.")
    page = configurator_page(configuration, now)
    return SharedLink.objects.create(
        configuration=configuration,
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=days),
        model_line=configuration.model_line,
        market=configuration.market,
        picks=configuration.picks,
        codes=sorted(page.in_car),
        lines=kept_lines(page.sheet),
    )


@transaction.atomic
def revoke_link(*, link_id: int, now: datetime) -> SharedLink:
    """Close a link for good; a closed one stays closed."""
    link = locked(SharedLink.objects.all(), pk=link_id)
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
    return link


@transaction.atomic
def mail_link(*, link_id: int, now: datetime) -> SharedLink:
    """Write to the customer of the build with the link; a link is mailed once.

    :raises CannotShare: the link is closed, or the build is nobody's yet.
    """
    link = locked(SharedLink.objects.all(), pk=link_id)
    configuration = Configuration.objects.for_page().get(pk=link.configuration_id)
    link.configuration = configuration
    _require_open(link, now)
    if configuration.customer is None:
        raise CannotShare("Say on the summary whose car this is; then it can be mailed.")
    if link.mailed_at is None:
        messages.queue(
            event_key=f"shared-link-{link.pk}",
            recipient=configuration.customer,
            kind="build_shared",
            subject_kind=SUBJECT,
            subject_key=configuration.code,
            context=_letter(link, now),
            now=now,
        )
        link.mailed_at = now
        link.save(update_fields=["mailed_at"])
    return link


@transaction.atomic
def mail_link_to(*, link_id: int, address: str, by: User, now: datetime) -> LinkMail:
    """Write to an address with the link; the same link goes there once.

    Whoever declined our mails under that address gets none: the outbox keeps it back.
    :raises CannotShare: the link is closed, or too many such mails went out.
    """
    link = locked(SharedLink.objects.all(), pk=link_id)
    link.configuration = Configuration.objects.for_page().get(pk=link.configuration_id)
    _require_open(link, now)
    address = address.strip().lower()
    known = link.mails.filter(address=address).first()
    if known is not None:
        return known
    dealership = locked(Dealership.objects.all(), pk=link.configuration.dealership_id)
    _require_rate(dealership, by, now)
    messages.queue_to(
        event_key=f"shared-link-{link.pk}",
        address=address,
        dealership=dealership,
        kind="build_shared",
        subject_kind=SUBJECT,
        subject_key=link.configuration.code,
        context=_letter(link, now),
        now=now,
    )
    return LinkMail.objects.create(link=link, address=address, by=by, at=now)


def _require_open(link: SharedLink, now: datetime) -> None:
    if link.revoked_at is not None or link.expires_at <= now:
        raise CannotShare("This link is closed. Make a new one.")


def _require_rate(dealership: Dealership, by: User, now: datetime) -> None:
    """Both are counted under the lock of the dealership."""
    sent = LinkMail.objects.all()
    if sent.filter(by=by, at__gt=now - AN_HOUR).count() >= MAILS_AN_HOUR:
        raise CannotShare(
            f"You mailed {MAILS_AN_HOUR} links within an hour. Wait a while, or copy the link."
        )
    ours = sent.filter(link__configuration__dealership=dealership, at__gt=now - A_DAY)
    if ours.count() >= MAILS_A_DAY:
        raise CannotShare(
            f"{dealership.name} mailed {MAILS_A_DAY} links within a day. Copy the link instead."
        )


def _letter(link: SharedLink, now: datetime) -> dict[str, str]:
    """What the mail about a link says: the car as it was when the link was made."""
    configuration = link.configuration
    page = shared_car(link, now).page
    address = settings.SITE_URL + reverse("configurator:shared", args=[token_of(link.pk)])
    return {
        "link": address,
        "picture": f"{address}car.png",
        "model_name": str(page.model_line),
        "code": configuration.code,
        "total": format_money(page.total),
        "valid_until": f"{link.expires_at.astimezone(configuration.dealership.zone):%B %-d}",
        "sales_rep": str(configuration.created_by),
    }


def note_opened(*, link_id: int, now: datetime) -> None:
    """Somebody looked."""
    SharedLink.objects.filter(pk=link_id).update(opened_at=now, opened_count=F("opened_count") + 1)


def write_note(*, configuration: Configuration, text: str, by: User, now: datetime) -> BuildNote:
    """A remark for colleagues. :raises CannotNote: nothing was written."""
    if not text.strip():
        raise CannotNote("Write something first.")
    return BuildNote.objects.create(configuration=configuration, text=text.strip(), by=by, at=now)


@transaction.atomic
def edit_note(
    *, note_id: int, configuration: Configuration, text: str, by: User, now: datetime
) -> BuildNote:
    """Say it otherwise; that it was edited is shown from then on.

    :raises CannotNote: nothing was written, it is a colleague's, or it is gone.
    """
    if not text.strip():
        raise CannotNote("Write something first.")
    rows = BuildNote.objects.filter(configuration=configuration)
    note = rows.select_for_update(no_key=True).filter(pk=note_id).first()
    if note is None:
        raise CannotNote("This note is gone. Write a new one.")
    if note.by_id != by.pk:
        raise CannotNote("Only who wrote a note changes it.")
    if note.text != text.strip():
        note.text, note.edited_at = text.strip(), now
        note.save(update_fields=["text", "edited_at"])
    return note


def remove_note(*, note_id: int, configuration: Configuration, by: User) -> None:
    """Take one's own remark away. :raises CannotNote: it is a colleague's."""
    note = BuildNote.objects.filter(pk=note_id, configuration=configuration).first()
    if note is None:
        return
    if note.by_id != by.pk:
        raise CannotNote("Only who wrote a note removes it.")
    note.delete()
