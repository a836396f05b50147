"""What the content security policy and our own measures ask of templates, styles and scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN_WORLDS = (
    "templates/pdf/",
    "templates/email/",
)  # paper and mail programs have no policy of ours
PAGES = sorted(
    path
    for path in (ROOT / "templates").rglob("*.html")
    if not path.relative_to(ROOT).as_posix().startswith(OWN_WORLDS)
)
INLINE = re.compile(
    r"""\sstyle\s*=|<style|\son[a-z]+\s*=|hx-on|javascript:|["']js:|"""
    r"""<script(?![^>]*(?:\ssrc=|application/json))""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_page_holds_inline_script_or_style(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").glob("*.js")), ids=lambda p: p.name)
def test_scripts_are_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 150


@pytest.mark.parametrize("path", sorted((ROOT / "static/css").glob("*.css")), ids=lambda p: p.name)
def test_styles_stand_in_layers_and_take_colours_from_the_tokens(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) < 400
    if path.name not in {"pdf.css", "tokens.css"}:
        assert "@layer" in text
        assert (
            re.findall(r":[^;{]*#[0-9a-f]{3,8}\b", text.replace("#fff; font-size: 10pt", "")) == []
        )
