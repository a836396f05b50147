"""What every page asks of the database: the same with 3 rows of everything as with 300, and no more
than is written down here. A page that is not written down fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from configurator.models import Intake, SharedLink, SpecialRequest
from configurator.selectors import catalogues
from configurator.sharing import token_of
from customers.access import PORTAL
from customers.mailbox import folder
from kernel.models import Document
from orders.commands import add_file
from orders.models import (
    Campaign,
    CampaignOffer,
    CreditApplication,
    JournalExport,
    Order,
    Refund,
    SimulatedCharge,
)
from production.models import FactoryRequest
from tests.access.test_matrix import ADDRESSES, Address
from tests.pages.rows import Place, fill, open_place

FEW, MANY = 3, 300
# Statements of a signed-in request at most; two or three of them find the session and the person.
PAGES = {
    "catalogues:bring": 4,
    "catalogues:compiling": 5,
    "catalogues:intake": 5,
    "catalogues:list": 6,
    "catalogues:release": 9,
    "catalogues:rule": 11,
    "catalogues:rule-new": 6,
    "catalogues:rules": 6,
    "catalogues:template-csv": 4,
    "catalogues:template-xlsx": 4,
    "orders:affected": 11,
    "orders:hit": 14,
    "configurator:compare": 10,
    "configurator:completions": 10,
    "configurator:detail": 10,
    "configurator:fleet": 10,
    "configurator:fleet-export": 10,
    "configurator:history": 12,
    "configurator:edit-note": 7,
    "configurator:notes": 5,
    "configurator:qr": 5,
    "configurator:share": 6,
    "configurator:shared": 10,
    "configurator:shared-picture": 7,
    "configurator:today": 6,
    "configurator:home": 10,
    "configurator:needs": 11,
    "configurator:needs-card": 11,
    "configurator:needs-delete": 4,
    "configurator:needs-edit": 6,
    "configurator:needs-new": 6,
    "configurator:needs-of": 6,
    "configurator:market": 5,
    "configurator:search": 8,
    "configurator:requests": 5,
    "configurator:special": 8,
    "configurator:special-edit": 5,
    "configurator:special-file": 6,
    "configurator:special-new": 5,
    "configurator:specials": 5,
    "configurator:summary": 12,
    "configurator:trims": 8,
    "customers:create": 3,
    "customers:detail": 6,
    "customers:edit": 4,
    "customers:letter": 4,
    "customers:letter_html": 4,
    "customers:list": 4,
    "customers:mailbox": 4,
    "customers:message": 4,
    "demo:factory": 4,
    "home": 3,
    "livez": 0,
    "orders:change-card": 5,
    "orders:changes": 12,
    "orders:broken": 3,
    "orders:campaign": 6,
    "orders:campaign-start": 8,
    "orders:campaigns": 4,
    "orders:credit": 4,
    "orders:detail": 8,
    "orders:my-day": 14,
    "orders:near-match": 16,
    "orders:document": 6,
    "orders:export-csv": 3,
    "orders:export-xlsx": 5,
    "orders:fleet": 6,
    "orders:fleet-accept": 7,
    "orders:fleet-validate": 6,
    "orders:list": 4,
    "orders:quote-fleet": 9,
    "orders:price-today": 7,
    "orders:quote": 8,
    "orders:quote-unit": 11,
    "orders:stock": 4,
    "orders:waiting": 10,
    "portal:change": 6,
    "portal:changes": 7,
    "portal:document": 5,
    "portal:home": 5,
    "portal:order": 7,
    "portal:sign": 6,
    "production:board": 11,
    "production:build": 17,
    "production:builds": 4,
    "production:feeds": 10,
    "production:inbox": 7,
    "production:answer": 6,
    "production:milestone": 7,
    "production:pdi": 4,
    "production:pulls": 6,
    "production:supply": 9,
    "production:supply-csv": 4,
    "production:supply-sheet": 9,
    "production:supply-xlsx": 4,
    "production:shared-window": 9,
    "production:open-fragment": 5,
    "production:window-fragment": 9,
    "readyz": 1,
    "statusz": 31,
    "orders:accept": 5,
    "orders:approve-discount": 4,
    "orders:revise": 4,
    "orders:discard": 4,
    "orders:validate": 7,
    "orders:record-deposit": 4,
    "orders:decide-credit": 4,
    "orders:apply-credit": 4,
    "orders:credit-card": 7,
    "orders:credit-application": 7,
    "orders:approve": 4,
    "orders:submit": 4,
    "orders:resubmit": 4,
    "orders:rush": 4,
    "orders:damage": 5,
    "orders:delivery": 5,
    "orders:invoice": 5,
    "orders:set-priority": 4,
    "orders:book-handover": 7,
    "orders:make-ready": 4,
    "orders:deliver": 4,
    "orders:close": 4,
    "orders:cancel": 8,
    "orders:cancel-ask": 4,
    "orders:cancel-decide": 6,
    "orders:pay-balance": 6,
    "orders:money-card": 9,
    "orders:costs": 9,
    "orders:refunds": 5,
    "orders:refund-pay": 4,
    "orders:journal": 6,
    "orders:journal-download": 4,
    "orders:journal-paper": 5,
    "demo:pay": 3,
    "portal:pay": 4,
    "orders:lost": 4,
    "orders:reassign": 5,
    "orders:delay": 12,
    "orders:hold": 5,
    "orders:release-hold": 5,
    "orders:comment": 4,
    "orders:add-file": 4,
    "orders:file": 4,
}
NEEDS_PAGES = [f"configurator:needs{page}" for page in ("", "-edit", "-words", "-start", "-delete")]
SPECIAL_PAGES = [f"configurator:special{page}" for page in ("", "-edit", "-file")]
CHANGELIST = 8
LIBRARY = ("account_", "mfa_")  # pages of the sign-in library show one person's own rows


def test_no_line_of_the_table_is_idle() -> None:
    assert set(PAGES) <= {address.name for address in ADDRESSES}


class Visitor:
    """Opens every page as the person it is for, and counts."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.staff, self.customer = Client(), Client()
        self.staff.force_login(place.everybody)
        self.customer.force_login(place.dana.user)

    def count(self, url: str, *, by: Client) -> int | None:
        """Statements of the second visit, when caches are warm; None where there is no page."""
        if by.get(url).status_code == 405:
            return None
        with CaptureQueriesContext(connection) as asked:
            answer = by.get(url)
        assert answer.status_code < 400, f"{url}: {answer.status_code}"
        return len(asked)

    def page(self, address: Address) -> int | None:
        keys = {key: self._key(address, key) for key in address.converters}
        url = reverse(address.name, kwargs=keys)
        if address.name == "production:board":
            url += f"?bucket={self.place.build.reservation.bucket_id}"
        return self.count(url, by=self._who(address))

    def _who(self, address: Address) -> Client:
        if address.action == PORTAL:
            return self.customer
        return Client() if address.name in {"livez", "readyz"} else self.staff

    def _key(self, address: Address, key: str) -> Any:
        """What is special to an address, else what the key means everywhere."""
        place = self.place
        for (name, named), value in self._own_keys().items():
            if key == named and (address.name == name or address.name.startswith(f"{name}:")):
                return value()
        known = {
            "number": place.order.number,
            "code": place.configuration.code,
            "document_id": _first_paper(place),
            "file_id": _first_file(place),
            "hold_id": place.hold.pk if place.hold else 0,
            "pk": place.sheet.pk if place.sheet else 0,
            "kind": "sheet",
            "fleet": place.fleet.number,
            "manufacturer": "ACME",
            "provider": "simulated",
            "name": _first_letter(),
            "key": "x",
            "link": _link(place).pk,
            "change": 1,
            "token": token_of(_link(place).pk),
        }
        return known[key]

    def _own_keys(self) -> dict[tuple[str, str], Callable[[], Any]]:
        """By the name of an address, or by its namespace."""
        place, draft = self.place, self.place.draft
        return {
            ("customers", "number"): lambda: place.dana.number,
            ("customers", "key"): lambda: place.dana.messages.order_by("pk")[0].pk,
            ("configurator:needs-of", "number"): lambda: place.dana.number,
            **dict.fromkeys(((page, "code") for page in NEEDS_PAGES), lambda: place.needs.code),
            **dict.fromkeys(
                ((page, "number") for page in SPECIAL_PAGES), lambda: _first_special(place).number
            ),
            ("configurator:special-file", "key"): lambda: (
                _first_special(place).files.order_by("pk")[0].pk
            ),
            ("orders:delay", "pk"): lambda: place.build.exceptions.get(kind="LATE").pk,
            **dict.fromkeys(
                (("orders:quote-unit", "pk"), ("orders:waiting", "pk")), lambda: place.build.pk
            ),
            ("orders:refund-pay", "pk"): lambda: _refund(place).pk,
            ("orders:credit-application", "pk"): lambda: _application(place).pk,
            ("orders:journal-download", "pk"): lambda: _export(place).pk,
            ("orders:journal-paper", "pk"): lambda: _printed_export(place).pk,
            ("demo:pay", "ref"): _charge,
            ("orders:campaign", "pk"): lambda: _campaign(place).pk,
            ("orders:affected", "release"): lambda: draft.release_id,
            ("production:answer", "pk"): lambda: (
                FactoryRequest.objects.filter(build=place.build).order_by("pk")[0].pk
            ),
            ("catalogues:intake", "pk"): _first_intake,
            ("configurator", "note"): lambda: _first_note(place),
            ("catalogues", "pk"): lambda: draft.release_id,
            ("catalogues", "line"): lambda: draft.pk,
            ("catalogues", "rule"): lambda: draft.rules.order_by("pk")[0].pk,
        }


