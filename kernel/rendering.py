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
from weasyprint import Document as Layout
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.urls import URLFetcher, URLFetcherResponse

from kernel.models import Document

STATIC_SCHEME = "static:"
DRAWN = "data:image/png;base64,"
ATTEMPTS = 5
VARIANT = "pdf/a-2a"
UNIVERSAL_ACCESS = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 the file keeps</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
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


class ArchivedMetadata(DocumentMetadata):  # type: ignore[misc]
    """The library declares one standard for a file; ours keeps two, and PDF/A wants the second explained."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        """What the library writes, with the PDF/UA-1 mark and its schema (ISO 19005-2, 6.6.2.3.3)."""
        known: bytes = super().generate_rdf_metadata(variant, version, conformance)
        before, end, after = known.rpartition(b"</rdf:RDF>")
        return before + UNIVERSAL_ACCESS + end + after


def render(template: str, snapshot: dict[str, Any], language: str = "en") -> bytes:
    """The PDF of ``snapshot``: no model, no clock, no network, no other file.

    Tagged and with its fonts and colours inside; declared as PDF/A-2a (to be kept) and PDF/UA-1 (to be
    read aloud). ``language`` is that of the words around the kept figures.
    """
    html = render_to_string(template, {"snapshot": snapshot, "language": language})
    source = HTML(string=html, base_url=STATIC_SCHEME, url_fetcher=StaticOnlyFetcher())
    layout: Layout = source.render(pdf_variant=VARIANT, pdf_tags=True)
    layout.metadata = ArchivedMetadata(**vars(layout.metadata))
    pdf: bytes = layout.write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    return pdf


def render_due(*, now: datetime, limit: int = 10) -> int:
    """Render what is due; returns how many were done. A failure parks that document after 5 tries."""
    done = 0
    for document in Document.objects.claim(now=now, limit=limit):
        try:
            content = render(document.template, document.snapshot, document.language)
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
