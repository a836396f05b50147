"""Reference data of the people app, for administrators. Histories are read only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, override

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest

from customers.access import Scope, scope_for
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

admin.site.site_header = admin.site.site_title = "Administration"
admin.site.index_title = "Administration"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


def reach(request: HttpRequest) -> Scope | None:
    """The dealerships whose reference data the person keeps; None for everybody but administrators."""
    return scope_for(request.user, "customers.administer")


def is_first_person(request: HttpRequest) -> bool:
    """Whoever set the installation up reaches every dealer group."""
    return isinstance(request.user, User) and request.user.is_active and request.user.is_superuser


class Reference(Rows):
    """Reference data. An administrator changes what belongs to the dealerships of his group and
    looks at what belongs to nobody; nothing is deleted, since orders point at it.
    """

    dealership_path = ""  # the lookup that leads to the dealership; empty: it belongs to nobody
    may_be_added = False

    @override
    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_first_person(request) or reach(request) is not None

    @override
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_first_person(request) or bool(self.dealership_path and reach(request))

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_first_person(request) or (self.may_be_added and reach(request) is not None)

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if is_first_person(request) or not self.dealership_path:
            return rows
        found = reach(request)
        ids = found.team_ids if found else frozenset()
        return rows.filter(**{f"{self.dealership_path}__in": ids}).distinct()

    @override
    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        return super().formfield_for_foreignkey(
            db_field, request, **{**kwargs, **_own_dealerships(db_field, request)}
        )


def _own_dealerships(db_field: Any, request: HttpRequest) -> dict[str, Any]:
    """A choice of dealerships offers those of one's own group."""
    if db_field.related_model is not Dealership or is_first_person(request):
        return {}
    found = reach(request)
    ids = found.team_ids if found else frozenset()
    return {"queryset": Dealership.objects.filter(pk__in=ids)}


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
    """Roles are given and taken at one's own dealerships only."""

    model = Membership
    extra = 0
    readonly_fields = ["created_at"]

    def _may(self, request: HttpRequest) -> bool:
        return is_first_person(request) or reach(request) is not None

    @override
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        rows = super().get_queryset(request)
        if is_first_person(request):
            return rows
        found = reach(request)
        return rows.filter(dealership__in=found.team_ids if found else frozenset())

    @override
    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        return super().formfield_for_foreignkey(
            db_field, request, **{**kwargs, **_own_dealerships(db_field, request)}
        )


class NewUser(NewAccount):
    class Meta:
        model = User
        fields = ("email", "name")
        field_classes: dict[str, type[forms.Field]] = {}


@admin.register(User)
class UserAccountAdmin(Reference, Accounts):
    """The people of one's dealer group. Disabling an account ends its sessions at the next click."""

    dealership_path = "memberships__dealership"
    may_be_added = True
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

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Also those without a role yet, so that a new colleague can be given one."""
        if is_first_person(request):
            return User.objects.all()
        without_role = User.objects.filter(memberships=None, is_customer=False)
        mine = super().get_queryset(request)
        ids = mine.order_by().values("pk").union(without_role.values("pk"))
        return User.objects.filter(pk__in=ids, is_superuser=False)

    @override
    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What opens every door is given by the first person only."""
        if obj is None or is_first_person(request):
            return super().get_fieldsets(request, obj)
        person, _, times = self.fieldsets
        return [person, ("May", {"fields": ["is_active", "is_staff"]}), times]


@admin.register(DealerGroup)
class DealerGroupAdmin(Reference):
    dealership_path = "dealerships"
    list_display = ["name", "code"]
    search_fields = ["name", "code"]


@admin.register(Dealership)
class DealershipAdmin(Reference):
    dealership_path = "pk"
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
    list_display = [
        "subject",
        "recipient",
        "to_address",
        "channel",
        "kind",
        "state",
        "attempts",
        "created_at",
    ]
    list_filter = ["state", "channel", "kind"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__name", "to_address", "subject_key"]
    exclude = ["text", "html"]
