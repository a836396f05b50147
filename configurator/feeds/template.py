"""The template that small brands fill in: the sheets with a car that works as it stands."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from configurator.feeds.columns import SHEETS, Sheet

EXAMPLE: Mapping[str, Sequence[Sequence[str | int | float | None]]] = {
    "Release": [
        ["SMALL", "Small Cars", "US", "2027-1", None, "Small Cars 2027", "USD", "2027-01-04", None],
    ],
    "Models": [["CITY", "City", "hatchback", 2027, 895]],
    "Groups": [
        ["CITY", "TRIM", "Trim", "trim", 1, 1],
        ["CITY", "PAINT", "Paint", "exterior", 1, 1],
        ["CITY", "COMFORT", "Comfort", "comfort", None, None],
    ],
    "Options": [
        ["CITY", "TRIM", "BASE", "Base", 18900, 17400, "The essentials.", None, None, None, None,
         None, "yes", None],
        ["CITY", "TRIM", "PLUS", "Plus", 21400, 19700, "More of everything."],
        ["CITY", "PAINT", "WHITE", "Polar White", 0, 0, None, "#f4f5f2", None, None, None, None,
         "yes", "paint"],
        ["CITY", "PAINT", "SEA", "Sea Blue", 495, 440, None, "#1f4e8c", None, "2027-03-01", None,
         None, None, "paint"],
        ["CITY", "COMFORT", "HEAT", "Heated seats", 450, 405],
        ["CITY", "COMFORT", "CAMERA", "Rear camera", 390.5, 350],
        ["CITY", "COMFORT", "WINTER", "Winter package", 590, 530],
    ],
    "Markets": [
        ["CITY", "CA", "Canada", "Certificate of compliance"],
    ],
    "Rules": [
        ["CITY", "R1", "WINTER includes HEAT", "The winter package includes heated seats."],
        ["CITY", "R2", "CAMERA requires PLUS", "The rear camera comes with the Plus."],
        ["CITY", "R3", "price of HEAT is 300.00 invoice 270.00 when PLUS",
         "On the Plus, heated seats cost $300.00."],
        ["CITY", "CA1", "always requires CAMERA", "In Canada a rear camera is required.", "CA"],
    ],
    "Freezes": [["CITY", "paint", "PNT-IN", "no"]],
}  # fmt: skip


type Content = Mapping[str, Sequence[Sequence[str | int | float | None]]]


def workbook(sheets: Sequence[Sheet] = SHEETS, content: Content = EXAMPLE) -> bytes:
    """The template as XLSX; every heading explains itself in a comment."""
    book = Workbook()
    del book[book.sheetnames[0]]
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.append([column.heading for column in sheet.columns])
        for row in content[sheet.name]:
            page.append(list(row))
        page.freeze_panes = "A2"
        for number, column in enumerate(sheet.columns, 1):
            cell = page.cell(1, number)
            cell.font = Font(bold=column.is_needed, italic=not column.is_needed)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.comment = Comment(column.help, "mto")
            page.column_dimensions[get_column_letter(number)].width = 18
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def csv_files(sheets: Sequence[Sheet] = SHEETS, content: Content = EXAMPLE) -> bytes:
    """The same as CSV files in a ZIP."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sheets:
            text = io.StringIO(newline="")
            writer = csv.writer(text)
            writer.writerow(column.heading for column in sheet.columns)
            writer.writerows(content[sheet.name])
            archive.writestr(f"{sheet.name}.csv", text.getvalue().encode("utf-8-sig"))
    return kept.getvalue()
