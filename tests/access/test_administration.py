"""The administration site: every list and form opens, one's own dealer group only, no way up."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from customers.models import DealerGroup, Dealership, Membership, Role, User

pytestmark = pytest.mark.django_db
KEPT = {
    "dealergroup", "dealership", "user", "orderterms", "dealerfee", "discountlimit", "freezerule", "incentive", "accessory", "taxrule", "deliveryservice", "transportlane",
    "plant", "line", "handoverbay", "upfitter", "manufacturer", "cataloguerelease", "modelline", "clause", "letterhead",
}  # fmt: skip


@pytest.fixture
def as_amy(client: Client, amy: User) -> Client:
    User.objects.filter(pk=amy.pk).update(is_staff=True)
    client.force_login(amy)
    return client


def at(model: type, view: str, *args: object) -> str:
    meta = model._meta  # type: ignore[attr-defined]
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{view}", args=args)


def test_an_administrator_opens_every_list_of_reference_data_and_no_customer(
    as_amy: Client,
) -> None:
    index = as_amy.get(reverse("admin:index")).content.decode()
    opened = set()
    for model in admin.site._registry:
        url = at(model, "changelist")
        status = as_amy.get(url).status_code
        assert (f'href="{url}"' in index) == (status == 200)
        if status == 200:
            opened.add(model._meta.model_name)
    assert opened == KEPT


def test_the_pages_stand_in_the_frame_of_the_house(as_amy: Client) -> None:
    shown = as_amy.get(reverse("admin:index")).content.decode()
    assert 'class="topbar' in shown
    assert f'href="{reverse("production:feeds")}"' in shown
    assert "style=" not in shown


def test_an_administrator_reaches_only_the_own_group(
    as_amy: Client, amy: User, harbor: Dealership, lakeside: Dealership, cleo: User, ada: User
) -> None:
    lakeside.group = DealerGroup.objects.create(code="elsewhere", name="Elsewhere")
    lakeside.save()
    shown = as_amy.get(at(Dealership, "changelist")).content.decode()
    assert harbor.name in shown
    assert lakeside.name not in shown
    people = as_amy.get(at(User, "changelist")).content.decode()
    assert ada.email in people
    assert cleo.email not in people
    assert as_amy.get(at(User, "change", cleo.pk)).status_code == 302  # "does not exist"


def test_an_administrator_gives_a_role_but_not_every_door(
    as_amy: Client, ada: User, harbor: Dealership
) -> None:
    url = at(User, "change", ada.pk)
    form = as_amy.get(url).content.decode()
    assert 'name="is_active"' in form
    assert 'name="is_superuser"' not in form
    posted = {
        "email": ada.email, "name": "Ada Changed", "timezone": ada.timezone, "is_active": "on",
        "is_superuser": "on",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": str(ada.pk), "memberships-0-dealership": str(harbor.pk),
        "memberships-0-role": Role.TECHNICIAN.value,
    }  # fmt: skip
    assert as_amy.post(url, posted).status_code == 302
    ada.refresh_from_db()
    assert (ada.name, ada.is_superuser) == ("Ada Changed", False)
    assert Membership.objects.filter(user=ada, role=Role.TECHNICIAN).exists()


def test_a_sales_representative_with_the_staff_mark_opens_nothing(
    client: Client, ada: User
) -> None:
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    client.force_login(ada)
    for model in admin.site._registry:
        assert client.get(at(model, "changelist")).status_code == 403