def _campaign(place: Place) -> Campaign:
    """About every order there is."""
    order = place.order
    made, _ = Campaign.objects.get_or_create(
        dealership=order.dealership,
        subject="stop:1",
        defaults={
            "title": "Blue is stopped",
            "sentence": "Not made any more.",
            "made_by": order.sales_rep,
            "made_at": order.state_since,
        },
    )
    rows = Order.objects.filter(dealership=order.dealership)
    CampaignOffer.objects.bulk_create(
        [CampaignOffer(campaign=made, order=row) for row in rows], ignore_conflicts=True
    )
    return made


def _first_special(place: Place) -> SpecialRequest:
    return place.configuration.specials.order_by("pk")[0]


def _first_paper(place: Place) -> Any:
    return Document.objects.filter(subject_key=place.order.number).order_by("pk")[0].pk


def _link(place: Place) -> SharedLink:
    link: SharedLink = place.configuration.shared_links.order_by("pk")[0]
    return link


def _first_note(place: Place) -> Any:
    build = place.configuration
    rows = build.notes.filter(by=build.created_by)
    return rows.get_or_create(
        configuration=build, text="Calls.", by=build.created_by, at=build.updated_at
    )[0].pk


def _first_intake() -> Any:
    return Intake.objects.get_or_create(names="range.json")[0].pk


