"""Everybody who can sign in: staff of dealerships and customers alike."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from kernel.triggers import audited

if TYPE_CHECKING:
    from customers.models.dealerships import Dealership, Membership


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new account. Without a password nobody can sign in to it by password."""
        user = self.model(email=email.strip().lower(), **fields)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """The first person in: may use the administration site; roles are given there."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


@pghistory.track(exclude=["password", "last_login"], meta=audited())
class User(AbstractBaseUser, PermissionsMixin):
    """One person's account; the e-mail address is the name to sign in with, always in lower case.

    ``is_customer`` divides the world: a customer sees the portal and nothing else, staff see what
    their memberships allow. ``is_staff`` opens the administration site only.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_customer = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    timezone = models.CharField(max_length=64, default="America/New_York")
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_lowercase",
                violation_error_message="Write the e-mail address in lower case.",
            ),
            models.CheckConstraint(
                condition=~Q(is_customer=True, is_staff=True), name="user_customer_is_not_staff"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    @property
    def first_name(self) -> str:
        """How a friend would be addressed; the whole name when it is one word."""
        return self.name.split(" ", 1)[0]

    def get_full_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> tuple[Membership, ...]:
        """Memberships with their dealerships, read once per loaded user."""
        return tuple(
            self.memberships.select_related("dealership__group").order_by("dealership_id", "id")
        )

    def dealership(self, pk: int) -> Dealership | None:
        """The dealership of that key where this person has a role in it, already read."""
        found = (role.dealership for role in self.roles if role.dealership_id == pk)
        return next(found, None)
