"""Outside the demonstration nothing opens to staff without a second factor: every address is tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from customers.access import PUBLIC
from customers.models import Dealership, Role
from tests.access.test_matrix import ADDRESSES, NOWHERE
from tests.factories import staff

OPEN = {"account_logout", "account_reauthenticate"}  # to leave, and to prove who one is


def guarded() -> Iterator[tuple[str, str]]:
    for address in ADDRESSES:
        if address.action != PUBLIC and address.name not in OPEN and "mfa_" not in address.name:
            keys = {key: NOWHERE[kind] for key, kind in address.converters.items()}
            yield address.name, reverse(address.name, kwargs=keys)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        yield name, reverse(name)
    yield "admin:index", "/admin/"


@pytest.mark.django_db
def test_every_address_sends_staff_to_set_one_up_first(harbor: Dealership, settings: Any) -> None:
    settings.DEMO = False
    person = staff(Role.ADMINISTRATOR, harbor, has_second_factor=False)
    type(person).objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(person)
    wrong = []
    for name, url in guarded():
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            if answer.headers.get("Location") != reverse("mfa_index"):
                wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
