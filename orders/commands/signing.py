"""A signature is kept: of a quote, of a change, of whatever else a customer agrees to."""

from __future__ import annotations

from datetime import datetime

from customers.models import User
from kernel.refusals import Refusal
from orders.commands.pricing import terms_at, terms_of
from orders.models import Order, QuoteVersion, Signature
from orders.signing import (
    DRAWN,
    ELECTRONIC_CONSENT,
    TYPED,
    AgreedTerms,
    NotADrawing,
    Signed,
    checked_drawing,
)


class CannotSign(Refusal):
    """A signature lacks its name, or what was drawn is none."""


def sign(
    order: Order,
    about: QuoteVersion | str,
    *,
    name: str,
    by: User,
    now: datetime,
    address: str | None,
    drawing: str = "",
    is_electronic: bool = False,
    terms: AgreedTerms | None = None,
) -> Signature:
    """Keep a signature of a locked order with a fingerprint over what was signed, by whom and when.

    ``about`` is the price sheet that is signed, or a subject such as ``change:7`` where there is none.
    ``terms`` are those that were shown; without them the ones the order stands on go on holding.
    :raises CannotSign: without a name, or with a drawing that is none.
    """
    name = " ".join(name.split())
    if not name:
        raise CannotSign("Type the name of the person who signs.")
    try:
        drawing = checked_drawing(drawing)
    except NotADrawing as reason:
        raise CannotSign(str(reason)) from reason
    quote = about if isinstance(about, QuoteVersion) else None
    agreed = terms or terms_at(order)
    signed = Signed(
        about=quote.sha256 if quote is not None else str(about),
        consent_text=terms_of(order.dealership).consent_text,
        name=name,
        at=now.isoformat(),
        address=address or "",
        terms_text=agreed.text,
        figures=agreed.figures,
        drawing=drawing,
        electronic_consent=ELECTRONIC_CONSENT if is_electronic else "",
    )
    signature: Signature = order.signatures.create(
        quote=quote,
        subject=None if quote is not None else str(about),
        signed_name=name,
        kind=DRAWN if drawing else TYPED,
        drawing=drawing,
        consent_text=signed.consent_text,
        electronic_consent=signed.electronic_consent,
        terms_text=agreed.text,
        terms_figures=agreed.figures,
        signed_at=now,
        address=address,
        sha256=signed.sha256,
        by=by,
    )
    return signature
