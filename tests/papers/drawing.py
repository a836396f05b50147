"""Draws what ``python -m tests.papers`` asks for; the orders are brought there by the commands themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from configurator.commands import plan_fleet
from kernel import rendering
from kernel.models import Document
from orders import commands, reactions
from orders.logos import logo
from orders.models import Letterhead, Order, OrderEvent, State
from orders.paper_words import LOCALES
from orders.papers import NAMES
from production.commands import CHECKLIST, Check, record_pdi
from production.models import BuildEvent
from production.models import Kind as BuildKind
from tests.factories_configurator import NOW
from tests.factories_orders import Desk, at, whole_desk
from tests.orders.test_changes import offered
from tests.papers import OUT

STROKE = "M40 120L80 60L120 140L160 70L210 130L260 80L320 120L400 90L470 110L560 70"


def drawn_logo() -> bytes:
    """A mark of our own, so that no file is needed."""
    picture = Image.new("RGB", (900, 300), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20, 40, 240, 260), fill="#14508c")
    pen.polygon([(90, 210), (130, 80), (170, 210)], fill="white")
    pen.text((280, 90), "HARBOR", fill="#14508c", font_size=110)
    held = BytesIO()
    picture.save(held, format="JPEG")
    return logo("logo.jpg", held.getvalue())


@pytest.mark.django_db
@pytest.mark.skipif(OUT not in os.environ, reason="a command, see the head of the file")
def test_every_paper_is_drawn() -> None:
    out, desk = Path(os.environ[OUT]), whole_desk()
    Letterhead.objects.create(dealership=desk.dealership, logo=drawn_logo())
    _fill(desk)
    wanted: dict[str, Document] = {}
    for paper in _asked_for():
        wanted.setdefault(paper.kind, paper)
    assert set(wanted) == set(NAMES)
    for kind, paper in wanted.items():
        for language in LOCALES:
            _draw(
                out / f"{kind}.{language}",
                rendering.render(paper.template, paper.snapshot, language),
            )


def _fill(desk: Desk) -> None:
    """Orders that between them call for every kind of paper."""
    desk.dealership.subdivision = "NY"
    desk.dealership.address = "12 Harbor Street\nPortland, NY 10001"
    desk.dealership.save()
    desk.customer.address = "4 Elm Lane\nPortland, NY 10001"
    desk.customer.save()
    commands.set_up_dealership(dealership=desk.dealership)
    changed = at(desk, State.APPROVED)
    change = offered(changed, desk, "HEAT")
    commands.sign_change(
        change_id=change.pk, signed_name="Dana Dale", consent=True, by=desk.rep, now=NOW,
        drawing=STROKE,
    )  # fmt: skip
    paid = at(desk, State.DELIVERED)
    owed = commands.what_to_pay(paid)
    assert owed is not None
    commands.pay_balance(
        order_id=paid.pk, amount=owed[1], method="transfer", reference="T-1", by=desk.finance,
        now=NOW,
    )  # fmt: skip
    cancelled = at(desk, State.BANKED)
    commands.cancel(
        order_id=cancelled.pk, reason="Moved", is_customers_cause=True, by=desk.rep, now=NOW
    )
    _inspected_twice(at(desk, State.AT_DEALER), desk)
    plan = plan_fleet(configuration_id=desk.configuration().pk, units=3, by=desk.rep, now=NOW)
    commands.quote_fleet(
        configuration_id=plan.configuration_id, customer_id=desk.customer.pk, by=desk.rep, now=NOW
    )
    commands.export_journal(dealership_id=desk.dealership.pk, by=desk.finance, now=NOW)


def _inspected_twice(order: Order, desk: Desk) -> None:
    """Once with a fault, once without; the order hears of it."""
    first, *rest = [Check(code, is_ok=True) for code, _ in CHECKLIST]
    faulty = Check(first.code, is_ok=False, note="Scratch on the left door, polished out")
    key = {"build_id": order.build_id, "by": desk.coordinator, "now": NOW}
    record_pdi(items=[faulty, *rest], **key)
    record_pdi(items=[first, *rest], note_text="Ready for the customer.", **key)
    event = BuildEvent.objects.get(build=order.build_id, kind=BuildKind.PDI_PASSED)
    commands.follow_build(event, now=NOW)


def _asked_for() -> list[Document]:
    for event in OrderEvent.objects.order_by("pk"):
        reactions.request_documents(event, now=NOW)
    return list(Document.objects.order_by("created_at"))


def _draw(name: Path, content: bytes) -> None:
    """One PNG a page, at a size to be read on a screen."""
    name.with_suffix(name.suffix + ".pdf").write_bytes(content)
    tool = shutil.which("pdftoppm") or "pdftoppm"
    subprocess.run([tool, "-png", "-r", "80", "-", str(name)], input=content, check=True)
