"""What an independent reader finds in a finished paper: the marks and parts that PDF/A-2a and PDF/UA-1 ask for.

The structure is checked, not certified: no validator of the standards runs here.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as Xml

from pypdf import PdfReader

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA, PDFUA = "{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfua/ns/id/}"
DC = "{http://purl.org/dc/elements/1.1/}"


@dataclass(frozen=True)
class Structure:
    """The facts that a test names."""

    language: str
    is_marked: bool
    shows_title: bool
    title: str
    titles_agree: bool
    tags: frozenset[str]
    headings: tuple[str, ...]
    pictures_without_words: int
    intents: tuple[str, ...]
    archive: str
    access: str
    loose_fonts: frozenset[str]
    text: str


def structure(content: bytes) -> Structure:
    """Read a PDF with pypdf."""
    reader = PdfReader(BytesIO(content))
    catalog: Any = reader.trailer["/Root"]
    marks = _marks(catalog["/Metadata"].get_data())
    elements = list(_elements(catalog["/StructTreeRoot"].get("/K")))
    tags = [str(element.get("/S", ""))[1:] for element in elements]
    title = str(reader.metadata.title) if reader.metadata else ""
    return Structure(
        language=str(catalog.get("/Lang", "")),
        is_marked=bool(catalog["/MarkInfo"]["/Marked"]),
        shows_title=bool(catalog.get("/ViewerPreferences", {}).get("/DisplayDocTitle")),
        title=title,
        titles_agree=marks.get("title") == title,
        tags=frozenset(tags),
        headings=tuple(tag for tag in tags if tag in {"H1", "H2", "H3"}),
        pictures_without_words=sum(
            1
            for tag, one in zip(tags, elements, strict=True)
            if tag == "Figure" and not one.get("/Alt")
        ),
        intents=tuple(str(one["/S"]) for one in catalog.get("/OutputIntents", [])),
        archive=marks.get("archive", ""),
        access=marks.get("access", ""),
        loose_fonts=frozenset(_loose_fonts(reader)),
        text=" ".join(" ".join(page.extract_text().split()) for page in reader.pages),
    )


def _marks(packet: bytes) -> dict[str, str]:
    root = Xml.fromstring(packet.decode())  # noqa: S314 - a file this test has just made
    assert len(root.findall(f"{RDF}RDF")) == 1, "one description of the file, not two"
    found: dict[str, str] = {}
    for said in root.iter(f"{RDF}Description"):
        if f"{PDFA}part" in said.attrib:
            found["archive"] = said.attrib[f"{PDFA}part"] + said.attrib[f"{PDFA}conformance"]
        if f"{PDFUA}part" in said.attrib:
            found["access"] = said.attrib[f"{PDFUA}part"]
        if (title := said.find(f"{DC}title")) is not None:
            found["title"] = "".join(title.itertext()).strip()
    return found


def _elements(node: Any) -> Any:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from _elements(one)
    elif isinstance(node, dict) and "/S" in node:
        yield node
        yield from _elements(node.get("/K"))


def _loose_fonts(reader: PdfReader) -> Any:
    """Names of fonts a reader would have to bring itself."""
    for page in reader.pages:
        resources: Any = page["/Resources"]
        fonts = resources.get("/Font", {})
        for font in fonts.values():
            for one in font.get_object().get("/DescendantFonts", [font]):
                descriptor = one.get_object().get("/FontDescriptor", {})
                if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor):
                    yield str(font.get_object()["/BaseFont"])
