"""The strict content policy stands on every page: staff, customer, stranger, administration, errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from customers.models import User
from tests.access.test_matrix import ADDRESSES

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def addresses() -> Iterator[str]:
    """Every address that needs no key, the administration's among them, and some that lead nowhere."""
    for address in ADDRESSES:
        if not address.converters:
            yield reverse(address.name)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        try:
            yield reverse(f"{name}_add")
        except NoReverseMatch:
            continue
    yield from ("/admin/", "/admin/login/", "/there-is-no-such-page/", "/orders/NO-SUCH-ORDER/")
    yield from ("/orders/?after=nonsense", "/admin/no/such/page/")


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["nobody", "ada", "amy", "dana"])
def test_every_answer_carries_the_whole_policy(
    who: str, ada: User, amy: User, dana: User, settings: Any
) -> None:
    settings.DEMO = True
    client = Client(raise_request_exception=False)
    if who != "nobody":
        client.force_login({"ada": ada, "amy": amy, "dana": dana}[who])
    wrong = []
    for url in addresses():
        for method in ("get",) if url.startswith("/admin/") else ("get", "post"):
            answer = getattr(client, method)(url)
            if _in_one_order(answer.headers.get("Content-Security-Policy", "")) != _in_one_order(
                POLICY
            ):
                wrong.append(f"{method} {url}: {answer.status_code}")
            if who != "nobody" and "sign-out" in url:
                client.force_login({"ada": ada, "amy": amy, "dana": dana}[who])
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_a_fault_of_ours_and_a_form_without_its_token_carry_it_too(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(ada)
    refused = client.post(reverse("customers:create"))
    monkeypatch.setattr("orders.selectors.order_list", None)
    broken = client.get(reverse("orders:list"))
    assert (refused.status_code, broken.status_code) == (403, 500)
    for answer in (refused, broken):
        said = answer.headers.get("Content-Security-Policy", "")
        assert _in_one_order(said) == _in_one_order(POLICY)


def _in_one_order(policy: str) -> set[str]:
    return {part.strip() for part in policy.split(";") if part.strip()}
