"""Showing a build to people outside, and remarks for people inside."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from configurator.models import BuildNote, Configuration, SharedLink
from configurator.selectors import configurator_page
from configurator.selectors.sharing import kept_lines, shared_car
from configurator.sharing import token_of
from customers import messages
from customers.models import User
from kernel.locks import locked
from kernel.money import format_money
from kernel.refusals import Refusal

LONGEST_DAYS = 90
MOST_LIVE = 20
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
    if link.revoked_at is not None or link.expires_at <= now:
        raise CannotShare("This link is closed. Make a new one.")
    if configuration.customer is None:
        raise CannotShare("Say on the summary whose car this is; then it can be mailed.")
    if link.mailed_at is None:
        page = shared_car(link, now).page
        address = settings.SITE_URL + reverse("configurator:shared", args=[token_of(link.pk)])
        messages.queue(
            event_key=f"shared-link-{link.pk}",
            recipient=configuration.customer,
            kind="build_shared",
            subject_kind=SUBJECT,
            subject_key=configuration.code,
            context={
                "link": address,
                "picture": f"{address}car.png",
                "model_name": str(page.model_line),
                "code": configuration.code,
                "total": format_money(page.total),
                "valid_until": f"{link.expires_at.astimezone(configuration.dealership.zone):%B %-d}",
                "sales_rep": str(configuration.created_by),
            },
            now=now,
        )
        link.mailed_at = now
        link.save(update_fields=["mailed_at"])
    return link


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
