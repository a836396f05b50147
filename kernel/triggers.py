"""Database triggers that several apps share: what must never change is refused by PostgreSQL itself."""

import pgtrigger

DISPATCH_COLUMNS = ("dispatched_at", "attempts", "parked_at", "error")


def append_only(*, except_columns: tuple[str, ...] = DISPATCH_COLUMNS) -> list[pgtrigger.Trigger]:
    """Triggers that refuse DELETE, TRUNCATE and every UPDATE except of ``except_columns``."""
    frozen = pgtrigger.Protect(
        name="append_only",
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=list(except_columns))
        if except_columns
        else pgtrigger.AnyChange(),
    )
    return [
        frozen,
        pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        no_truncate(),
    ]


def audited() -> dict[str, list[pgtrigger.Trigger]]:
    """The ``meta`` of an audit table: pghistory itself refuses UPDATE and DELETE, but not TRUNCATE."""
    return {"triggers": [no_truncate()]}


def no_truncate() -> pgtrigger.Trigger:
    """Refuses TRUNCATE; ``Protect`` cannot (a truncated row is neither old nor new)."""
    return pgtrigger.Trigger(
        name="no_truncate",
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
    )
