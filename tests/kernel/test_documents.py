"""Documents are rendered once, from their snapshot, and load nothing."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import render_to_string
from pypdf import PdfReader

from kernel import rendering
from kernel.documents import request_document
from kernel.models import Document
from kernel.work import LEASE, WorkState

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
PAGE = "<html lang='en'><head><title>Quote</title></head><body><h1>{{ snapshot.title }}</h1>%s</body></html>"


@pytest.fixture
def templates(tmp_path: Path, settings: object) -> Path:
    """A template folder of this test alone."""
    engine = engines["django"].engine
    before = list(engine.dirs)
    engine.dirs.insert(0, tmp_path)
    (tmp_path / "ok.html").write_text(PAGE % "")
    yield tmp_path
    engine.dirs[:] = before


def ask(template: str = "ok.html", event_key: str = "") -> Document:
    return request_document(
        kind="quote",
        subject_kind="order",
        subject_key="HM-1",
        dealership_key="HARBOR",
        template=template,
        snapshot={"title": "Offer for you"},
        event_key=event_key,
    )


@pytest.mark.pdf
@pytest.mark.django_db
def test_a_document_is_rendered_once_with_its_hash(templates: Path) -> None:
    document = ask()
    assert rendering.render_due(now=NOW) == 1
    assert rendering.render_due(now=NOW) == 0
    document.refresh_from_db()
    content = bytes(document.content or b"")
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    reader = PdfReader(BytesIO(content))
    assert "Offer for you" in reader.pages[0].extract_text()
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.pdf
@pytest.mark.django_db
def test_killed_between_rendering_and_keeping_it_leaves_one_document(
    templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = ask()
    with monkeypatch.context() as patched:

        def die(*_: object, **__: object) -> None:
            raise Killed

        patched.setattr(Document, "succeed", die)
        with pytest.raises(Killed):
            rendering.render_due(now=NOW)
    assert rendering.render_due(now=NOW) == 0  # its lease still runs
    assert rendering.render_due(now=NOW + LEASE) == 1
    document.refresh_from_db()
    assert (document.state, document.attempts) == (WorkState.DONE, 2)
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_a_repeat_for_the_same_event_gives_the_first_document() -> None:
    first = ask(event_key="e1")
    assert ask(event_key="e1").pk == first.pk
    assert ask(event_key="e2").version == 2


@pytest.mark.pdf
@pytest.mark.django_db
def test_a_broken_template_is_parked_with_its_reason(templates: Path) -> None:
    (templates / "broken.html").write_text("{% nonsense %}")
    document = ask("broken.html")
    now = NOW
    for _ in range(rendering.ATTEMPTS):
        rendering.render_due(now=now)
        document.refresh_from_db()
        now = max(document.due_at, now)
    assert document.state == WorkState.PARKED
    assert "nonsense" in document.error


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:1/x",
        "static:../mto/settings.py",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:text/html,x",
    ],
)
def test_the_renderer_loads_no_file_and_no_address(url: str) -> None:
    with pytest.raises(Exception, match=r"may not load|no static file|outside"):
        rendering.StaticOnlyFetcher().fetch(url)


@pytest.mark.pdf
def test_a_picture_keeps_its_shading_and_says_what_it_shows(templates: Path) -> None:
    kept = {"body_style": "suv", "paint": "#1f4e8c", "title": "Vela in <Blue>"}
    tag = "{% load vehicle %}{% printed_vehicle snapshot.picture %}"
    (templates / "drawn.html").write_text(PAGE % tag)
    pages = PdfReader(BytesIO(rendering.render("drawn.html", {"picture": kept}))).pages
    (image,) = pages[0].images
    drawn = image.image
    assert drawn is not None
    assert len(drawn.convert("L").resize((70, 28)).getcolors(256) or ()) > 100  # not flat
    assert 'alt="Vela in &lt;Blue&gt;"' in render_to_string(
        "drawn.html", {"snapshot": {"picture": kept}}
    )
