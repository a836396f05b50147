"""Sheets of small brands come in by the path of the JSON feed, or every fault is told by its cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from configurator.feeds import UnreadableFeed, read_release, read_sheets
from configurator.feeds.template import csv_files, workbook
from tests.feeds.files import Cells, archive, example, rows_of, xlsx


def faults(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(UnreadableFeed) as wrong:
        read_sheets(files)
    return [str(problem) for problem in wrong.value.problems]


def test_the_template_reads_as_it_stands() -> None:
    draft = read_release(read_sheets({"city.xlsx": workbook()}))
    assert (draft.code, draft.manufacturer_code, draft.valid_from) == (
        "2027-1",
        "SMALL",
        date(2027, 1, 4),
    )
    line = draft.lines[0].catalogue
    assert [option.code for option in line.options] == [
        "BASE", "PLUS", "WHITE", "SEA", "HEAT", "CAMERA", "WINTER",
    ]  # fmt: skip
    assert line.by_code["CAMERA"].retail == Decimal("390.50")
    assert line.by_code["SEA"].available_from == date(2027, 3, 1)
    assert line.by_code["BASE"].is_default
    assert [rule.kind for rule in line.rules] == ["includes", "requires", "price", "requires"]
    assert line.homologation("CA")[0].sentence == "In Canada a rear camera is required."
    assert line.markets[0].documents == ("Certificate of compliance",)
    assert draft.lines[0].source_texts["R2"] == "CAMERA requires PLUS"
    assert draft.missing_prices == ()


def test_csv_in_a_zip_and_csv_files_one_by_one_say_the_same() -> None:
    packed = csv_files()
    with zipfile.ZipFile(io.BytesIO(packed)) as source:
        loose = {name: source.read(name) for name in source.namelist()}
    first = read_sheets({"template.zip": packed})
    assert first == read_sheets(loose)
    book = read_release(read_sheets({"city.xlsx": workbook()}))
    assert read_release(first).lines[0].catalogue.options == book.lines[0].catalogue.options


def test_semicolons_and_the_letters_of_windows_are_read() -> None:
    cells = example()
    cells["Options"][4][3] = "Beheizte Sitze für alle"
    parts = {}
    with zipfile.ZipFile(io.BytesIO(csv_files())) as source:
        for name in source.namelist():
            text = source.read(name).decode("utf-8-sig").replace("Heated seats", "Sitze für alle")
            parts[name] = text.replace(",", ";").encode("cp1252")
    line = read_release(read_sheets(parts)).lines[0].catalogue
    assert line.by_code["HEAT"].name == "Sitze für alle"


def test_dates_and_numbers_of_the_spreadsheet_itself_are_read() -> None:
    cells = example()
    cells["Release"][0][7] = datetime(2027, 2, 1, tzinfo=UTC).replace(tzinfo=None)
    cells["Options"][4][2] = 7.0
    cells["Rules"][0][2] = "WINTER includes 7"
    cells["Rules"][2][2] = "price of 7 is 300 when PLUS"
    draft = read_release(read_sheets({"city.xlsx": xlsx(cells)}))
    assert draft.valid_from == date(2027, 2, 1)
    assert "7" in draft.lines[0].catalogue.by_code
    assert draft.missing_prices == ("R3: invoice",)


def put(sheet: str, row: int, column: int, value: object) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        line = cells[sheet][row - 2]
        line += [None] * (column + 1 - len(line))
        line[column] = value

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (put("Rules", 3, 2, "CAMERA requires"),
         "Rules, row 3, column “Rule”: Line 1, column 16: expected an option"),
        (put("Rules", 3, 2, "CAMERA requires GHOST"),
         "Rules, row 3, column “Rule”: Line 1, column 17: no option “GHOST”"),
        (put("Rules", 4, 1, "R1"),
         "Rules, row 4, column “Code”: 'R1' appears more than once; the first is Rules, row 2, column “Code”"),
        (put("Options", 4, 4, "dear"), "Options, row 4, column “Retail”: 'dear' is not an amount"),
        (put("Options", 4, 7, "white"), "Options, row 4, column “Colour”: 'white' is not a colour"),
        (put("Options", 4, 9, "someday"), "Options, row 4, column “Available from”: 'someday'"),
        (put("Options", 4, 9, 12), "Options, row 4, column “Available from”: 12 is not a date"),
        (put("Options", 4, 11, "maybe"), "Options, row 4, column “Fleet only”: “yes” or “no”"),
        (put("Options", 4, 2, "BASE"),
         "Options, row 4, column “Code”: 'BASE' appears more than once; the first is Options, row 2"),
        (put("Options", 4, 1, "CELLAR"), "Options, row 4, column “Group”: no group 'CELLAR'"),
        (put("Options", 4, 0, "TOWN"), "Options, row 4, column “Model”: no model line 'TOWN'"),
        (put("Options", 4, 15, "FR"), "Options, row 4, column “Markets”: no market 'FR'"),
        (put("Rules", 5, 4, "FR"), "Rules, row 5, column “Market”: no market 'FR'"),
        (put("Rules", 2, 4, "CA"), "Rules, row 2, column “Market”: a rule of a market asks for"),
        (put("Markets", 2, 3, "A; B; A"), "Markets, row 2, column “Documents”: 'A' appears more"),
        (put("Markets", 2, 1, None), "Markets, row 2, column “Code”: is missing"),
        (put("Options", 4, 4, "#REF!"), "Options, row 4, column “Retail”: holds the error #REF!"),
        (put("Groups", 3, 5, 0), "Groups, row 3, column “At most”: 0 is less than min_picks 1"),
        (put("Groups", 3, 3, "cellar"), "Groups, row 3, column “Area”: 'cellar' is not one of ours"),
        (put("Groups", 2, 3, "comfort"), "Models, row 2: exactly one group must be the trim"),
        (put("Models", 2, 2, "boat"), "Models, row 2, column “Body style”: 'boat'"),
        (put("Models", 2, 3, "old"), "Models, row 2, column “Model year”: a whole number"),
        (put("Release", 2, 6, "dollars"), "Release, row 2, column “Currency”: 'dollars'"),
        (put("Release", 2, 0, None), "Release, row 2, column “Manufacturer code”: is missing"),
        (put("Freezes", 2, 3, "never"), "Freezes, row 2, column “Answer after”: is not one of"),
        (lambda cells: cells.pop("Options"), "Options: the sheet is missing or empty"),
        (lambda cells: cells["Release"].append(cells["Release"][0]), "Release: has 2 rows"),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_sheet_row_and_column(
    change: Callable[[Cells], object], fault: str
) -> None:
    cells = example()
    change(cells)
    found = faults({"city.xlsx": xlsx(cells)})
    assert any(problem.startswith(fault) for problem in found), found


def test_every_fault_is_listed_at_once() -> None:
    cells = example()
    for change in (
        put("Options", 4, 4, "dear"),
        put("Options", 5, 11, "maybe"),
        put("Rules", 2, 2, "WINTER"),
        put("Rules", 3, 2, "CAMERA needs PLUS"),
        put("Models", 2, 2, "boat"),
    ):
        change(cells)
    found = faults({"city.xlsx": xlsx(cells)})
    places = ("Models, row 2", "Options, row 4", "Options, row 5", "Rules, row 3")
    assert [any(p.startswith(place) for p in found) for place in places] == [True] * 4
    assert len(found) == 4


def test_a_heading_that_is_missing_or_unknown_is_named() -> None:
    book = archive({"Release.csv": b"Release;Titel\n1;2\n"})
    found = faults({"brand.zip": book})
    assert "Release, row 1: the column 'Titel' is there twice or not one of ours" in found
    assert "Release, row 1: the column “Title” is missing" in found


def test_blank_rows_do_not_count_and_keep_the_numbers_right() -> None:
    cells = example()
    cells["Options"].insert(1, [])
    cells["Options"][2][4] = "dear"
    assert any("Options, row 4, column “Retail”" in f for f in faults({"c.xlsx": xlsx(cells)}))


def test_the_template_explains_every_column() -> None:
    assert rows_of(workbook(), "Rules")[0] == ("Model", "Code", "Rule", "Sentence", "Market")
