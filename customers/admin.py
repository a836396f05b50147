"""Reference data of the people app, for administrators. Histories are read only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest

from customers.models import (
    Consent,
    Customer,
    DealerGroup,
    Dealership,
    Membership,
    Message,
    User,
)

if TYPE_CHECKING:
    Rows = admin.ModelAdmin[Any]
    Inline = admin.TabularInline[Membership, User]
    Accounts = UserAdmin[User]
    NewAccount = AdminUserCreationForm[User]
else:  # Django's own classes take no parameters at run time
    Rows, Inline = admin.ModelAdmin, admin.TabularInline
    Accounts, NewAccount = UserAdmin, AdminUserCreationForm

admin.site.site_header = admin.site.site_title = "mto administration"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class ReadOnly(Rows):
    """What happened is looked at, never typed in."""

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(Inline):
    model = Membership
    extra = 0
    autocomplete_fields = ["dealership"]
    readonly_fields = ["created_at"]


class NewUser(NewAccount):
    class Meta:
        model = User
        fields = ("email", "name")
        field_classes: dict[str, type[forms.Field]] = {}


@admin.register(User)
class UserAccountAdmin(Accounts):
    """Disabling an account ends its sessions at the next click."""

    add_form = NewUser
    ordering = ["email"]
    list_display = ["email", "name", "is_customer", "is_active", "is_staff", "last_login"]
    list_filter = ["is_customer", "is_active", "is_staff", "memberships__role"]
    search_fields = ["email", "name"]
    readonly_fields = ["last_login", "created_at"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["email", "name", "password", "timezone"]}),
        ("May", {"fields": ["is_active", "is_customer", "is_staff", "is_superuser", "groups"]}),
        ("Times", {"fields": ["last_login", "created_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})
    ]


@admin.register(DealerGroup)
class DealerGroupAdmin(Rows):
    list_display = ["name", "code"]
    search_fields = ["name", "code"]


@admin.register(Dealership)
class DealershipAdmin(Rows):
    list_display = ["name", "code", "group", "timezone", "currency", "message_silence_days"]
    list_filter = ["group"]
    search_fields = ["name", "code"]


@admin.register(Customer)
class CustomerAdmin(ReadOnly):
    list_display = ["name", "number", "dealership", "email", "created_at"]
    list_filter = ["dealership"]
    search_fields = ["name", "number", "email"]


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ["customer", "channel", "is_granted", "source", "given_at", "by"]
    list_select_related = ["customer", "by"]


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ["subject", "recipient", "channel", "kind", "state", "attempts", "created_at"]
    list_filter = ["state", "channel", "kind"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__name", "subject_key"]
    exclude = ["text", "html"]
