"""Every kind can be said, each is said once, and what may not be said is recorded as not said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings

from customers import mailbox, messages
from customers.models import Channel, Customer, Message
from kernel.work import WorkState
from tests.factories import ConsentFactory, CustomerFactory, MessageFactory

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
WHOLE: dict[str, Any] = {
    "order_number": "HARBOR-1001",
    "model_name": "Vela <Touring>",
    "window": "March 12 – April 9",
    "old_window": "March 2 – March 20",
    "new_window": "March 12 – April 9",
    "promise": "by April 12",
    "cause": "Seats arrived late & were refused.",
    "what_we_do": "We moved the car to an earlier slot.",
    "total": "$48,120.00",
    "deposit": "$1,000.00",
    "received_on": "March 1",
    "valid_until": "March 30",
    "week": "week 14",
    "plant": "Graz",
    "vin": "1M8GDM9AXKP042788",
    "mode": "vessel",
    "appointment": "April 11, 10:00",
    "place": "Harbor Meridian, 1 Pier Road",
    "handed_over_on": "April 11",
    "status": "In production",
    "next_step": "Quality check",
    "refund": "$1,000.00",
    "details": "You get everything back.",
    "code": "ABCD-EFGH",
    "code_link": "https://mto.example/code",
    "minutes": 10,
}


@pytest.fixture
def customer(db: None) -> Customer:
    return CustomerFactory.create(name="Dana O'Dale", email="dana@example.com")


@pytest.fixture
def post_office(tmp_path: Path) -> Any:
    mailers = {"default": {"BACKEND": "customers.mailbox.FileMailbox"}}
    with override_settings(MEDIA_ROOT=tmp_path, MAILERS=mailers):
        yield tmp_path / "mail"


def say(customer: Customer, kind: str = "order_confirmed", **more: Any) -> Message:
    given: dict[str, Any] = {
        "event_key": "event-1", "context": WHOLE, "subject_kind": "order",
        "subject_key": "HARBOR-1001", "now": NOW,
    }  # fmt: skip
    return messages.queue(recipient=customer, kind=kind, **{**given, **more})


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("kind", sorted(messages.KINDS))
@pytest.mark.parametrize("context", [WHOLE, {"order_number": "HARBOR-1001"}], ids=["whole", "bare"])
def test_every_kind_has_all_its_texts(
    kind: str, context: dict[str, Any], customer: Customer
) -> None:
    subject, text, html = messages.render(kind, customer, context)
    assert subject
    assert "\n" not in subject
    assert text.startswith("Hello Dana,")
    assert customer.dealership.name in text
    assert "<title>" in html
    for written in (subject, text, html):
        assert "{{" not in written
        assert "{%" not in written
    assert "&lt;" not in text
    assert "&#x27;" not in text + subject
    assert "<Touring>" not in html
    assert "style=" not in html


def test_the_table_of_kinds_is_the_folder_of_templates(settings: Any) -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "email"
    assert {place.name for place in folder.iterdir() if place.is_dir()} == messages.KINDS


def test_a_repeat_gives_the_first_message_back(customer: Customer) -> None:
    first = say(customer)
    assert say(customer, context={"order_number": "other"}).pk == first.pk
    assert Message.objects.count() == 1


def test_an_unknown_kind_is_a_bug(customer: Customer) -> None:
    with pytest.raises(messages.UnknownKind):
        say(customer, kind="gossip")


def test_it_is_sent_once_however_often_the_sweep_runs(customer: Customer) -> None:
    message = say(customer)
    assert messages.send_due(now=NOW) == 1
    assert messages.send_due(now=NOW + timedelta(hours=1)) == 0
    message.refresh_from_db()
    assert (message.state, message.sent_to) == (WorkState.DONE, "dana@example.com")
    (sent,) = mail.outbox
    assert sent.extra_headers["Message-ID"] == messages.message_id(message)
    assert customer.dealership.name in sent.from_email


def test_killed_between_sending_and_marking_it_leaves_one_letter(
    customer: Customer, post_office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = say(customer)
    with monkeypatch.context() as patched:

        def die(*_: object, **__: object) -> None:
            raise Killed

        patched.setattr(Message, "succeed", die)
        with pytest.raises(Killed):
            messages.send_due(now=NOW)
    assert len(list(post_office.iterdir())) == 1
    assert messages.send_due(now=NOW + timedelta(seconds=30)) == 0, "its lease still runs"
    assert messages.send_due(now=NOW + messages.LEASE + timedelta(seconds=1)) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts) == (WorkState.DONE, 2)
    (letter,) = mailbox.letters()
    assert letter.message_id == messages.message_id(message)


def test_a_letter_can_be_read_back(customer: Customer, post_office: Path) -> None:
    say(customer)
    messages.send_due(now=NOW)
    (head,) = mailbox.letters()
    letter = mailbox.letter(head.name)
    assert letter is not None
    assert "HARBOR-1001" in letter.text
    assert "<b>HARBOR-1001</b>" in letter.html
    assert "dana@example.com" in letter.to
    assert mailbox.letter("../../etc/passwd") is None
    assert mailbox.letter("0" * 32) is None


def test_a_failing_server_is_tried_again_and_then_parked(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = say(customer)

    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    now = NOW
    for attempt in range(1, messages.MAX_ATTEMPTS + 1):
        assert messages.send_due(now=now) == 1, f"attempt {attempt}"
        now += timedelta(hours=1)
    message.refresh_from_db()
    assert message.state == WorkState.PARKED
    assert "nobody there" in message.error
    assert messages.send_due(now=now) == 0


def test_a_message_that_cannot_be_sent_delays_no_other(customer: Customer) -> None:
    broken = MessageFactory.create(recipient=customer, subject="two\nlines", due_at=NOW)
    fine = MessageFactory.create(recipient=customer, due_at=NOW)
    messages.send_due(now=NOW)
    for message in (broken, fine):
        message.refresh_from_db()
    assert (broken.state, fine.state) == (WorkState.QUEUED, WorkState.DONE)


@pytest.mark.parametrize(
    ("fields", "channel", "reason"),
    [
        ({"email": ""}, Channel.EMAIL, "no e-mail address"),
        ({"phone": ""}, Channel.SMS, "no phone number"),
        ({"phone": "+1 555 0123"}, Channel.SMS, "did not agree"),
    ],
)
def test_what_may_not_be_said_is_recorded_with_its_reason(
    fields: dict[str, str], channel: Channel, reason: str, db: None
) -> None:
    message = say(CustomerFactory.create(**fields), channel=channel)
    messages.send_due(now=NOW)
    message.refresh_from_db()
    assert message.state == WorkState.SUPPRESSED
    assert reason in message.error
    assert not mail.outbox


def test_the_newest_word_about_a_channel_counts(customer: Customer) -> None:
    ConsentFactory.create(customer=customer, channel=Channel.EMAIL, is_granted=True, given_at=NOW)
    ConsentFactory.create(
        customer=customer, channel=Channel.EMAIL, is_granted=False,
        given_at=NOW + timedelta(days=1),
    )  # fmt: skip
    message = say(customer)
    messages.send_due(now=NOW)
    message.refresh_from_db()
    assert message.error == "The customer declined this channel on 2026-03-03."


def test_a_sign_in_code_needs_no_consent_and_is_not_kept(customer: Customer) -> None:
    ConsentFactory.create(customer=customer, channel=Channel.EMAIL, is_granted=False)
    message = say(customer, kind="sign_in_code")
    messages.send_due(now=NOW)
    message.refresh_from_db()
    assert "ABCD-EFGH" in mail.outbox[0].body
    assert message.state == WorkState.DONE
    assert "ABCD-EFGH" not in message.text + message.html + message.subject


def test_text_messages_wait_for_the_morning(db: None) -> None:
    customer = CustomerFactory.create(phone="+1 555 0123", timezone="America/New_York")
    ConsentFactory.create(customer=customer, channel=Channel.SMS)
    night = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)  # 23:00 in New York
    message = say(customer, channel=Channel.SMS, now=night)
    messages.send_due(now=night)
    message.refresh_from_db()
    assert message.state == WorkState.QUEUED
    assert message.due_at == datetime(2026, 3, 3, 13, 0, tzinfo=UTC)
    messages.send_due(now=message.due_at)
    message.refresh_from_db()
    assert message.error == "No text message service is set up."
