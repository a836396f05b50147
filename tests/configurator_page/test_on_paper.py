"""A build with everything in it on paper: two pages, option codes, no heading left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page
from pypdf import PdfReader

from configurator.commands import import_release, publish_release, start_configuration
from configurator.models import Configuration, ModelLine
from customers.models import Dealership, User
from tests.configurator_page.cars import payload

pytestmark = pytest.mark.django_db(transaction=True)

AREAS = {"interior": 40, "packages": 40, "accessibility": 45}
HEADINGS = ("Trim", "Exterior", "Interior", "Packages", "Accessories")


def _laden(by: User, dealership: Dealership) -> Configuration:
    """A build of a car with 125 options more, all of them picked."""
    now = datetime.now(UTC)
    release = payload(now)
    codes = []
    for area, count in AREAS.items():
        own = [f"{area[:3].upper()}{number:03}" for number in range(count)]
        options = [
            {"code": code, "name": f"Equipment number {code[3:]}", "retail": "95", "invoice": "80"}
            for code in own
        ]
        group = {"code": area.upper(), "name": area.title(), "area": area, "options": options}
        release["model_lines"][0]["groups"].append(group)
        codes += own
    import_release("ACME", release, "factory feed", now)
    line = ModelLine.objects.select_related("release").get(code="ROVER")
    publish_release(release_id=line.release_id, by=None, now=now)
    build = start_configuration(
        dealership=dealership, model_line_id=line.pk, customer=None, by=by, now=now
    )
    build.picks = [*build.picks, *codes]
    build.save(update_fields=["picks"])
    return build


def _rows(sheet: bytes) -> list[tuple[int, float, float, str]]:
    """Every row of text with its page and where it begins, points from the left and downwards."""
    found: list[tuple[int, float, float, str]] = []
    for number, page in enumerate(PdfReader(BytesIO(sheet)).pages):
        pieces: list[tuple[float, float, str]] = []

        def seen(text: str, cm: list[float], tm: list[float], *_: Any, into: Any = pieces) -> None:
            into.append((tm[4] * cm[0] + cm[4], -(tm[5] * cm[3] + cm[5]), text))

        page.extract_text(visitor_text=seen)
        row: list[tuple[float, float, str]] = []
        for piece in [*pieces, (0.0, 0.0, "\n")]:
            if piece[2].strip():
                row.append(piece)
            elif "\n" in piece[2] and row:
                words = "".join(text for *_, text in row)
                found.append((number, row[0][0], row[0][1], words.strip()))
                row = []
    return found


def test_a_build_with_everything_fits_on_two_pages_of_either_size(
    live_server: Any, new_page: Callable[..., Page], ada: User, harbor: Dealership
) -> None:
    build = _laden(ada, harbor)
    client = Client()
    client.force_login(ada)
    page = new_page(live_server.url)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**session, "url": live_server.url}])
    page.goto(f"/configure/{build.code}/summary/")
    page.wait_for_load_state("networkidle")
    for size in ("A4", "Letter"):
        sheet = page.pdf(format=size)
        assert len(PdfReader(BytesIO(sheet)).pages) <= 2, size
        rows = _rows(sheet)
        words = [text for *_, text in rows]
        for code in ("PAC039", "ACC044", "INT000"):
            assert any(code in text for text in words), (size, code)
        for heading in HEADINGS:
            at = words.index(heading)
            number, left, top, _ = rows[at]
            after = rows[at + 1]
            assert (after[0], abs(after[1] - left) < 3) == (number, True), (size, heading)
            assert after[2] > top, (size, heading)
