"""Documents: asked for with a frozen snapshot; the worker renders each one once (kernel.rendering)."""

from __future__ import annotations

from typing import Any

from kernel.events import nudge_after_commit
from kernel.models import Document

RENDER_TASK = "kernel.render_documents"


def request_document(
    *,
    kind: str,
    subject_kind: str,
    subject_key: str,
    dealership_key: str,
    template: str,
    snapshot: dict[str, Any],
    language: str = "en",
    event_key: str = "",
) -> Document:
    """Ask for a document; the worker renders it soon after the transaction commits.

    A repeat with the same ``event_key`` and ``kind`` gives the first one back. Otherwise the version
    counts up within (kind, subject).
    """
    if event_key:
        known: Document | None = Document.objects.filter(kind=kind, event_key=event_key).first()
        if known is not None:
            return known
    latest = (
        Document.objects.filter(kind=kind, subject_kind=subject_kind, subject_key=subject_key)
        .order_by("-version")
        .values_list("version", flat=True)
        .first()
    )
    document: Document = Document.objects.create(
        kind=kind,
        subject_kind=subject_kind,
        subject_key=subject_key,
        dealership_key=dealership_key,
        template=template,
        snapshot=snapshot,
        language=language,
        event_key=event_key or None,
        version=(latest or 0) + 1,
    )
    nudge_after_commit(RENDER_TASK)
    return document
