"""Rendering documents by WeasyPrint; imported by the worker only, since the library is heavy."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from kernel.models import Document

STATIC_SCHEME = "static:"
DRAWN = "data:image/png;base64,"
ATTEMPTS = 5
log = structlog.get_logger(__name__)


class StaticOnlyFetcher(URLFetcher):  # type: ignore[misc]
    """Our own static files (``static:css/pdf.css``) and pictures in the page; the rest is refused."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - the library calls it so
        if url.startswith(DRAWN):
            drawn = base64.b64decode(url.removeprefix(DRAWN), validate=True)
            return URLFetcherResponse(url, drawn, {"Content-Type": "image/png"})
        if not url.startswith(STATIC_SCHEME):
            raise ValueError(f"a document may not load {url!r}")
        name = url.removeprefix(STATIC_SCHEME)
        path = finders.find(name)
        if path is None:
            raise ValueError(f"there is no static file {name!r}")
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": content_type})


def render(template: str, snapshot: dict[str, Any]) -> bytes:
    """The PDF (PDF/UA-1, tagged) of ``snapshot``: no model, no clock, no network, no other file."""
    html = render_to_string(template, {"snapshot": snapshot})
    document = HTML(string=html, base_url=STATIC_SCHEME, url_fetcher=StaticOnlyFetcher())
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


def render_due(*, now: datetime, limit: int = 10) -> int:
    """Render what is due; returns how many were done. A failure parks that document after 5 tries."""
    done = 0
    for document in Document.objects.claim(now=now, limit=limit):
        try:
            content = render(document.template, document.snapshot)
        except Exception as error:
            log.exception(
                "document_failed",
                document=str(document.pk),
                kind=document.kind,
                **{f"{document.subject_kind}_number": document.subject_key},
            )
            document.retry(now, f"{type(error).__name__}: {error}", max_attempts=ATTEMPTS)
        else:
            digest = hashlib.sha256(content).hexdigest()
            document.succeed(now, content=content, sha256=digest, rendered_at=now)
            done += 1
    return done
