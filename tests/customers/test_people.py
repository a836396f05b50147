"""Writing customers down, finding them, inviting them, and keeping what they said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from customers import commands, messages
from customers.models import Channel, Consent, Customer, Dealership, Message, User
from kernel.work import WorkState
from tests.factories import CustomerFactory, MessageFactory, UserFactory

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
FACTS = {
    "name": "Grace Gull",
    "email": "Grace@Example.com",
    "phone": "+1 555 0199",
    "address": "",
    "language": "en",
    "timezone": "America/New_York",
}


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


# ---- commands


def test_the_same_address_twice_at_a_dealership_is_refused(harbor: Dealership, ada: User) -> None:
    commands.create_customer(dealership=harbor, by=ada, **FACTS)
    with pytest.raises(commands.CannotSaveCustomer):
        commands.create_customer(
            dealership=harbor, by=ada, **{**FACTS, "email": "GRACE@example.com"}
        )


def test_two_dealerships_may_know_the_same_person(
    harbor: Dealership, lakeside: Dealership, ada: User
) -> None:
    for place in (harbor, lakeside):
        customer = commands.create_customer(dealership=place, by=ada, **FACTS)
        assert customer.email == "grace@example.com"
    assert Customer.objects.count() == 2


def test_an_invitation_makes_one_account_and_one_message(harbor: Dealership, ada: User) -> None:
    customer = commands.create_customer(dealership=harbor, by=ada, **FACTS)
    for _ in range(2):
        commands.open_portal(customer_id=customer.pk, now=NOW)
    user = User.objects.get(email="grace@example.com")
    assert user.is_customer
    assert not user.has_usable_password()
    assert Message.objects.filter(kind="portal_invitation").count() == 1


def test_one_account_serves_both_dealerships(
    harbor: Dealership, lakeside: Dealership, ada: User
) -> None:
    for place in (harbor, lakeside):
        customer = commands.create_customer(dealership=place, by=ada, **FACTS)
        commands.open_portal(customer_id=customer.pk, now=NOW)
    (user,) = User.objects.filter(is_customer=True)
    assert Customer.objects.of_user(user).count() == 2


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("", "no e-mail address"), ("ada@example.com", "belongs to a member of staff")],
)
def test_who_cannot_be_invited(email: str, sentence: str, harbor: Dealership, ada: User) -> None:
    customer = commands.create_customer(dealership=harbor, by=ada, **{**FACTS, "email": email})
    with pytest.raises(commands.CannotOpenPortal, match=sentence):
        commands.open_portal(customer_id=customer.pk, now=NOW)


def test_what_was_said_about_a_channel_is_kept(ada: User, dana_record: Customer) -> None:
    for word in (True, False):
        commands.record_consent(
            customer=dana_record, channel=Channel.EMAIL, is_granted=word, source="phone", by=ada, now=NOW
        )  # fmt: skip
    assert Consent.objects.filter(customer=dana_record).count() == 2


def test_only_a_parked_message_is_sent_again(dana_record: Customer) -> None:
    message = MessageFactory.create(recipient=dana_record, state=WorkState.PARKED, attempts=8)
    commands.send_again(message_id=message.pk, now=NOW)
    messages.send_due(now=NOW)
    message.refresh_from_db()
    assert message.state == WorkState.DONE
    with pytest.raises(commands.CannotSend):
        commands.send_again(message_id=message.pk, now=NOW)


# ---- the database's last word


@pytest.mark.parametrize(
    ("table", "assignment", "name"),
    [
        ("customers_user", "email = 'ADA@example.com'", "user_email_lowercase"),
        ("customers_user", "is_customer = true, is_staff = true", "user_customer_is_not_staff"),
        ("customers_membership", "role = 'KING'", "membership_role_known"),
        ("customers_customer", "name = ''", "customer_has_a_name"),
        ("customers_dealership", "deposit_amount = -1", "dealership_deposit_not_negative"),
    ],
)
def test_the_database_refuses_nonsense(
    table: str, assignment: str, name: str, ada: User, dana_record: Customer
) -> None:
    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update {table} set {assignment}")


def test_every_change_of_a_person_is_on_record_even_by_sql(ada: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update customers_user set is_staff = true where id = %s", [ada.pk])
        cursor.execute(
            "select pgh_label, is_staff from customers_userevent where pgh_obj_id = %s order by pgh_id",
            [ada.pk],
        )
        assert cursor.fetchall() == [("insert", False), ("update", True)]
        cursor.execute(
            "select column_name from information_schema.columns where table_name = 'customers_userevent'"
        )
        assert "password" not in {name for (name,) in cursor.fetchall()}


def test_the_record_itself_is_not_rewritten(ada: User) -> None:
    with (
        pytest.raises(DatabaseError, match="append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update customers_userevent set name = 'Somebody else'")


# ---- pages


def test_a_rep_writes_a_customer_down_and_finds_him(desk: Client, ada: User) -> None:
    answer = desk.post("/customers/new/", {**FACTS, "dealership": ada.roles[0].dealership_id})
    customer = Customer.objects.get()
    assert answer.url == f"/customers/{customer.number}/"
    assert customer.created_by == ada
    assert b"Grace Gull" in desk.get("/customers/?q=gull+grace").content
    assert b"Nobody found" in desk.get("/customers/?q=zebra").content
    assert b"grace@example.com" in desk.get(answer.url).content


def test_nobody_is_written_down_at_a_dealership_one_does_not_work_for(
    desk: Client, lakeside: Dealership
) -> None:
    answer = desk.post("/customers/new/", {**FACTS, "dealership": lakeside.pk})
    assert answer.status_code == 422
    assert not Customer.objects.exists()


def test_a_refusal_stands_beside_the_form(desk: Client, dana_record: Customer) -> None:
    other = CustomerFactory.create(dealership=dana_record.dealership)
    answer = desk.post(
        f"/customers/{other.number}/edit/", {**FACTS, "email": dana_record.email.upper()}
    )
    assert answer.status_code == 422
    assert b"already has a customer with this e-mail address" in answer.content


def test_editing_keeps_the_dealership_and_the_account(desk: Client, dana_record: Customer) -> None:
    desk.post(f"/customers/{dana_record.number}/edit/", {**FACTS, "dealership": "999", "user": "1"})
    before = (dana_record.dealership_id, dana_record.user_id)
    dana_record.refresh_from_db()
    assert dana_record.name == "Grace Gull"
    assert (dana_record.dealership_id, dana_record.user_id) == before


def test_consent_and_invitation_from_the_page(desk: Client, harbor: Dealership) -> None:
    customer = CustomerFactory.create(dealership=harbor)
    page = f"/customers/{customer.number}/"
    desk.post(f"{page}consent/", {"channel": "sms", "is_granted": "yes", "source": "at the desk"})
    desk.post(f"{page}invite/")
    content = desk.get(page).content
    assert b"Text message</span> agreed" in content
    assert b"Follow your order online" in content
    assert b"Invite to the portal" not in content


def test_a_sign_in_code_does_not_stand_in_the_log(
    desk: Client, client: Client, dana_record: Customer
) -> None:
    Client().post("/sign-in/code/", {"email": dana_record.email})
    messages.send_due(now=datetime.now(UTC))
    message = Message.objects.get(kind="sign_in_code")
    assert b"(removed after it was sent)" in desk.get(f"/customers/messages/{message.pk}/").content


def test_the_mailbox_shows_letters_to_staff_in_the_demonstration(
    desk: Client, dana_record: Customer, settings: Any, tmp_path: Path
) -> None:
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    settings.MAILERS = {"default": {"BACKEND": "customers.mailbox.FileMailbox"}}
    MessageFactory.create(recipient=dana_record, due_at=NOW, html="<p>Good <b>news</b>.</p>")
    messages.send_due(now=NOW)
    content = desk.get("/dev/mail/").content.decode()
    address = content.split("data-row")[1].split('href="/dev/mail/')[1].split('"')[0]
    assert b"Good news." in desk.get(f"/dev/mail/{address}").content
    whole = desk.get(f"/dev/mail/{address}html/")
    assert b"<b>news</b>" in whole.content
    assert "unsafe-inline" not in whole.headers["Content-Security-Policy"]
    assert desk.get("/dev/mail/?q=nobody").content.count(b"data-row") == 0


@pytest.mark.parametrize("rows", [3, 300])
def test_pages_ask_a_fixed_number_of_questions(
    rows: int,
    desk: Client,
    harbor: Dealership,
    dana_record: Customer,
    django_assert_num_queries: Any,
) -> None:
    Customer.objects.bulk_create(
        Customer(dealership=harbor, name=f"Customer {n}", email=f"c{n}@example.com")
        for n in range(rows)
    )
    Message.objects.bulk_create(MessageFactory.build(recipient=dana_record) for _ in range(rows))
    desk.get("/customers/")  # the session's first request of a minute writes it
    with django_assert_num_queries(3):
        desk.get("/customers/")
    with django_assert_num_queries(5):
        desk.get(f"/customers/{dana_record.number}/")


def test_the_landing_page_sends_everybody_to_his_work(
    client: Client, cora: User, mona: User, tim: User, amy: User, dana: User, settings: Any
) -> None:
    for user, address in (
        (cora, "/production/"),
        (mona, "/orders/"),
        (amy, "/admin/"),
        (dana, "/my/"),
    ):
        client.force_login(user)
        assert client.get("/").url == address
    client.force_login(UserFactory.create(is_customer=True))
    assert client.get("/").url == "/my/"
