"""The story of an order on one page: events, messages, calls, notes and files; and what is not answered."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from customers.access import scope_for
from customers.models import Message, User
from kernel.work import WorkState
from orders import commands
from orders.models import Kind, Order, OrderFile, State
from orders.selectors.desk import for_desk, order_page
from orders.selectors.timeline import TimelineEntry, timeline
from production.models import FactoryRequest, RequestKind
from tests.factories_orders import NOW, Desk, at, quoted


def story(order: Order, *, only_customer: bool = False) -> list[TimelineEntry]:
    return timeline(order, only_customer=only_customer, show_all=False)[0]


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 3), "navy").save(out, format="JPEG")
    return out.getvalue()


def test_messages_and_calls_stand_among_the_events_by_their_time(desk: Desk) -> None:
    order = quoted(desk)
    message = Message.objects.create(
        recipient=desk.customer, channel="email", kind="quote_sent", event_key="k",
        subject_kind="order", subject_key=order.number, subject="Your quote", text="…",
        state=WorkState.PARKED, error="refused",
    )  # fmt: skip
    Message.objects.filter(pk=message.pk).update(created_at=NOW + timedelta(hours=1))
    commands.comment(
        order_id=order.pk, text="He likes blue.", is_call=True, by=desk.rep,
        now=NOW + timedelta(hours=2),
    )  # fmt: skip
    titles = [line.title for line in story(order)]
    assert titles[:3] == ["Call", "Your quote", "Quote given"]
    assert story(order)[1].text == "E-mail could not be sent."
    assert [line.title for line in story(order, only_customer=True)] == [
        "Your quote",
        "Quote given",
    ]


def test_a_call_is_word_to_the_customer() -> None:
    assert Kind.CALLED in commands.HEARD


def test_a_photo_is_kept_once_and_comes_back_as_a_download(desk: Desk, client: Client) -> None:
    order = quoted(desk)
    client.force_login(desk.rep)
    page = reverse("orders:add-file", args=[order.number])
    sent = {"file": SimpleUploadedFile("../trade in.jpg", photo()), "text": "The scratch"}
    assert client.post(page, sent).status_code == 302
    kept = OrderFile.objects.get()
    assert kept.name == "trade in.jpg"
    entry = story(order)[0]
    assert (entry.title, entry.text) == ("trade in.jpg", "The scratch")
    answer = client.get(entry.url)
    assert answer.content == bytes(kept.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    again = client.post(page, {"file": SimpleUploadedFile("other.jpg", photo())})
    assert again.status_code == 422
    assert "there already, as trade in.jpg" in again.text
    assert OrderFile.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"MZ\x90 no picture", "neither"), (b"%PDF-1.4 /JavaScript %%EOF", "runs something")],
)
def test_what_is_no_photo_or_acts_is_refused_in_words(
    desk: Desk, client: Client, content: bytes, said: str
) -> None:
    order = quoted(desk)
    client.force_login(desk.rep)
    page = reverse("orders:add-file", args=[order.number])
    answer = client.post(page, {"file": SimpleUploadedFile("x.jpg", content)})
    assert answer.status_code == 422
    assert said in answer.text
    assert not OrderFile.objects.exists()


def test_a_file_is_for_those_who_reach_the_order(desk: Desk, client: Client, cleo: User) -> None:
    order = quoted(desk)
    kept = commands.add_file(
        order_id=order.pk, name="a.jpg", content=photo(), text="", by=desk.rep, now=NOW
    )
    address = reverse("orders:file", args=[order.number, kept.pk])
    client.force_login(cleo)
    assert client.get(address).status_code == 404
    client.force_login(desk.rep)
    other = quoted(desk)
    assert client.get(reverse("orders:file", args=[other.number, kept.pk])).status_code == 404


def test_what_the_factory_has_not_answered_shows_its_age(desk: Desk) -> None:
    order = at(desk, State.BANKED)

    scope = scope_for(desk.rep, "orders.view")
    assert scope is not None

    def waits() -> str:
        found = for_desk(scope).get(pk=order.pk)
        later = NOW + timedelta(days=3)
        return order_page(found, desk.rep, now=later, only_customer=False, show_all=False).waits_for

    assert waits() == ""
    assert order.build_id is not None
    asked = FactoryRequest.objects.create(
        build_id=order.build_id, kind=RequestKind.CHANGE, idempotency_key="k", body={}
    )
    FactoryRequest.objects.filter(pk=asked.pk).update(created_at=NOW)
    assert waits() == "Ask for a change: no answer for 3 days"
    FactoryRequest.objects.filter(pk=asked.pk).update(answer={"accepted": False})
    assert waits() == ""
