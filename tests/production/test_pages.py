"""The coordinator's pages: what they show, to whom, at what cost."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from standardwebhooks import Webhook

from configurator.models import Configuration, ModelLine
from customers.models import Dealership, User
from production.models import (
    Build,
    BuildException,
    ExceptionKind,
    FactoryFeed,
    InboxMessage,
    PdiInspection,
    Reservation,
    SlotBucket,
)
from tests.factories_production import NOW, maker, many, opened, world

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_stopped_clock")]


@pytest.fixture
def as_cora(client: Client, cora: User) -> Client:
    client.force_login(cora)
    return client


def flag(builds: list[Build], kind: ExceptionKind = ExceptionKind.LATE) -> list[BuildException]:
    return BuildException.objects.bulk_create(
        BuildException(
            build=build,
            dealership_id=build.dealership_id,
            kind=kind,
            cause="Expected 9 days after the promise",
            proposed_fix="Tell the customer",
            fix={"action": "confirm"},
            impact=90,
            opened_at=NOW,
        )
        for build in builds
    )


def queries(client: Client, url: str, counted: DjangoAssertNumQueries) -> int:
    """How many queries the page costs once the session is warm."""
    client.get(url)
    with counted(10_000, exact=False) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    ("url", "budget"),
    [
        ("/production/", 9),
        ("/production/builds/", 6),
        ("/production/builds/?view=late", 6),
        ("/production/builds/?q=astra", 6),
        ("/production/slots/", 9),
        ("/production/feeds/", 10),
    ],
)
def test_pages_cost_the_same_with_3_and_300_rows(
    as_cora: Client,
    harbor: Dealership,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    url: str,
    budget: int,
) -> None:
    few = many(harbor, 3)
    flag(few)
    parked(3)
    first = queries(as_cora, url, django_assert_max_num_queries)
    more = many(harbor, 297, code="N")
    flag(more)
    parked(297)
    made = world(harbor)
    assert made
    assert queries(as_cora, url, django_assert_max_num_queries) == first
    assert first <= budget


def parked(count: int) -> None:
    start = InboxMessage.objects.count()
    InboxMessage.objects.bulk_create(
        InboxMessage(
            manufacturer=maker(),
            event_id=f"e-{start + number}",
            source="poll",
            body="{}",
            received_at=NOW,
            state="PARKED",
            reason="Not readable",
        )
        for number in range(count)
    )


def test_the_inbox_shows_what_is_worst_first_and_its_answers(
    as_cora: Client, harbor: Dealership
) -> None:
    one, two = many(harbor, 2)
    flag([one])
    flag([two], ExceptionKind.NO_STATUS)
    text = as_cora.get("/production/").content.decode()
    assert text.index(one.order_number) < text.index(two.order_number)
    assert "Expected 9 days after the promise" in text
    only = as_cora.get("/production/?kind=NO_STATUS").content.decode()
    assert one.order_number not in only


def test_what_a_person_does_himself_is_ticked_off(as_cora: Client, harbor: Dealership) -> None:
    himself, machine = flag(many(harbor, 2), ExceptionKind.NO_STATUS)
    BuildException.objects.filter(pk=himself.pk).update(fix={"action": "confirm"})
    BuildException.objects.filter(pk=machine.pk).update(fix={"action": "resend"})
    text = as_cora.get("/production/").content.decode()
    assert text.count(">Mark as done<") == 1
    assert text.count(">Apply<") == 1


def test_an_empty_inbox_says_so(as_cora: Client) -> None:
    assert "Nothing needs you here" in as_cora.get("/production/").content.decode()


def test_answers_post_without_scripts(as_cora: Client, cora: User, harbor: Dealership) -> None:
    rows = flag(many(harbor, 4))
    day = timezone.localdate() + timedelta(days=3)
    paths = [
        (rows[0], "apply", {}),
        (rows[1], "snooze", {"until": day.isoformat()}),
        (rows[2], "assign", {"to": cora.pk}),
        (rows[3], "resolve", {"resolution": "Called"}),
    ]
    for row, what, data in paths:
        answer = as_cora.post(f"/production/exceptions/{row.pk}/{what}/", data)
        assert answer.status_code == 302
        row.refresh_from_db()
    assert rows[0].resolved_by == cora
    assert rows[1].snoozed_until is not None
    assert rows[2].assigned_to == cora
    assert rows[3].resolution == "Called"


def test_a_form_cannot_send_people_elsewhere(as_cora: Client, harbor: Dealership) -> None:
    row = flag(many(harbor, 1))[0]
    answer = as_cora.post(
        f"/production/exceptions/{row.pk}/apply/", {"next": "https://evil.example/"}
    )
    assert answer.headers["Location"] == "/production/"


@pytest.mark.parametrize("what", ["apply", "snooze", "assign", "resolve"])
def test_another_dealerships_exception_is_not_there(
    client: Client, dora: User, lakeside: Dealership, cora: User, what: str
) -> None:
    row = flag(many(lakeside, 1))[0]
    client.force_login(cora)
    assert client.post(f"/production/exceptions/{row.pk}/{what}/").status_code == 404


def test_ada_looks_cleo_gets_404_dana_is_refused(
    client: Client, harbor: Dealership, ada: User, cleo: User, dana: User
) -> None:
    build = many(harbor, 1)[0]
    url = f"/production/builds/{build.order_number}/"
    assert client.get(url).status_code == 302
    for person, status in ((ada, 200), (cleo, 404), (dana, 403)):
        client.force_login(person)
        assert client.get(url).status_code == status


def real_world(dealership: Dealership) -> list[SlotBucket]:
    """Weeks as seen from today, for pages, which read the clock."""
    buckets = world(dealership, count=1)
    SlotBucket.objects.all().delete()
    today = timezone.now().date()
    monday = today - timedelta(days=today.weekday())
    line = buckets[0].line
    return [
        SlotBucket.objects.create(
            line=line,
            week_start=monday + timedelta(weeks=number),
            capacity=10,
            factory_capacity=10,
        )
        for number in range(12)
    ]


def test_the_board_shows_cells_and_opens_one(as_cora: Client, harbor: Dealership) -> None:
    buckets = real_world(harbor)
    build = opened(harbor, now=timezone.now())
    booked = Reservation.objects.get().bucket
    SlotBucket.objects.filter(pk=buckets[5].pk).update(is_shutdown=True)
    SlotBucket.objects.filter(pk=buckets[0].pk).update(is_frozen=True)
    text = as_cora.get("/production/slots/").content.decode()
    assert "<b>1</b>/10" in text
    assert "shut" in text
    assert "frozen" in text
    opened_cell = as_cora.get(f"/production/slots/?bucket={booked.pk}").content.decode()
    assert build.order_number in opened_cell
    assert "10 free" in opened_cell
    part = as_cora.get(
        f"/production/slots/?bucket={booked.pk}", headers={"HX-Request": "true"}
    ).content.decode()
    assert build.order_number in part
    assert "<html" not in part


def test_moving_from_the_board(as_cora: Client, harbor: Dealership) -> None:
    buckets = real_world(harbor)
    build = opened(harbor, now=timezone.now())
    build.refresh_from_db()
    url = f"/production/builds/{build.order_number}/move/"
    answer = as_cora.post(url, {"bucket": buckets[6].pk, "version": build.version})
    assert answer.status_code == 302
    assert Reservation.objects.get().bucket == buckets[6]
    stale = as_cora.post(
        url, {"bucket": buckets[7].pk, "version": build.version}, follow=True
    ).content.decode()
    assert "changed since you looked" in stale
    assert Reservation.objects.get().bucket == buckets[6]


def test_a_rep_sees_the_board_but_moves_nothing(
    client: Client, ada: User, harbor: Dealership
) -> None:
    real_world(harbor)
    build = opened(harbor, now=timezone.now())
    client.force_login(ada)
    assert client.get("/production/slots/").status_code == 200
    url = f"/production/builds/{build.order_number}/move/"
    assert client.post(url, {"bucket": 1, "version": 1}).status_code == 403


def test_the_page_of_a_build_tells_its_story(
    as_cora: Client, harbor: Dealership, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    real_world(harbor)
    build = opened(harbor, now=timezone.now())
    flag([build])
    url = f"/production/builds/{build.order_number}/"
    with django_assert_max_num_queries(22):
        text = as_cora.get(url).content.decode()
    assert "Build opened" in text
    assert "Move to another week" in text
    assert "Place the order" in text
    assert as_cora.get("/production/builds/NOBODY-1/").status_code == 404


def test_the_list_of_builds_pages_and_filters(as_cora: Client, harbor: Dealership) -> None:
    many(harbor, 40)
    first = as_cora.get("/production/builds/")
    text = first.content.decode()
    assert text.count("data-row") == 25
    assert "Older" in text
    assert "No builds here" in as_cora.get("/production/builds/?view=dealer").content.decode()
    assert "M-0007" in as_cora.get("/production/builds/?q=M-0007").content.decode()


def test_recording_an_inspection(client: Client, tim: User, harbor: Dealership) -> None:
    world(harbor)
    build = opened(harbor)
    Build.objects.filter(pk=build.pk).update(stage="ARRIVED")
    client.force_login(tim)
    url = f"/production/builds/{build.order_number}/pdi/"
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    codes = (
        "identity", "options", "body", "interior", "wheels", "fluids", "electronics", "road",
        "transport",
    )  # fmt: skip
    answers = {f"is_ok_{code}": "yes" for code in codes}
    silent = client.post(url, {**answers, "is_ok_body": "no"})
    assert silent.status_code == 422
    assert "Say what is wrong" in silent.content.decode()
    client.post(url, {**answers, "is_ok_body": "no", "note_body": "Scratch on the door"})
    assert PdiInspection.objects.get().has_passed is False
    assert client.post(url, answers).status_code == 302
    build.refresh_from_db()
    assert build.stage == "PREPARED"
    assert client.post(url, answers).status_code == 422


def test_feed_health_shows_and_settles_parked_messages(as_cora: Client) -> None:
    parked(2)
    FactoryFeed.objects.update(consecutive_failures=2, last_error="Timed out")
    text = as_cora.get("/production/feeds/").content.decode()
    assert "2 failed calls in a row" in text
    assert "Not readable" in text
    first, second = InboxMessage.objects.order_by("pk")
    as_cora.post(f"/production/feeds/messages/{first.pk}/replay/")
    as_cora.post(f"/production/feeds/messages/{second.pk}/discard/", {"note": "A test"})
    states = list(InboxMessage.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["NEW", "DISCARDED"]


def test_the_window_of_a_configuration_is_a_fragment(
    client: Client, ada: User, cleo: User, harbor: Dealership
) -> None:
    real_world(harbor)
    opened(harbor, now=timezone.now())
    made = Configuration.objects.create(
        dealership=harbor, created_by=ada, model_line=ModelLine.objects.get(), updated_at=NOW
    )
    url = f"/production/window/{made.code}/"
    client.force_login(ada)
    text = client.get(url).content.decode()
    assert "window-dates" in text
    assert "build slot in week" in text
    client.force_login(cleo)
    assert client.get(url).status_code == 404


SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def push(client: Client, body: str, *, secret: str = SECRET, at: datetime | None = None) -> int:
    moment = at or datetime.now(UTC)
    signature = Webhook(secret).sign(msg_id="m1", timestamp=moment, data=body)
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signature,
    }
    answer = client.post(
        "/factory/MERIDIAN/events/", body, content_type="application/json", headers=headers
    )
    return answer.status_code


def test_a_signed_message_is_kept_once(client: Client, settings: Any) -> None:
    settings.FACTORY_WEBHOOK_SECRET = f"whsec_AAAA {SECRET}"
    maker()
    body = json.dumps({"id": "e1", "type": "build.milestone", "subject": "H-1", "sequence": 1})
    assert push(client, body) == 202
    assert push(client, body) == 202
    assert InboxMessage.objects.get().copies == 1
    assert push(client, "<garbage>") == 202  # signed: kept, and parked when it is read


@pytest.mark.parametrize("minutes", [-6, 6])
def test_old_future_wrong_and_missing_signatures_change_nothing(
    client: Client, settings: Any, minutes: int
) -> None:
    settings.FACTORY_WEBHOOK_SECRET = SECRET
    maker()
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    assert push(client, "{}", at=moment) == 401
    assert push(client, "{}", secret="whsec_" + "A" * 32) == 401
    bare = client.post("/factory/MERIDIAN/events/", "{}", content_type="application/json")
    assert bare.status_code == 401
    settings.FACTORY_WEBHOOK_SECRET = ""
    assert push(client, "{}") == 401
    assert not InboxMessage.objects.exists()


def test_too_large_and_unknown_makers_are_refused(client: Client) -> None:
    maker()
    big = client.post("/factory/MERIDIAN/events/", "x" * 1_048_577, content_type="text/plain")
    assert big.status_code == 413
    other = client.post("/factory/NOBODY/events/", "{}", content_type="application/json")
    assert other.status_code == 404
