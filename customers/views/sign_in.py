"""Signing in and out, on allauth's views; each says who may open it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as sign_in
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from customers.access import public, require
from customers.adapter import pretend_to_send
from customers.forms import AskForCode
from customers.models import User

DEMO_DOMAIN = "@demo.mto"
CODE = re.compile(r"[A-Za-z0-9-]{4,20}\Z")


class SignIn(account.LoginView):  # type: ignore[misc]  # allauth is untyped
    """One page for both: staff by password or passkey, customers by a code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["code_form"] = AskForCode(auto_id="id_code_%s")
        context["demo_accounts"] = demo_accounts() if settings.DEMO else []
        return context


class AskForACode(account.RequestLoginCodeView):  # type: ignore[misc]  # allauth is untyped
    """An address that is no customer's gets the same answer, in the same time."""

    def form_valid(self, form: AskForCode) -> HttpResponse:
        if form.person is None:
            pretend_to_send(form.cleaned_data["email"])
        answer: HttpResponse = super().form_valid(form)
        return answer


class EnterCode(account.ConfirmLoginCodeView):  # type: ignore[misc]  # allauth is untyped
    """A link from the mail fills the code in; the button uses it up, so no mail scanner can."""

    def get_initial(self) -> dict[str, Any]:
        code = self.request.GET.get("code", "")
        return {"code": code} if CODE.match(code) else {}


_enter_code = EnterCode.as_view()


@public("the second step of signing in; works only in the session that asked for the code")
def enter_code(request: HttpRequest) -> HttpResponseBase:
    answer: HttpResponseBase = _enter_code(request)
    is_sent_away = answer.status_code == 302 and request.method == "GET"
    if is_sent_away and "code" in request.GET and not request.user.is_authenticated:
        messages.info(
            request,
            "This link works only in the browser in which you asked for it, and only for ten "
            "minutes. You can ask for a new code here.",
        )
    return answer


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A person of the demonstration: what he is, and where."""

    name: str
    email: str
    what: str
    where: str


def demo_accounts() -> list[DemoAccount]:
    """The accounts of the demonstration, staff first."""
    people = User.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True)
    return [
        _introduced(user)
        for user in people.prefetch_related("memberships__dealership__group").order_by(
            "is_customer", "created_at", "id"
        )
    ]


def _introduced(user: User) -> DemoAccount:
    roles = user.memberships.all()
    places = sorted({role.dealership.name for role in roles})
    groups = sorted({role.dealership.group.name for role in roles})
    return DemoAccount(
        name=user.name,
        email=user.email,
        what=", ".join(sorted({role.get_role_display() for role in roles})) or "Customer",
        where=", ".join(places if len(places) == 1 else groups),
    )


@require_POST
@public("one click to sign in as a person of the demonstration; does not exist outside of it")
def demo(request: HttpRequest) -> HttpResponse:
    """Sign in as the demonstration account that was clicked."""
    if not settings.DEMO:
        raise Http404
    address = request.POST.get("email", "")
    user = User.objects.filter(email=address, is_active=True).first()
    if user is None or not address.endswith(DEMO_DOMAIN):
        raise Http404
    sign_in(request, user)
    return redirect(reverse("home"))


own_account = require("staff.account")
sign_in_page = public("where everybody signs in")(SignIn.as_view())
sign_out = public("signing out twice is no error")(account.logout)
inactive = public("tells somebody with a disabled account whom to ask")(account.account_inactive)
ask_for_code = public("customers ask for a code to sign in")(AskForACode.as_view())
reauthenticate = own_account(account.reauthenticate)
change_password = own_account(account.password_change)

second_factor = own_account(mfa.index)
second_step = public("the second step of signing in")(mfa.authenticate)
second_factor_again = own_account(mfa.reauthenticate)
activate_totp = own_account(totp.activate_totp)
deactivate_totp = own_account(totp.deactivate_totp)
recovery_codes = own_account(recovery.view_recovery_codes)
make_recovery_codes = own_account(recovery.generate_recovery_codes)
download_recovery_codes = own_account(recovery.download_recovery_codes)
passkeys = own_account(webauthn.list_webauthn)
add_passkey = own_account(webauthn.add_webauthn)
passkey_again = own_account(webauthn.reauthenticate_webauthn)
remove_passkey = own_account(webauthn.remove_webauthn)
rename_passkey = own_account(webauthn.edit_webauthn)
passkey_sign_in = public("signing in by passkey")(webauthn.login_webauthn)
