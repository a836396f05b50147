"""Files that mean harm: one clear sentence each, in bounded time and memory."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from copy import deepcopy
from time import monotonic
from typing import Any

import pytest

from configurator.feeds import UnreadableFeed, read_json, read_release, read_sheets
from configurator.feeds.template import workbook
from tests.factories_configurator import group, has, option, release_payload, rule
from tests.feeds.files import archive, example, workbook_with, xlsx

SECONDS = 8
MEMORY = 250_000_000
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'


def refusal(read: Callable[[], object]) -> str:
    """The sentence, in time."""
    began = monotonic()
    with pytest.raises(UnreadableFeed) as wrong:
        read()
    assert monotonic() - began < SECONDS
    said = str(wrong.value)
    assert len(said) < 600
    return said


def lying(content: bytes) -> bytes:
    """The archive says of every part that it is small."""
    found = bytearray(content)
    at = found.find(b"PK\x01\x02")
    while at >= 0:
        found[at + 24 : at + 28] = struct.pack("<I", 10)
        at = found.find(b"PK\x01\x02", at + 4)
    return bytes(found)


BOMB = archive({"[Content_Types].xml": b"", "xl/worksheets/sheet1.xml": b" " * 400_000_000})

WORKBOOKS: dict[str, tuple[bytes, str]] = {
    "bomb": (BOMB, "unpacks to more than 20 MB"),
    "lying bomb": (lying(BOMB), "cannot be unpacked"),
    "many parts": (archive({f"{n}.csv": b"x" for n in range(300)}), "more than 200 parts"),
    "entities": (workbook_with("xl/worksheets/sheet1.xml", LAUGHS), "declares entities"),
    "entities in utf-16": (
        workbook_with("xl/worksheets/sheet1.xml", LAUGHS.decode().encode("utf-16")),
        "declares entities",
    ),
    "styles": (workbook_with("xl/styles.xml", b"<a/>" * 200_000), "styles.xml is larger"),
    "no xml": (
        workbook_with("xl/worksheets/sheet1.xml", b"<a><b>"),
        "cannot be read as a workbook",
    ),
    "no workbook": (workbook_with("xl/workbook.xml", b"<workbook/>"), "sheet is missing"),
    "truncated": (workbook()[:2000], "cannot be unpacked"),
    "empty": (b"", "is empty"),
    "large": (b"PK" + bytes(6_000_000), "larger than 5 MB"),
    "no table": (b"\x89PNG", "is no workbook"),
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_hostile_workbook_is_refused_in_one_sentence(name: str) -> None:
    content, sentence = WORKBOOKS[name]
    tracemalloc.start()
    try:
        assert sentence in refusal(lambda: read_sheets({"brand.xlsx": content}))
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


def test_an_encrypted_archive_is_refused() -> None:
    found = bytearray(archive({"Rules.csv": b"x"}))
    at = found.find(b"PK\x01\x02")
    found[at + 8] |= 1
    assert "encrypted" in refusal(lambda: read_sheets({"x.zip": bytes(found)}))


def test_an_unusual_packing_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as target:
        target.writestr("Rules.csv", b"x" * 10_000_000)
    assert "unusual" in refusal(lambda: read_sheets({"x.zip": content.getvalue()}))


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>',
        b'<row r="99999999999"><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>',
        b'<row r="1"><c r="A1"><v>' + b"9" * 50_000 + b"</v></c></row>",
        b'<row r="-5"><c r="A1"><v>1</v></c></row>',
    ],
    ids=["last row", "no such row", "no such column", "no such text", "digits", "before the first"],
)
def test_a_cell_far_away_costs_nothing(row: bytes) -> None:
    content = workbook_with("xl/worksheets/sheet1.xml", SHEET + row + b"</sheetData></worksheet>")
    refusal(lambda: read_sheets({"brand.xlsx": content}))


def test_a_sheet_of_very_many_rows_is_refused() -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>' % (n, n)
        for n in range(1, 100_000)
    )
    content = workbook_with("xl/worksheets/sheet5.xml", SHEET + rows + b"</sheetData></worksheet>")
    assert "more than 60,000 rows" in refusal(lambda: read_sheets({"brand.xlsx": content}))


def test_a_csv_whose_quote_never_closes_is_refused() -> None:
    assert "is no CSV" in refusal(lambda: read_sheets({"Rules.csv": b'"' + b"x" * 4_000_000}))


def test_thousands_of_faults_are_cut_off() -> None:
    cells = example()
    cells["Options"] += [["CITY", "NONE", f"O{n}", "x", "dear"] for n in range(5_000)]
    with pytest.raises(UnreadableFeed) as wrong:
        read_sheets({"brand.xlsx": xlsx(cells)})
    assert len(wrong.value.problems) <= 501
    assert "more faults" in str(wrong.value.problems[-1])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "line 1, column 2: is no JSON"),
        (b'{"a": 1,\n "b": }', "line 2, column 7: is no JSON"),
        (b"[" * 5_000_000, "nested too deeply"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "nested"),
        (b'{"release": "1", "release": "2"}', "the name 'release' twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": ' + b"9" * 1_000_000 + b"}", "a number of 1,000,000 digits"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b'{"a": "\\u0000"}', "characters that are no text"),
        (b'{"a": "\\ud800"}', "characters that are no text"),
        (b"", "is empty"),
        (b" " * 26_000_000, "larger than 25 MB"),
        (b"[1, 2]", "an object is expected"),
        (b"null", "an object is expected"),
    ],
    ids=range(14),
)
def test_hostile_json_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    assert sentence in refusal(lambda: read_release(read_json(content, "feed.json")))


def spoiled(change: Callable[[dict[str, Any]], object]) -> str:
    payload = deepcopy(release_payload())
    change(payload["model_lines"][0])
    return refusal(lambda: read_release(payload))


def many(count: int) -> list[dict[str, Any]]:
    return [option(f"O{n}", "Option") for n in range(count)]


def deep(levels: int) -> Any:
    found = has("SPORT")
    for _ in range(levels):
        found = {"op": "not", "arg": found}
    return found


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda line: line.update(code={"a": 1}), "a text is expected"),
        (lambda line: line.update(groups="many"), "a list is expected"),
        (lambda line: line["groups"].append(group("X", "X", "comfort", 0, None, *many(30_000))),
         "30,000 entries"),
        (lambda line: line["groups"].append(group("X", "X", "comfort", 0, 900, *many(1_800))),
         "count more options"),
        (lambda line: line["rules"].append(
            rule("R8", "count", "Half.", {"op": "true"},
                 {"op": "count", "min": 2000, "max": None, "args": [has("SPORT")] * 4_000})),
         "count more options"),
        (lambda line: line["rules"].append(
            rule("R8", "requires", "Deep.", has("RAILS"), deep(450))), "levels deep"),
        (lambda line: line["rules"].append(
            rule("R8", "requires", "Deep.", has("RAILS"), deep(200_000))), "levels deep"),
        (lambda line: line["rules"].append(
            {"code": "R8", "sentence": "Deep.", "text": "RAILS requires " + "not " * 9_000 + "PACK"}),
         "levels deep"),
        (lambda line: line["rules"].append(
            {"code": "R8", "sentence": "Long.", "text": "RAILS or " * 100_000}), "longer than"),
        (lambda line: line["groups"][0]["options"][0].update(retail=1e400), "not an amount"),
        (lambda line: line["groups"][0]["options"][0].update(retail=[1]), "not an amount"),
        (lambda line: line["groups"][0]["options"][0].update(available_from=10**40), "not a date"),
        (lambda line: line["groups"][0]["options"].append(option("BASE", "Again")),
         "appears more than once; the first is model_lines[0] ROAD.groups[0] TRIM.options[0].code"),
    ],
    ids=range(13),
)  # fmt: skip
def test_a_hostile_line_is_refused_in_one_sentence(
    change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    assert sentence in spoiled(change)


def test_what_is_only_long_is_read() -> None:
    payload = release_payload()
    line = payload["model_lines"][0]
    line["groups"].append(group("X", "X", "comfort", 0, 1, *many(4_000)))
    text = "RAILS requires " + " or ".join(f"O{n}" for n in range(4_000))
    line["rules"].append({"code": "R8", "sentence": "Long.", "text": text})
    found = read_release(read_json(json.dumps(payload).encode(), "feed.json"))
    assert len(found.lines[0].catalogue.options) == 4_010
