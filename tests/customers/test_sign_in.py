"""Who gets in, how, for how long, and what a stranger can learn by trying."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client, override_settings

from customers import messages, middleware
from customers.models import Customer, Dealership, Message, Role, User
from tests.factories import PASSWORD, UserFactory, staff

ASK, ENTER, SIGN_IN = "/sign-in/code/", "/sign-in/code/enter/", "/sign-in/"
OPEN = "/"  # sends whoever is signed in to his work


def is_in(client: Client) -> bool:
    return SIGN_IN not in client.get(OPEN).headers.get("Location", "")


def ask(client: Client, email: str) -> Any:
    return client.post(ASK, {"email": email})


def code_from_mail() -> str:
    messages.send_due(now=datetime.now(UTC))
    found = re.search(r"\n    (\S+)\n", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def password_sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"login": user.email, "password": password})


def test_a_customer_signs_in_by_the_code_from_the_mail(client: Client, dana: User) -> None:
    assert ask(client, "Dana@Example.com").url == ENTER
    code = code_from_mail()
    client.post(ENTER, {"code": code})
    assert is_in(client)


def test_the_link_fills_the_code_in_and_uses_nothing_up(client: Client, dana: User) -> None:
    ask(client, dana.email)
    code = code_from_mail()
    link = re.search(r"http\S+(/sign-in/code/enter/\?code=\S+)", str(mail.outbox[-1].body))
    assert link is not None
    for _ in range(3):  # a mail scanner looks, too
        assert code.encode() in client.get(link[1]).content
    assert not is_in(client)
    client.post(ENTER, {"code": code})
    assert is_in(client)


def test_a_code_works_once(client: Client, dana: User) -> None:
    ask(client, dana.email)
    code = code_from_mail()
    client.post(ENTER, {"code": code})
    client.post("/sign-out/")
    client.post(ENTER, {"code": code})
    assert not is_in(client)


def test_a_code_works_only_where_it_was_asked_for(client: Client, dana: User) -> None:
    ask(client, dana.email)
    code = code_from_mail()
    other = Client()
    other.post(ENTER, {"code": code})
    assert not is_in(other)
    answer = other.get(f"{ENTER}?code={code}", follow=True)
    assert b"only in the browser in which you asked for it" in answer.content


def test_a_code_is_good_for_ten_minutes(
    client: Client, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, dana.email)
    code = code_from_mail()
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 601
    session.save()
    client.post(ENTER, {"code": code})
    assert not is_in(client)


def test_guessing_ends_after_five_tries(client: Client, dana: User) -> None:
    ask(client, dana.email)
    code = code_from_mail()
    for _ in range(5):
        client.post(ENTER, {"code": "WRNG-WRNG"})
    client.post(ENTER, {"code": code})
    assert not is_in(client)


@pytest.mark.parametrize("who", ["stranger@example.com", "ada@example.com", "dora@example.com"])
def test_an_address_that_is_no_customers_gets_the_same_answer_and_no_mail(
    who: str, client: Client, dana: User, ada: User, dora: User
) -> None:
    known, unknown = Client(), Client()
    answer, other = ask(known, dana.email), ask(unknown, who)
    assert (answer.status_code, answer.url) == (other.status_code, other.url)
    pages = [
        re.sub(rb"[\w-]{64}", b"", each.get(ENTER).content).replace(email.encode(), b"")
        for each, email in ((known, dana.email), (unknown, who))
    ]
    assert pages[0] == pages[1]
    assert Message.objects.filter(kind="sign_in_code").count() == 1


def test_asking_too_often_is_refused(client: Client, dana: User) -> None:
    answers = [ask(Client(), dana.email).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 200]
    assert Message.objects.filter(kind="sign_in_code").count() == 3


def test_staff_sign_in_by_password(client: Client, newcomer: User) -> None:
    assert password_sign_in(client, newcomer).url == "/"
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_read_the_same(
    client: Client, newcomer: User
) -> None:
    wrong = password_sign_in(client, newcomer, "not-the-password")
    unknown = password_sign_in(Client(), UserFactory.build(email="who@example.com"))
    sentence = b"The email address and/or password you specified are not correct."
    assert sentence in wrong.content
    assert sentence in unknown.content


def test_guessing_a_password_is_slowed_down(client: Client, newcomer: User) -> None:
    for _ in range(5):
        password_sign_in(client, newcomer, "not-the-password")
    answer = password_sign_in(client, newcomer)
    assert b"Too many failed login attempts" in answer.content
    assert not is_in(client)


def test_customers_have_no_password_to_guess(client: Client, dana: User) -> None:
    password_sign_in(client, dana)
    assert not is_in(client)


def test_nobody_signs_up_by_himself(client: Client, db: None) -> None:
    for address in ("/accounts/signup/", "/sign-in/signup/", "/sign-up/"):
        assert client.get(address).status_code == 404


def test_a_disabled_account_is_out_at_once(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert is_in(client)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert not is_in(client)


def test_signing_out_needs_a_post(client: Client, ada: User) -> None:
    client.force_login(ada)
    client.get("/sign-out/")
    assert is_in(client)
    client.post("/sign-out/")
    assert not is_in(client)


def test_signing_in_leads_nowhere_else(client: Client, newcomer: User) -> None:
    answer = client.post(
        f"{SIGN_IN}?next=https://evil.example/", {"login": newcomer.email, "password": PASSWORD}
    )
    assert answer.url == "/"


# ---- the second factor


@pytest.fixture
def newcomer(harbor: Dealership) -> User:
    """A sales representative who has no second factor yet."""
    return staff(Role.SALES_REP, harbor, has_second_factor=False)


@override_settings(DEMO=False)
def test_staff_without_a_second_factor_are_sent_to_set_one_up(
    client: Client, newcomer: User
) -> None:
    client.force_login(newcomer)
    assert client.get("/customers/").url == "/account/second-factor/"
    assert client.get("/account/second-factor/").status_code == 200
    assert client.post("/sign-out/").status_code == 302


@override_settings(DEMO=False)
def test_staff_with_one_get_in_and_customers_need_none(
    client: Client, newcomer: User, dana: User
) -> None:
    Authenticator.objects.create(user=newcomer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(newcomer)
    assert client.get("/customers/").status_code == 200
    client.force_login(dana)
    assert is_in(client)


@override_settings(DEMO=False)
def test_recovery_codes_alone_are_no_second_factor(client: Client, newcomer: User) -> None:
    Authenticator.objects.create(user=newcomer, type=Authenticator.Type.RECOVERY_CODES, data={})
    client.force_login(newcomer)
    assert client.get("/customers/").url == "/account/second-factor/"


@override_settings(DEMO=True)
def test_the_demonstration_asks_for_none(client: Client, newcomer: User) -> None:
    client.force_login(newcomer)
    assert client.get("/customers/").status_code == 200


@override_settings(DEMO=False)
def test_with_a_second_factor_the_password_alone_does_not_do(client: Client, ada: User) -> None:
    assert password_sign_in(client, ada).url == "/sign-in/second-step/"
    assert not is_in(client)


# ---- the demonstration's one click


@override_settings(DEMO=True)
def test_one_click_signs_in_as_a_person_of_the_demonstration(client: Client, db: None) -> None:
    UserFactory.create(email="rep@demo.mto")
    assert b'value="rep@demo.mto"' in client.get(SIGN_IN).content
    client.post("/sign-in/demo/", {"email": "rep@demo.mto"})
    assert is_in(client)


@override_settings(DEMO=True)
def test_one_click_opens_no_other_account(client: Client, ada: User) -> None:
    assert client.post("/sign-in/demo/", {"email": ada.email}).status_code == 404
    assert client.get("/sign-in/demo/").status_code == 405


@override_settings(DEMO=True)
def test_the_demonstration_says_what_each_person_is(
    client: Client, ada: User, harbor: Dealership
) -> None:
    User.objects.filter(pk=ada.pk).update(email="rep@demo.mto")
    shown = client.get("/sign-in/").content.decode()
    assert "<b>Sales representative</b>" in shown
    assert f"{ada.name} · {harbor.name} · rep@demo.mto" in shown


@override_settings(DEMO=False)
def test_outside_the_demonstration_there_is_no_one_click(client: Client, db: None) -> None:
    UserFactory.create(email="rep@demo.mto")
    assert b"demo.mto" not in client.get(SIGN_IN).content
    assert client.post("/sign-in/demo/", {"email": "rep@demo.mto"}).status_code == 404


# ---- how long


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock of the session limits."""

    class Clock(datetime):
        shift = timedelta()

        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + cls.shift

    monkeypatch.setattr(middleware, "datetime", Clock)
    return Clock


