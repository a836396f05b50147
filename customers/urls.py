"""Addresses of the people app. Names of the sign-in pages are those allauth reverses."""

from django.urls import include, path

from customers.views import home, mailbox, people, sign_in

_customers = [
    path("", people.customer_list, name="list"),
    path("new/", people.customer_create, name="create"),
    path("messages/<uuid:key>/", people.message, name="message"),
    path("messages/<uuid:key>/send/", people.send_again, name="send_again"),
    path("<str:number>/", people.customer_detail, name="detail"),
    path("<str:number>/edit/", people.customer_edit, name="edit"),
    path("<str:number>/consent/", people.give_consent, name="consent"),
    path("<str:number>/invite/", people.invite, name="invite"),
]
_mailbox = [
    path("", mailbox.letters, name="mailbox"),
    path("<str:name>/", mailbox.letter, name="letter"),
    path("<str:name>/html/", mailbox.letter_html, name="letter_html"),
]
_namespaced = [
    path("customers/", include(_customers)),
    path("dev/mail/", include(_mailbox)),
]
_second_factor = [
    path("", sign_in.second_factor, name="mfa_index"),
    path("again/", sign_in.second_factor_again, name="mfa_reauthenticate"),
    path("app/", sign_in.activate_totp, name="mfa_activate_totp"),
    path("app/remove/", sign_in.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", sign_in.recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", sign_in.make_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codes/file/", sign_in.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", sign_in.passkeys, name="mfa_list_webauthn"),
    path("passkeys/new/", sign_in.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/again/", sign_in.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/remove/", sign_in.remove_passkey, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/edit/", sign_in.rename_passkey, name="mfa_edit_webauthn"),
]
_sign_in = [
    path("", sign_in.sign_in_page, name="account_login"),
    path("code/", sign_in.ask_for_code, name="account_request_login_code"),
    path("code/enter/", sign_in.enter_code, name="account_confirm_login_code"),
    path("second-step/", sign_in.second_step, name="mfa_authenticate"),
    path("passkey/", sign_in.passkey_sign_in, name="mfa_login_webauthn"),
    path("closed/", sign_in.inactive, name="account_inactive"),
    path("demo/", sign_in.demo, name="demo_sign_in"),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", include(_sign_in)),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("account/again/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("account/password/", sign_in.change_password, name="account_change_password"),
    path("account/second-factor/", include(_second_factor)),
    path("", include((_namespaced, "customers"))),
]