def _first_file(place: Place) -> Any:
    known = place.order.files.first()
    return known.pk if known else add_file(
        order_id=place.order.pk, name="a.pdf", content=b"%PDF-1.7 %%EOF", text="",
        by=place.everybody, now=timezone.now(),
    ).pk  # fmt: skip


def _refund(place: Place) -> Refund:
    return place.order.refunds.get_or_create(
        amount=1, currency="USD", reason="x",
        defaults={"asked_by": place.everybody, "asked_at": timezone.now()},
    )[0]  # fmt: skip


def _application(place: Place) -> CreditApplication:
    return place.order.credit_applications.get_or_create(
        number=1, lender="manual", sealed="x", amount=1, currency="USD", months=1,
        defaults={"asked_by": place.everybody, "asked_at": timezone.now()},
    )[0]  # fmt: skip


def _export(place: Place) -> JournalExport:
    return JournalExport.objects.get_or_create(
        dealership=place.order.dealership, number=1,
        defaults={"size": 1, "content": "x", "sha256": "0" * 64, "made_by": place.everybody,
                  "made_at": timezone.now()},
    )[0]  # fmt: skip


def _printed_export(place: Place) -> JournalExport:
    made = _export(place)
    Document.objects.get_or_create(
        subject_kind="journal", subject_key=str(made.pk), kind="journal-export",
        defaults={"dealership_key": "X", "version": 1, "template": "pdf/quote.html",
                  "snapshot": {}, "content": b"%PDF-", "sha256": "0" * 64, "state": "DONE"},
    )  # fmt: skip
    return made


def _charge() -> str:
    return SimulatedCharge.objects.get_or_create(ref="ch_1", key="x", amount=1, currency="USD")[
        0
    ].ref


def _first_letter() -> str:
    return min(folder().glob("*.eml")).stem


def visits(visitor: Visitor) -> Iterator[tuple[str, int, int]]:
    """Name, statements, and how many are allowed."""
    for address in ADDRESSES:
        if address.name.startswith(LIBRARY):
            continue
        counted = visitor.page(address)
        if counted is not None:
            yield address.name, counted, PAGES.get(address.name, -1)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        counted = visitor.count(reverse(f"{name}_changelist"), by=visitor.staff)
        yield f"{name}_changelist", counted or 0, CHANGELIST


@pytest.mark.django_db
def test_every_page_costs_the_same_with_3_and_with_300_rows(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A line without its compiled form is asked for it now and then, which is no matter of rows.
    monkeypatch.setattr(catalogues, "LOOK_AGAIN_SECONDS", 3_600)
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    place = open_place()
    fill(place, FEW)
    visitor = Visitor(place)
    few = {name: counted for name, counted, _ in visits(visitor)}
    fill(place, MANY)
    wrong = []
    for name, counted, most in visits(visitor):
        if most < 0:
            wrong.append(f"{name} is not in PAGES (it asks {counted} times)")
        elif counted > most:
            wrong.append(f"{name} asks {counted} times, not {most}")
        if counted != few[name]:
            wrong.append(f"{name} asks {few[name]} times with {FEW} rows and {counted} with {MANY}")
    assert not wrong, "\n".join(wrong)