def test_staff_who_do_nothing_for_half_an_hour_are_signed_out(
    client: Client, ada: User, clock: Any
) -> None:
    client.force_login(ada)
    for minutes in (0, 29, 58):
        clock.shift = timedelta(minutes=minutes)
        assert is_in(client)
    clock.shift = timedelta(minutes=89)
    assert not is_in(client)


def test_a_page_that_refreshes_itself_keeps_nobody_in(
    client: Client, ada: User, clock: Any
) -> None:
    client.force_login(ada)
    assert is_in(client)
    for minutes in range(0, 31, 5):
        clock.shift = timedelta(minutes=minutes)
        client.get(OPEN, headers={"HX-Request": "true"})
    clock.shift = timedelta(minutes=31)
    assert not is_in(client)


def test_after_twelve_hours_staff_sign_in_again(client: Client, ada: User, clock: Any) -> None:
    client.force_login(ada)
    for minutes in range(0, 12 * 60, 20):
        clock.shift = timedelta(minutes=minutes)
        assert is_in(client)
    clock.shift = timedelta(hours=12, minutes=1)
    assert not is_in(client)


def test_customers_may_take_a_day(
    client: Client, dana_record: Customer, dana: User, clock: Any
) -> None:
    client.force_login(dana)
    assert is_in(client)
    clock.shift = timedelta(hours=23)
    assert is_in(client)
    clock.shift = timedelta(hours=48)
    assert not is_in(client)
