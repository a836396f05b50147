"""Files of an order: looked at before they are kept, each of them once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from configurator.attachments import BadFile, attachment
from customers.models import User
from kernel.refusals import Refusal
from orders.commands.writing import locked, note
from orders.models import Kind, OrderFile

MOST_FILES = 60


class CannotKeepFile(Refusal):
    """The file is not what is taken, is there already, or there are too many."""


@transaction.atomic
def add_file(
    *, order_id: int, name: str, content: bytes, text: str, by: User, now: datetime
) -> OrderFile:
    """Keep a photo or a PDF with the order and say in its timeline what it is.

    :raises CannotKeepFile: with the reason, for the person who brought it.
    """
    try:
        file = attachment(name, content)
    except BadFile as bad:
        raise CannotKeepFile(str(bad)) from bad
    order = locked(order_id)
    if order.files.count() >= MOST_FILES:
        raise CannotKeepFile(f"An order keeps at most {MOST_FILES} files.")
    if known := order.files.filter(sha256=file.sha256).only("name").first():
        raise CannotKeepFile(f"This file is there already, as {known.name}.")
    kept = OrderFile.objects.create(
        order=order, name=file.name, content_type=file.content_type, size=len(file.content),
        sha256=file.sha256, content=file.content, by=by, at=now,
    )  # fmt: skip
    note(order, Kind.FILE_ADDED, by=by, at=now, text=text.strip() or file.name,
         file=str(kept.pk), name=file.name)  # fmt: skip
    return kept
