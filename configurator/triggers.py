"""A published release never changes: PostgreSQL itself refuses, whoever asks."""

import pgtrigger

from kernel.triggers import no_truncate

WITHDRAWAL = ("withdrawn_at", "withdrawn_by", "withdrawn_because")
_REFUSE = """
    SELECT r.published_at IS NOT NULL INTO is_published
      FROM configurator_cataloguerelease r {join}
     WHERE {where} FOR SHARE OF r;
    IF is_published THEN
        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME
              USING ERRCODE = 'restrict_violation';
    END IF;
"""
_REFUSE_ROW = """
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published catalogue release never changes (%)', TG_TABLE_NAME
              USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
"""
_LINE = {"join": "", "where": "r.id = {row}.release_id"}
_PART = {
    "join": "JOIN configurator_modelline l ON l.release_id = r.id",
    "where": "l.id = {row}.model_line_id",
}


def frozen_release() -> list[pgtrigger.Trigger]:
    """For the release's own row: after publishing it can be withdrawn, once, and nothing else."""
    return [
        pgtrigger.Protect(
            name="published_is_final",
            operation=pgtrigger.Delete,
            condition=pgtrigger.Q(old__published_at__isnull=False),
        ),
        pgtrigger.Trigger(
            name="published_stays",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange(exclude=list(WITHDRAWAL)),
            func=_REFUSE_ROW,
        ),
        pgtrigger.Protect(
            name="withdrawn_is_final",
            operation=pgtrigger.Update,
            condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
        ),
        no_truncate(),
    ]


def frozen_line() -> list[pgtrigger.Trigger]:
    """For rows that belong to a release."""
    return _frozen(_LINE)


def frozen_part(*, except_columns: tuple[str, ...] = ()) -> list[pgtrigger.Trigger]:
    """For rows that belong to a model line; ``except_columns`` may still be updated."""
    return _frozen(_PART, except_columns)


def _frozen(path: dict[str, str], except_columns: tuple[str, ...] = ()) -> list[pgtrigger.Trigger]:
    checks = {
        row: _REFUSE.format(join=path["join"], where=path["where"].format(row=row))
        for row in ("OLD", "NEW")
    }
    return [
        pgtrigger.Trigger(
            name="published_no_insert",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            declare=[("is_published", "boolean")],
            func=checks["NEW"] + "RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name="published_no_update",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.AnyChange(exclude=list(except_columns))
            if except_columns
            else pgtrigger.AnyChange(),
            declare=[("is_published", "boolean")],
            func=checks["OLD"] + checks["NEW"] + "RETURN NEW;",
        ),
        pgtrigger.Trigger(
            name="published_no_delete",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            declare=[("is_published", "boolean")],
            func=checks["OLD"] + "RETURN OLD;",
        ),
        no_truncate(),
    ]
