"""Who is behind a session: the person and his memberships, found by one statement on every page."""

from __future__ import annotations

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection
from django.db.models import Field, Model

from customers.models import DealerGroup, Dealership, Membership, User

PARTS: tuple[type[Model], ...] = (User, Membership, Dealership, DealerGroup)


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # the library is untyped
    """Signs in as the library does; a person of the staff is read together with his roles.

    The statement is written once per process, since it runs before every page of the product.
    """

    def get_user(self, user_id: Any) -> User | None:
        """The active account with ``roles`` filled in, or none."""
        statement, fields = _statement()
        with connection.cursor() as cursor:
            cursor.execute(statement, [User._meta.pk.to_python(user_id)])
            rows = cursor.fetchall()
        if not rows:
            return None
        user, *_ = _parts(rows[0], fields)
        assert isinstance(user, User)
        user.roles = tuple(
            _membership(user, row, fields) for row in rows if row[len(fields[User])] is not None
        )
        return user if self.user_can_authenticate(user) else None


def _membership(
    user: User, row: tuple[Any, ...], fields: dict[type[Model], list[Field[Any, Any]]]
) -> Any:
    _, membership, dealership, group = _parts(row, fields)
    assert isinstance(membership, Membership)
    assert isinstance(dealership, Dealership)
    assert isinstance(group, DealerGroup)
    dealership.group, membership.dealership, membership.user = group, dealership, user
    return membership


def _parts(row: tuple[Any, ...], fields: dict[type[Model], list[Field[Any, Any]]]) -> list[Model]:
    found, start = [], 0
    for model, columns in fields.items():
        values = [
            field.from_db_value(value, None, connection)
            if hasattr(field, "from_db_value")
            else value
            for field, value in zip(columns, row[start:], strict=False)
        ]
        found.append(model.from_db(connection.alias, [field.attname for field in columns], values))
        start += len(columns)
    return found


@cache
def _statement() -> tuple[str, dict[type[Model], list[Field[Any, Any]]]]:
    fields = {model: list(model._meta.concrete_fields) for model in PARTS}
    chosen = ", ".join(
        f'"{model._meta.db_table}"."{field.column}"' for model in PARTS for field in fields[model]
    )
    user, membership, dealership, group = (model._meta.db_table for model in PARTS)
    text = (
        f"SELECT {chosen} FROM {user} "  # noqa: S608  # names of our own tables
        f"LEFT JOIN {membership} ON {membership}.user_id = {user}.id "
        f"LEFT JOIN {dealership} ON {dealership}.id = {membership}.dealership_id "
        f"LEFT JOIN {group} ON {group}.id = {dealership}.group_id "
        f"WHERE {user}.id = %s ORDER BY {membership}.dealership_id, {membership}.id"
    )
    return text, fields
