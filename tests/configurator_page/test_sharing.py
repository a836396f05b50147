"""A build shown to people outside, brought to a newer catalogue, noted upon, presented."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from configurator import commands
from configurator.commands import import_release, publish_release, withdraw_release
from configurator.models import BuildNote, Configuration, LinkMail, ModelLine, SharedLink
from configurator.sharing import token_of
from customers.messages import send_due
from customers.models import Consent, Customer, Dealership, Membership, Message, User
from tests.configurator_page.cars import begun, payload


@pytest.fixture
def build(ada: User, harbor: Dealership, dana_record: Customer) -> Configuration:
    return begun(ada, harbor, dana_record)


@pytest.fixture
def rep(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def made(build: Configuration, by: User, days: int = 14, at: datetime | None = None) -> SharedLink:
    now = at or datetime.now(UTC)
    return commands.share(configuration_id=build.pk, days=days, by=by, now=now)


def outside(link: SharedLink) -> Any:
    return Client().get(f"/configure/shared/{token_of(link.pk)}/")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_link_shows_the_car_and_nothing_of_the_inside(
    rep: Client, build: Configuration, ada: User
) -> None:
    commands.write_note(configuration=build, text="Hesitates.", by=ada, now=datetime.now(UTC))
    answer = rep.post(f"/configure/{build.code}/share/new/", {"days": 7})
    assert answer.status_code == 302
    link = SharedLink.objects.get()
    assert link.expires_at - link.made_at == timedelta(days=7)
    page = rep.get(f"/configure/{build.code}/share/").content.decode()
    assert f"/configure/shared/{token_of(link.pk)}/" in page
    assert "<svg" in page
    shown = outside(link)
    assert shown.status_code == 200
    found = text(shown)
    assert "$31,000" in found
    assert "White" in found
    assert "Harbor Meridian" in found
    for inside in ("Dana", "Hesitates", "invoice", "margin"):
        assert inside not in found
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    link.refresh_from_db()
    assert link.opened_count == 1
    assert Client().get(f"/configure/shared/{token_of(link.pk)}/car.png").content[1:4] == b"PNG"
    assert rep.get(f"/configure/{build.code}/share/{link.pk}/qr.png").content[1:4] == b"PNG"


def test_a_link_shows_the_car_as_it_was_and_says_that_it_has_changed(
    rep: Client, build: Configuration, ada: User
) -> None:
    link = made(build, ada)
    found = text(outside(link))
    assert f"As it was on {link.made_at:%B}" in found
    assert "has changed since" not in found
    choose(build, ada, "LUX", "TOW")
    found = text(outside(link))
    assert "The car or its price has changed since" in found
    assert "$31,000" in found
    assert "Tow" not in found
    commands.undo(configuration_id=build.pk, version=3, by=ada, now=datetime.now(UTC))
    commands.undo(configuration_id=build.pk, version=4, by=ada, now=datetime.now(UTC))
    assert "has changed since" not in text(outside(link))


def test_a_link_from_before_shows_the_build_as_it_stands(build: Configuration, ada: User) -> None:
    link = made(build, ada)
    SharedLink.objects.update(codes=[], lines=[], picks=[], model_line=None)
    choose(build, ada, "LUX", "TOW")
    found = text(outside(link))
    assert "Tow" in found
    assert "As it was on" not in found


def test_a_guessed_link_opens_nothing(build: Configuration, ada: User) -> None:
    link = made(build, ada)
    token = token_of(link.pk)
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in (forged, str(link.pk), f"{link.pk + 1}.{token.partition('.')[2]}", "x"):
        assert Client().get(f"/configure/shared/{wrong}/").status_code == 404


@pytest.mark.parametrize("end", ["expired", "closed"])
def test_an_ended_link_says_whom_to_ask(
    rep: Client, build: Configuration, ada: User, end: str
) -> None:
    ago = datetime.now(UTC) - timedelta(days=2)
    link = made(build, ada, 1 if end == "expired" else 30, ago)
    if end == "closed":
        rep.post(f"/configure/{build.code}/share/{link.pk}/close/")
    answer = outside(link)
    assert answer.status_code == 410
    assert "Ask Harbor Meridian for a new link" in text(answer)
    window = Client().get(f"/production/window/shared/{token_of(link.pk)}/")
    assert window.status_code == 404


def test_links_are_tried_so_often_only(build: Configuration, ada: User, settings: Any) -> None:
    settings.SHARED_BUILD_RATE = "2/m/ip"
    link = made(build, ada)
    assert [outside(link).status_code for _ in range(3)] == [200, 200, 429]


def test_a_link_has_bounds(rep: Client, build: Configuration) -> None:
    assert rep.post(f"/configure/{build.code}/share/new/", {"days": 900}).status_code == 422
    for _ in range(20):
        rep.post(f"/configure/{build.code}/share/new/", {"days": 1})
    answer = rep.post(f"/configure/{build.code}/share/new/", {"days": 1})
    assert answer.status_code == 422
    assert "20 links to this build are open" in text(answer)


def test_the_customer_gets_it_by_mail_once(
    rep: Client, build: Configuration, ada: User, dana_record: Customer
) -> None:
    link = made(build, ada)
    for _ in range(2):
        rep.post(f"/configure/{build.code}/share/{link.pk}/mail/")
    message = Message.objects.get(kind="build_shared")
    assert message.recipient == dana_record
    assert token_of(link.pk) in message.text
    assert "car.png" in message.html
    assert build.code in message.text


def mail_to(rep: Client, link: SharedLink, address: str) -> Any:
    path = f"/configure/{link.configuration.code}/share/{link.pk}/mail-to/"
    return rep.post(path, {"address": address})


def test_a_link_is_mailed_to_a_typed_address_once(
    rep: Client, build: Configuration, ada: User, mailoutbox: list[Any]
) -> None:
    link = made(build, ada)
    for wrong in ("", "nobody", "a@b", "a@example.com\nBcc: b@example.com"):
        assert mail_to(rep, link, wrong).status_code == 422
    for _ in range(2):
        assert mail_to(rep, link, "Aunt@Example.com ").status_code == 302
    message = Message.objects.get(kind="build_shared")
    assert (message.recipient, message.to_address) == (None, "aunt@example.com")
    assert "Hello,\n" in message.text
    assert "Dana" not in message.text + message.html
    assert "asked to send it to this address" in message.html
    assert "because of your order" not in message.html
    for _ in range(2):
        send_due(now=datetime.now(UTC))
    assert [mail.to for mail in mailoutbox] == [["aunt@example.com"]]
    assert "mailed to aunt@example.com" in text(rep.get(f"/configure/{build.code}/share/"))
    mail_to(rep, made(build, ada), "aunt@example.com")
    assert Message.objects.filter(kind="build_shared").count() == 2


def test_who_declined_our_mails_gets_none_by_the_typed_address_either(
    rep: Client, build: Configuration, ada: User, dana_record: Customer, mailoutbox: list[Any]
) -> None:
    now = datetime.now(UTC)
    Consent.objects.create(
        customer=dana_record, channel="email", is_granted=False, source="told us", given_at=now
    )
    mail_to(rep, made(build, ada), dana_record.email.upper())
    send_due(now=datetime.now(UTC))
    assert Message.objects.get(kind="build_shared").state == "SUPPRESSED"
    assert mailoutbox == []


def test_mails_to_typed_addresses_have_a_measure(
    rep: Client, build: Configuration, ada: User
) -> None:
    link = made(build, ada)
    for number in range(10):
        assert mail_to(rep, link, f"a{number}@example.com").status_code == 302
    refused = mail_to(rep, link, "b@example.com")
    assert refused.status_code == 422
    assert "You mailed 10 links within an hour" in text(refused)
    LinkMail.objects.update(at=datetime.now(UTC) - timedelta(hours=2))
    assert mail_to(rep, link, "b@example.com").status_code == 302
    for number in range(49):
        LinkMail.objects.create(
            link=link,
            address=f"c{number}@example.com",
            by=ada,
            at=datetime.now(UTC) - timedelta(hours=3),
        )
    assert "mailed 60 links within a day" in text(mail_to(rep, link, "d@example.com"))


def test_a_closed_link_is_mailed_to_nobody(rep: Client, build: Configuration, ada: User) -> None:
    link = made(build, ada)
    rep.post(f"/configure/{build.code}/share/{link.pk}/close/")
    refused = mail_to(rep, link, "a@example.com")
    assert refused.status_code == 422
    assert "This link is closed" in text(refused)


def test_a_build_of_nobody_is_not_mailed(rep: Client, ada: User, harbor: Dealership) -> None:
    build = begun(ada, harbor)
    link = made(build, ada)
    answer = rep.post(f"/configure/{build.code}/share/{link.pk}/mail/")
    assert answer.status_code == 422
    assert "whose car this is" in text(answer)


def test_strangers_find_no_links(
    client: Client, build: Configuration, ada: User, cleo: User
) -> None:
    link = made(build, ada)
    client.force_login(cleo)
    for path in ("", f"{link.pk}/qr.png"):
        assert client.get(f"/configure/{build.code}/share/{path}").status_code == 404
    assert client.post(f"/configure/{build.code}/share/{link.pk}/close/").status_code == 404


def test_notes_are_kept_and_only_their_writer_removes_them(
    rep: Client, build: Configuration, ada: User, ben: User
) -> None:
    empty = rep.post(f"/configure/{build.code}/notes/write/", {"text": " "})
    assert empty.status_code == 422
    rep.post(f"/configure/{build.code}/notes/write/", {"text": "Calls on <Friday>."})
    note = BuildNote.objects.get()
    assert "Calls on &lt;Friday&gt;." in text(rep.get(f"/configure/{build.code}/notes/"))
    other = Client()
    other.force_login(ben)
    other.post(f"/configure/{build.code}/notes/{note.pk}/remove/")
    other.post(f"/configure/{build.code}/notes/{note.pk}/change/", {"text": "Never calls."})
    assert "Keep the change" not in text(other.get(f"/configure/{build.code}/notes/{note.pk}/"))
    assert BuildNote.objects.get().text == "Calls on <Friday>."
    assert "Calls on" in text(rep.get(f"/configure/{build.code}/notes/{note.pk}/"))
    change = f"/configure/{build.code}/notes/{note.pk}/change/"
    assert rep.post(change, {"text": ""}).status_code == 422
    assert "edited" not in text(rep.get(f"/configure/{build.code}/notes/"))
    rep.post(change, {"text": "Calls on Monday."})
    found = text(rep.get(f"/configure/{build.code}/notes/"))
    assert "Calls on Monday." in found
    assert "· edited <time" in found
    rep.post(f"/configure/{build.code}/notes/{note.pk}/remove/")
    assert not BuildNote.objects.exists()


def test_presenting_hides_what_is_not_for_the_customer(
    rep: Client, build: Configuration, ada: User, dana_record: Customer
) -> None:
    Membership.objects.filter(user=ada).update(may_see_cost=True)
    address = f"/configure/{build.code}/"
    commands.write_note(configuration=build, text="Hesitates.", by=ada, now=datetime.now(UTC))
    assert "Invoice $" in text(rep.get(address))
    assert "Invoice $" in text(rep.get(f"{address}summary/"))
    back = rep.post("/configure/present/", {"on": "1", "next": address})
    assert back.headers["Location"] == address
    for path in (address, f"{address}summary/"):
        found = text(rep.get(path))
        assert "is-presenting" in found
        assert "Invoice $" not in found
        assert "Stop presenting" in found
        assert dana_record.name not in found
    home = text(rep.get("/configure/"))
    assert "Stop presenting" in home
    assert dana_record.name not in home
    assert "Hesitates" not in text(rep.get(f"{address}notes/"))
    assert (
        rep.post("/configure/present/", {"next": "https://evil.example/"})
        .headers["Location"]
        .endswith("/configure/")
    )
    assert "Invoice $" in text(rep.get(address))


def test_cost_needs_leave(rep: Client, build: Configuration) -> None:
    assert "Invoice $" not in text(rep.get(f"/configure/{build.code}/"))


def newer(**prices: str) -> ModelLine:
    """The same car a release later: other prices, no blue, the tow package for Base only."""
    now = datetime.now(UTC)
    release = payload(now) | {
        "release": "R2",
        "title": "Second release",
        "valid_from": (now - timedelta(days=1)).date().isoformat(),
    }
    line = release["model_lines"][0]
    for group in line["groups"]:
        group["options"] = [o for o in group["options"] if o["code"] != "BLU"]
        for option in group["options"]:
            option["retail"] = option["invoice"] = prices.get(option["code"], option["retail"])
    line["rules"][0] |= {
        "sentence": "The tow package is for Base.",
        "source_text": "TOW requires BASE",
        "then": {"op": "option", "code": "BASE"},
    }
    import_release("ACME", release, "factory feed", now)
    found = ModelLine.objects.get(release__code="R2")
    publish_release(release_id=found.release_id, by=None, now=now)
    return found


def choose(build: Configuration, by: User, *codes: str) -> None:
    for code in codes:
        build.refresh_from_db()
        commands.choose(
            configuration_id=build.pk,
            take=code,
            version=build.version,
            by=by,
            now=datetime.now(UTC),
        )


def test_an_old_build_meets_the_catalogue_in_force(
    rep: Client, build: Configuration, ada: User
) -> None:
    choose(build, ada, "LUX", "BLU", "TOW")
    assert "is in force by now" not in text(rep.get(f"/configure/{build.code}/"))
    assert "Nothing changed" in text(rep.get(f"/configure/{build.code}/today/"))
    line = newer(LUX="37500.00")
    assert "Second release is in force by now" in text(rep.get(f"/configure/{build.code}/"))
    found = text(rep.get(f"/configure/{build.code}/today/"))
    assert "Second release does not have it any more." in found
    assert "The tow package is for Base." in found
    assert "+$1,500" in found
    build.refresh_from_db()
    assert "BLU" in build.picks  # looking changes nothing
    answer = rep.post(
        f"/configure/{build.code}/today/bring/", {"line_id": line.pk, "version": build.version}
    )
    assert answer.headers["Location"] == f"/configure/{build.code}/"
    build.refresh_from_db()
    assert build.model_line == line
    assert set(build.picks) == {"LUX"}
    assert "Brought to Second release" in text(rep.get(f"/configure/{build.code}/history/"))
    commands.undo(configuration_id=build.pk, version=build.version, by=ada, now=datetime.now(UTC))
    build.refresh_from_db()
    assert build.model_line.release.code == "R1"
    assert set(build.picks) == {"LUX", "BLU", "TOW"}
    commands.redo(configuration_id=build.pk, version=build.version, by=ada, now=datetime.now(UTC))
    build.refresh_from_db()
    assert build.model_line == line


def test_a_build_of_a_withdrawn_catalogue_says_what_can_be_done(
    rep: Client, build: Configuration, ada: User
) -> None:
    withdraw_release(
        release_id=build.model_line.release_id,
        because="Wrong prices.",
        by=ada,
        now=datetime.now(UTC),
    )
    found = text(rep.get(f"/configure/{build.code}/"))
    assert "First release was withdrawn on" in found
    assert "Wrong prices. No other catalogue of this car is in force" in found
    newer()
    found = text(rep.get(f"/configure/{build.code}/"))
    assert "Second release is in force by now" in found
    assert "was withdrawn on" not in found


def test_a_build_that_nothing_touches_only_moves(
    rep: Client, build: Configuration, ada: User
) -> None:
    choose(build, ada, "RED")
    line = newer()
    assert "Every line costs what it cost." in text(rep.get(f"/configure/{build.code}/today/"))
    build.refresh_from_db()
    rep.post(
        f"/configure/{build.code}/today/bring/", {"line_id": line.pk, "version": build.version}
    )
    build.refresh_from_db()
    assert set(build.picks) == {"BASE", "RED"}


@pytest.mark.parametrize(
    ("line", "version", "status", "sentence"),
    [
        (0, 1, 422, "incomplete"),
        (999_999, 1, 409, "Look at what changed again"),
        (None, 9, 409, "changed elsewhere"),
    ],
)
def test_a_strange_or_outdated_move_is_refused(
    rep: Client, build: Configuration, line: int | None, version: int, status: int, sentence: str
) -> None:
    found = newer()
    answer = rep.post(
        f"/configure/{build.code}/today/bring/",
        {"line_id": found.pk if line is None else line, "version": version},
    )
    assert answer.status_code == status
    assert sentence in text(answer)


def test_the_sheet_has_dealership_code_and_drawing(rep: Client, build: Configuration) -> None:
    found = rep.get(f"/configure/{build.code}/summary/").content.decode()
    head = found[found.index("mto-sheet-head") :][:6000]
    assert "Harbor Meridian" in head
    assert build.code in head
    assert re.search(r"<svg[^>]*segno|<svg", head)
