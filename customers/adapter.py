"""Where allauth asks us: nobody signs up by himself, codes go out as our messages, secrets are sealed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, override
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from customers import messages
from customers.models import Customer
from kernel.events import nudge
from kernel.ids import uuid7
from kernel.sealing import seal, unseal

LOGIN_CODE = "account/email/login_code"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    @override
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @override
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Codes are queued like every message."""
        if template_prefix == LOGIN_CODE:
            _send_code(email, context["code"])
        else:
            super().send_mail(template_prefix, email, context)


@transaction.atomic
def _send_code(email: str, code: str) -> None:
    recipient = _known(email)
    if recipient is None:  # a portal account whose last customer record is gone
        return
    messages.queue(
        event_key=f"sign-in-{uuid7()}",
        recipient=recipient,
        kind="sign_in_code",
        subject_kind="customer",
        subject_key=recipient.number,
        context=_code_context(code),
        now=datetime.now(UTC),
    )


def pretend_to_send(email: str) -> None:
    """The work of sending a code to a customer, for an address that is none: neither the answer nor
    its time shall tell a stranger who our customers are."""
    _known(email)
    nobody = Customer(name="Nobody", email=email)
    nobody.dealership = messages.UNKNOWN_DEALERSHIP
    messages.render("sign_in_code", nobody, _code_context("XXXX-XXXX"))
    nudge(messages.SEND_TASK)


def _known(email: str) -> Customer | None:
    found = Customer.objects.select_related("dealership").filter(user__email=email.lower())
    return found.order_by("-id").first()


def _code_context(code: str) -> dict[str, Any]:
    path = reverse("account_confirm_login_code")
    return {
        "code": code,
        "code_link": f"{settings.SITE_URL}{path}?{urlencode({'code': code})}",
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
    }


SECOND_FACTOR = "second factor"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    @override
    def encrypt(self, text: str) -> str:
        return seal(text, purpose=SECOND_FACTOR)

    @override
    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose=SECOND_FACTOR)

    @override
    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep at least one second factor; recovery codes alone are none."""
        if authenticator.user.is_customer or settings.DEMO:
            return True
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(
            pk=authenticator.pk
        )
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
