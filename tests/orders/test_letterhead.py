"""A dealership's papers: its logo, and the clauses the law of its place wants."""

from __future__ import annotations

from base64 import b64decode
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from configurator.attachments import BadFile
from orders import commands
from orders.admin import LetterheadForm
from orders.logos import BOX, logo
from orders.models import Clause, Letterhead, State
from tests.factories_orders import Desk, at, quoted
from tests.factories_specials import photo
from tests.orders.test_documents import asked_for


def test_a_logo_is_known_by_its_bytes_and_written_anew() -> None:
    held = logo("logo.png", photo("JPEG", size=(1200, 800)))
    with Image.open(BytesIO(held)) as kept:
        assert kept.format == "PNG"
        assert kept.size == (BOX[1] * 3 // 2, BOX[1])
    for name, content in (
        ("a.png", b"<svg/>"),
        ("a.png", b"%PDF-1.7 %%EOF"),
        ("a.png", photo("WEBP")),
    ):
        with pytest.raises(BadFile):
            logo(name, content)


def test_an_administrator_brings_it_and_the_next_paper_carries_it(desk: Desk) -> None:
    given = {"dealership": desk.dealership.pk}
    bad = LetterheadForm(given, {"picture": SimpleUploadedFile("logo.png", b"no picture")})
    assert not bad.is_valid()
    assert "neither" in str(bad.errors["picture"])
    good = LetterheadForm(given, {"picture": SimpleUploadedFile("logo.jpg", photo("PNG"))})
    assert good.is_valid(), good.errors
    good.save()
    kept = bytes(Letterhead.objects.get().logo)
    (paper,) = asked_for(quoted(desk))
    assert b64decode(paper.snapshot["dealership"]["logo"]) == kept
    assert kept.startswith(b"\x89PNG")


def test_the_clauses_of_the_place_are_frozen_in_the_customers_language(desk: Desk) -> None:
    desk.dealership.subdivision = "NY"
    desk.dealership.save()
    desk.customer.language = "de"
    desk.customer.save()
    commands.set_up_dealership(dealership=desk.dealership)
    Clause.objects.filter(code="final-price", language="de").delete()
    Clause.objects.filter(code="trade-in-and-rate").update(valid_to=date(2026, 1, 1))
    papers = {paper.kind: paper for paper in asked_for(at(desk, State.APPROVED))}
    assert {paper.language for kind, paper in papers.items() if kind != "build-sheet"} == {"de"}
    assert papers["build-sheet"].language == "en"
    said = [clause["text"] for clause in papers["order-confirmation"].snapshot["clauses"]]
    assert [text.split(" ", 2)[0] for text in said] == ["The", "Wird"]  # English where German lacks
    assert papers["deposit-receipt"].snapshot["clauses"] == []


def test_a_dealership_elsewhere_has_none_of_them(desk: Desk) -> None:
    commands.set_up_dealership(dealership=desk.dealership)
    (paper,) = asked_for(quoted(desk))
    assert paper.snapshot["clauses"] == []
