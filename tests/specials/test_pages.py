"""The pages of a special request: asking, reviewing, accepting; who may; files that bite."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from configurator import commands
from configurator.attachments import LARGEST, BadFile, attachment
from configurator.models import Configuration, SpecialFile, SpecialRequest, SpecialState
from configurator.pricing import special_line
from configurator.selectors.specials import answer_expected_on
from customers.models import Dealership, User
from tests.factories_configurator import NOW, configuration, export_payload, published_line
from tests.factories_specials import answered, asked, drafted, photo

S = SpecialState
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\n%%EOF\n"


@pytest.fixture
def car(harbor: Dealership, ada: User) -> Configuration:
    return configuration(harbor, ada)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def wish(**changes: Any) -> dict[str, Any]:
    given = {
        "kind": "accessibility", "title": "Hand controls", "description": "Push and pull.",
        "quantity": 1, "unit": "set", "needed_by": "", "destination": "", "approver": "",
    }  # fmt: skip
    return {**given, **changes}


def found(**changes: Any) -> dict[str, Any]:
    given = {
        "verdict": S.WITH_CONDITIONS, "evidence": "Drawing HC-12.", "conditions": "No knee airbag.",
        "retail": "1200.00", "invoice": "900.00", "added_days": "6", "valid_until": "2099-01-01",
        "upfitter": "", "freezes": "specials:UPF-IN",
    }  # fmt: skip
    return {**given, **changes}


@pytest.mark.django_db
def test_from_the_wish_to_a_line_of_the_summary(car: Configuration, ada: User, cora: User) -> None:
    rep, engineer = as_(ada), as_(cora)
    photo_file = SimpleUploadedFile("IMG 1.jpg", photo())
    answer = rep.post(
        reverse("configurator:special-new", args=[car.code]), wish(papers=photo_file), follow=True
    )
    special = SpecialRequest.objects.get()
    assert special.state == S.ASKED
    assert f"{special.number} is with engineering." in answer.content.decode()
    listed = engineer.get(reverse("configurator:requests")).content.decode()
    assert "Hand controls" in listed
    said = engineer.post(
        reverse("configurator:special-answer", args=[special.number]),
        found(version=special.version),
        follow=True,
    )
    assert f"{special.number} is answered" in said.content.decode()
    page = rep.get(reverse("configurator:special", args=[special.number])).content.decode()
    assert "No knee airbag." in page
    assert "Until then the car cannot be quoted." in page
    special.refresh_from_db()
    taken = rep.post(
        reverse("configurator:special-accept", args=[special.number]),
        {"version": special.version, "answer": 1, "customer_name": "Dana Dale"},
        follow=True,
    )
    assert "Part of the car and of its price. Dana Dale agreed" in taken.content.decode()
    summary = rep.get(reverse("configurator:summary", args=[car.code])).content.decode()
    assert "$1,200" in summary
    assert "Hand controls" in summary


@pytest.mark.django_db
def test_the_invoice_is_for_those_with_leave(car: Configuration, ada: User, cora: User) -> None:
    special = answered(car, ada, cora)
    url = reverse("configurator:special", args=[special.number])
    assert "Dealer invoice</dt>" not in as_(cora).get(url).content.decode()
    ada.memberships.update(may_see_cost=True)
    assert "$760.10" in as_(User.objects.get(pk=ada.pk)).get(url).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "export"}, "destination"),
        ({"kind": "prototype"}, "approver"),
        ({"quantity": 0}, "quantity"),
        ({"title": ""}, "title"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    car: Configuration, ada: User, changes: dict[str, Any], field: str
) -> None:
    url = reverse("configurator:special-new", args=[car.code])
    answer = as_(ada).post(url, wish(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not SpecialRequest.objects.exists()


@pytest.mark.django_db
def test_a_draft_is_kept_changed_and_asked(car: Configuration, ada: User) -> None:
    client = as_(ada)
    client.post(reverse("configurator:special-new", args=[car.code]), wish(draft="1"))
    special = SpecialRequest.objects.get()
    assert special.state == S.DRAFT
    url = reverse("configurator:special-edit", args=[special.number])
    assert client.post(url, wish(title="Ramp", version=special.version)).status_code == 302
    special.refresh_from_db()
    assert special.title == "Ramp"
    assert client.post(url, wish(version=1, title="Old")).status_code == 422
    asking = reverse("configurator:special-ask", args=[special.number])
    assert client.post(asking, {"version": 99}).status_code == 409
    assert client.post(asking, {"version": special.version}).status_code == 302
    special.refresh_from_db()
    assert (special.title, special.state) == ("Ramp", S.ASKED)


@pytest.mark.django_db
def test_an_incomplete_answer_changes_nothing(car: Configuration, ada: User, cora: User) -> None:
    special = asked(car, ada)
    url = reverse("configurator:special-answer", args=[special.number])
    answer = as_(cora).post(url, found(version=special.version, retail="", conditions=""))
    assert answer.status_code == 422
    assert {"retail", "conditions"} <= set(answer.context["answer_form"].errors)
    stale = as_(cora).post(url, found(version=0))
    assert stale.status_code == 409
    special.refresh_from_db()
    assert special.state == S.ASKED


@pytest.mark.django_db
def test_a_file_is_a_download_for_those_in_reach(
    car: Configuration, ada: User, cleo: User, tim: User
) -> None:
    kept = drafted(car, ada).files.get()
    url = reverse("configurator:special-file", args=[kept.request.number, kept.pk])
    answer = as_(ada).get(url)
    assert answer.content == bytes(kept.content)
    assert answer["Content-Disposition"] == 'attachment; filename="seat.jpg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert as_(cleo).get(url).status_code == 404
    assert as_(tim).get(url).status_code == 403
    other = drafted(configuration(car.dealership, ada, car.model_line), ada)
    crossed = reverse("configurator:special-file", args=[other.number, kept.pk])
    assert as_(ada).get(crossed).status_code == 404


@pytest.mark.django_db
def test_a_hostile_file_keeps_the_whole_wish_out(car: Configuration, ada: User) -> None:
    bad = SimpleUploadedFile("nice.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    answer = as_(ada).post(reverse("configurator:special-new", args=[car.code]), wish(papers=bad))
    assert answer.status_code == 422
    assert "nice.jpg is neither a photo" in answer.content.decode()
    assert not SpecialRequest.objects.exists()
    assert not SpecialFile.objects.exists()


def test_a_photo_forgets_where_and_when_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SpyCam"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    raw = photo(size=(8, 6), exif=exif, comment=b"secret")
    kept = attachment("C:\\me\\..\\photo.png", raw)
    bare = Image.open(io.BytesIO(kept.content))
    assert (kept.name, kept.content_type) == ("photo.jpg", "image/jpeg")
    assert dict(bare.getexif()) == {}
    assert b"SpyCam" not in kept.content
    assert b"secret" not in kept.content
    assert bare.size == (6, 8)
    assert len(kept.sha256) == 64


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_pictures_and_pdf_are_taken(kind: str) -> None:
    assert attachment("x", photo(kind)).content_type == f"image/{kind.lower()}"
    assert attachment("drawing.exe", PDF).name == "drawing.pdf"


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"%PDF-1.4 and no more", "no end"),
        (
            "a.pdf",
            PDF.replace(b"<<>>", b"<</OpenAction<</S/JavaScript/JS(x)>>>>"),
            "runs something",
        ),
        ("a.pdf", PDF.replace(b"<<>>", b"<</S/J#61vaScript>>"), "runs something"),
        ("a.pdf", PDF.replace(b"<<>>", b"<</Launch 1>>"), "runs something"),
        ("a.jpg", photo()[:40], "damaged|neither"),
        ("a.jpg", b"MZ\x90\x00 program", "neither"),
        ("a.png", b"<html><script>", "neither"),
        ("a.gif", b"GIF89a\x01\x00\x01\x00", "neither"),
        ("a.png", bomb(), "million pixels"),
        ("a.pdf", b"%PDF-" + b"0" * LARGEST, "larger than 8 MB"),
    ],
)
def test_what_is_not_taken(name: str, content: bytes, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        attachment(name, content)


def test_a_line_is_rounded_once_for_the_whole_quantity() -> None:
    line = special_line("X", "x", quantity=3, retail=Decimal("33.335"), invoice=Decimal("0.005"))
    assert (line.retail, line.invoice) == (Decimal("100.01"), Decimal("0.02"))


def test_the_rep_reads_when_an_answer_is_expected(
    car: Configuration, ada: User, harbor: Dealership
) -> None:
    harbor.special_review_days = 3
    harbor.save()
    request = asked(car, ada)
    due = answer_expected_on(SpecialRequest.objects.get(pk=request.pk))
    assert due == harbor.calendar().add_working_days(harbor.today(NOW), 3)
    page = as_(ada).get(reverse("configurator:special", args=[request.number])).content.decode()
    assert "Answer expected by" in page
    assert f"{due:%b} {due.day}, {due.year}" in page
    form = as_(ada).get(reverse("configurator:special-new", args=[car.code])).content.decode()
    assert "within 3 working days" in form


def test_an_export_request_offers_its_market_as_a_step_with_undo(
    harbor: Dealership, ada: User
) -> None:
    car = configuration(harbor, ada, published_line(export_payload()))
    request = asked(car, ada, kind="export", destination="DE")
    client, address = as_(ada), reverse("configurator:special", args=[request.number])
    assert "Build it for Germany" in client.get(address).content.decode()
    car.refresh_from_db()
    assert car.market == ""
    asks = {"market": "DE", "version": car.version}
    choose = reverse("configurator:set-market", args=[car.code])
    assert client.post(choose, asks).status_code == 409, "what changes is shown first"
    assert client.post(choose, asks | {"is_accepted": "1"}).status_code == 302
    car.refresh_from_db()
    assert car.market == "DE"
    assert "built for Germany, where this request sends it" in client.get(address).content.decode()
    commands.undo(configuration_id=car.pk, version=car.version, by=ada, now=NOW)
    car.refresh_from_db()
    assert car.market == ""


def test_a_country_the_catalogue_does_not_know_is_said(car: Configuration, ada: User) -> None:
    request = asked(car, ada, kind="export", destination="NO")
    page = as_(ada).get(reverse("configurator:special", args=[request.number])).content.decode()
    assert "knows no market NO" in page
    assert "Build it for" not in page
