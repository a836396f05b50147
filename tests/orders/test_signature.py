"""A signature keeps the hand and the terms it was given on; what is settled later follows those."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory, override_settings

from kernel.addresses import client_address
from orders import commands
from orders.commands.pricing import terms_at
from orders.commands.signing import sign
from orders.models import OrderTerms, Signature, State
from orders.signing import ELECTRONIC_CONSENT, NotADrawing, checked_drawing
from tests.factories_configurator import NOW
from tests.factories_orders import Desk, again, at, quoted

DRAWN = "M10 90L22 40L35 95L48 42L60 92M80 60L95 62L110 58L130 70"


def accepted(desk: Desk, **more: object) -> Signature:
    order = quoted(desk)
    given = {"signed_name": " Dana  Dale ", "consent": True, "by": desk.rep, "now": NOW}
    commands.accept(order_id=order.pk, **{**given, **more})  # type: ignore[arg-type]
    return Signature.objects.select_related("quote", "order").get(order=order)


@pytest.mark.django_db
def test_a_drawn_signature_is_kept_with_its_strokes_consents_and_terms(desk: Desk) -> None:
    signature = accepted(desk, drawing=DRAWN, is_electronic=True, address="198.51.100.7")
    terms = OrderTerms.objects.get()
    assert (signature.kind, signature.drawing) == ("drawn", DRAWN)
    assert (signature.signed_name, signature.address) == ("Dana Dale", "198.51.100.7")
    assert signature.electronic_consent == ELECTRONIC_CONSENT
    assert signature.terms == terms.agreed
    assert signature.recomputed() == signature.sha256
    signature.drawing = DRAWN + "L131 71"
    assert signature.recomputed() != signature.sha256


@pytest.mark.django_db
def test_a_signature_older_than_the_terms_kept_with_it_still_proves_itself(desk: Desk) -> None:
    signature = accepted(desk)
    assert signature.quote is not None
    parts = (signature.quote.sha256, signature.consent_text, "Dana Dale", NOW.isoformat(), "")
    old = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    signature.terms_text, signature.terms_figures = "", {}
    assert signature.recomputed() == old
    assert signature.terms is None


@pytest.mark.django_db
def test_a_cancellation_is_settled_by_the_terms_as_signed(desk: Desk) -> None:
    order = at(desk, State.BANKED)
    OrderTerms.objects.update(handling_fee_amount=Decimal(999), terms_text="All is kept.")
    settlement = commands.settlement_of(order, is_customers_cause=True, today=NOW.date())
    assert settlement.fee.amount == Decimal(250)
    assert "All is kept." not in terms_at(order).text
    assert terms_at(quoted(desk)).text == "All is kept."
    now = NOW + timedelta(hours=1)
    later = sign(order, "change:7", name="Dana Dale", by=desk.rep, now=now, address=None)
    assert later.terms == terms_at(order)
    assert later.recomputed() == later.sha256
    assert (later.quote, later.subject) == (None, "change:7")
    assert (
        commands.settlement_of(again(order), is_customers_cause=True, today=NOW.date()).fee.amount
        == 250
    )


@pytest.mark.django_db
def test_what_was_not_shown_is_not_signed(desk: Desk) -> None:
    with pytest.raises(commands.CannotAccept, match="changed meanwhile"):
        accepted(desk, seen="another sheet")
    with pytest.raises(commands.CannotAccept, match="hardly a signature"):
        accepted(desk, drawing="M1 1L2 2")


@pytest.mark.django_db
def test_the_database_refuses_a_signature_about_nothing_or_drawn_by_markup(desk: Desk) -> None:
    order = quoted(desk)
    version = order.quotes.get()
    right = {"signed_name": "D", "signed_at": NOW, "by": desk.rep, "sha256": "0", "quote": version}
    for wrong, constraint in (
        ({"subject": "change:1"}, "about_one_thing"),
        ({"quote": None}, "about_one_thing"),
        ({"kind": "drawn"}, "drawn_as_strokes"),
        ({"kind": "drawn", "drawing": "<svg/>"}, "drawn_as_strokes"),
        ({"drawing": DRAWN}, "drawn_as_strokes"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            order.signatures.create(**{**right, **wrong})
    order.signatures.create(**right)


@pytest.mark.parametrize(
    "drawing",
    ['M0 0"/><script>', "M0 0L1 1L2 2L3 3L4 4L5 5L6 6L7 7Z", "M" + "0 0L1 1" * 9_000, "L1 1" * 9],
)
def test_only_strokes_are_a_drawing(drawing: str) -> None:
    with pytest.raises(NotADrawing):
        checked_drawing(drawing)
    assert checked_drawing(f" {DRAWN} ") == DRAWN


@pytest.mark.parametrize(
    ("is_behind", "address"), [(True, "203.0.113.9"), (False, "10.0.0.1")], ids=["proxy", "bare"]
)
def test_the_address_is_the_clients_own(is_behind: bool, address: str) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9"
    )
    with override_settings(BEHIND_PROXY=is_behind):
        assert client_address(request) == address
        assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) is None
