"""Cells of long tables: written by Python, since a template node per cell costs more than the query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Cell:
    """One value under its heading: a text, as a link or a badge where asked, and a second badge.

    ``css`` are classes of the cell; ``tone`` is None for plain text, else that of the badge.
    """

    text: str
    css: str = ""
    href: str = ""
    tone: str | None = None
    alarm: str = ""

    def drawn(self, label: str) -> str:
        """The cell as HTML; every text is escaped."""
        body = escape(self.text)
        if self.href:
            body = f'<a class="nowrap" href="{escape(self.href)}">{body}</a>'
        elif self.tone is not None and body:
            body = _badge(body, self.tone)
        if self.alarm:
            body += " " + _badge(escape(self.alarm), "bad")
        css = f' class="{self.css}"' if self.css else ""
        return f'<td data-label="{escape(label)}"{css}>{body}</td>'


def _badge(body: str, tone: str) -> str:
    return f'<span class="badge{f" tone-{tone}" if tone else ""}">{body}</span>'


def drawn_row(labels: Iterable[str], cells: Iterable[Cell], *, pick: str = "") -> SafeString:
    """A table row; ``pick`` is the value of a checkbox ``pick`` in front of it, where rows can be chosen."""
    box = ""
    if pick:
        value = escape(pick)
        box = (
            f'<td class="pick"><input type="checkbox" name="pick" value="{value}" '
            f'aria-label="Choose {value}"></td>'
        )
    drawn = "".join(cell.drawn(label) for label, cell in zip(labels, cells, strict=True))
    return mark_safe(f"<tr data-row>{box}{drawn}</tr>")  # noqa: S308  # every text escaped above
