"""Errors are answered in the product's own voice, even when little works."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client

from customers.models import User


@pytest.mark.django_db
def test_an_unknown_address(client: Client) -> None:
    answer = client.get("/there-is-no-such-page/")
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {})
    assert answer.status_code == 403
    assert "This was not accepted" in answer.content.decode()


def test_a_customer_is_not_told_of_roles_and_administrators(client: Client, dana: User) -> None:
    client.force_login(dana)
    answer = client.get("/orders/")
    assert answer.status_code == 403
    assert "This page is for the dealership" in answer.content.decode()
    assert "administrator" not in answer.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_every_error_page_renders_without_a_request(name: str) -> None:
    text = render_to_string(f"{name}.html")
    assert text.count("<h1") == 1
    assert "css/tokens.css" in text
