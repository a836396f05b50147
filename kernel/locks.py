"""Locking one row and reading it with what it refers to."""

from typing import Any

from django.db.models import Model, QuerySet


def locked[M: Model](rows: QuerySet[M], **key: Any) -> M:
    """Lock the row that ``key`` names until the transaction ends, then read it through ``rows``.

    Two statements on purpose: a joined ``SELECT ... FOR UPDATE`` that had to wait sees the new row but
    the joined tables as they were before the wait (READ COMMITTED), so a foreign key that was set
    meanwhile comes back as None. ``FOR NO KEY UPDATE`` lets others insert rows that point at it.
    :raises DoesNotExist: when there is no such row in ``rows``.
    """
    bare = rows.model._base_manager.select_for_update(no_key=True)
    return rows.get(pk=bare.filter(**key).values_list("pk", flat=True).get())
