"""Papers speak three languages; what was kept before they did reads as it was written."""

from __future__ import annotations

import inspect
import re
import string
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from orders import ledger, monthly
from orders.models import Deposit
from orders.paper_words import LOCALES, WORDS, Said, say, written
from orders.papers import FOR_CUSTOMERS, NAMES, SECTION_NAMES

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "pdf"
SPOKEN = re.compile(r"""{%\s*said\s+(["'])(.+?)\1""")


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_no_sentence_lacks_a_language_or_a_value() -> None:
    assert set(LOCALES) == {"en", *Said._fields}
    for sentence, others in WORDS.items():
        for language in Said._fields:
            said = getattr(others, language)
            assert said.strip(), (sentence, language)
            assert fields(said) == fields(sentence), (sentence, language)


def test_every_word_of_every_paper_stands_in_the_table() -> None:
    spoken = {
        found[2]
        for paper in TEMPLATES.glob("*.html")
        for found in SPOKEN.finditer(paper.read_text())
    }
    assert spoken
    kept = {*NAMES.values(), *SECTION_NAMES.values(), *Deposit.Method.labels}
    settled = set(re.findall(r'"([A-Z][^"]+\.)"', inspect.getsource(ledger.settle)))
    assert len(settled) == 4
    examples = settled | {monthly.LOAN, monthly.LEASE, monthly.NO_OFFER}
    assert (spoken | kept | examples) - set(WORDS) == set()


def test_no_paper_has_words_of_its_own_beside_the_table() -> None:
    for paper in TEMPLATES.glob("*.html"):
        text = re.sub(
            r"<style>.*?</style>|{%.*?%}|{{.*?}}|<[^>]+>", " ", paper.read_text(), flags=re.DOTALL
        )
        assert re.findall(r"[A-Za-z]{2,}", text) == [], paper.name


def test_each_kind_has_its_template_and_the_inner_ones_are_not_for_customers() -> None:
    assert {f"{kind}.html" for kind in NAMES} <= {paper.name for paper in TEMPLATES.glob("*.html")}
    assert set(NAMES) - FOR_CUSTOMERS == {"build-sheet", "inspection-record", "journal-export"}


@pytest.mark.parametrize(
    ("kept", "language", "expected"),
    [
        ({"on": "2026-11-23"}, "de", "Mo., 23. Nov. 2026"),
        ({"on": "2026-11-23"}, "en", "Mon, Nov 23, 2026"),
        ({"amount": "22890.34", "currency": "EUR"}, "de", "22.890,34 €"),
        ({"amount": "22890.34", "currency": "USD"}, "es", "$22,890.34"),
        ({"from": "2027-01-05", "to": "2027-02-21"}, "de", "5. Jan. – 21. Feb. 2027"),
        ({"from": "2027-01-05", "to": "2027-01-05"}, "en", "Jan 5, 2027"),
        ({"priced": "−$1,450.50", "currency": "USD"}, "de", "−1.450,50 $"),
        ({"priced": "no difference", "currency": "USD"}, "es", "sin diferencia"),
        ({"say": "{count} days later", "with": {"count": 12}}, "de", "12 Tage später"),
        ("$1,000.00", "de", "$1,000.00"),
        (12, "de", "12"),
    ],
)
def test_what_is_kept_is_written_out_in_the_language(
    kept: object, language: str, expected: str
) -> None:
    assert written(kept, language).replace("\u2009", " ").replace("\xa0", " ") == expected


def test_an_unknown_language_reads_english_and_an_unknown_text_stays() -> None:
    assert say("Total", "fr") == "Total"
    assert say("Alpine white", "de") == "Alpine white"


def test_an_older_snapshot_reads_as_it_was_written() -> None:
    """Its days, amounts and windows were texts, and it had no logo, clauses or language."""
    snapshot = {
        "title": "Order confirmation", "order_number": "HM-26-00001", "quote": 1,
        "issued_on": "Mon, Nov 23, 2026", "model_name": "2027 Road", "sales_rep": "Ada Amsel",
        "dealership": {"name": "O'Neill & Sons", "address": "", "colour": "#14508c"},
        "customer": {"name": "Dana Dale", "address": "", "email": "dana@example.com"},
        "sections": [
            {"name": "Vehicle", "lines": [{"code": "B", "text": "Base", "amount": "$20,000.00"}]}
        ],
        "total": "$22,890.34", "deposit": "$1,000.00", "due": "$21,890.34", "sha256": "0" * 64,
        "promise": "Jan 5 – Feb 21, 2027", "basis": "Usual times.", "terms": "Terms.",
        "signature": {"name": "Dana Dale", "on": "Mon, Nov 23, 2026", "consent": "I order."},
        "fleet": "unit 1 of 2 of fleet F-1",
    }  # fmt: skip
    page = render_to_string("pdf/order-confirmation.html", {"snapshot": snapshot, "language": "de"})
    for text in ("Jan 5 – Feb 21, 2027", "$22,890.34", "unit 1 of 2", "Auftragsbestätigung"):
        assert text in page
    assert '<html lang="de">' in page
    assert "<img" not in page
