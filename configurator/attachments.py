"""Files that people bring: known by what is in them, not by their name, and freed of what photos tell."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 8_000_000  # bytes of one file
MOST_PIXELS = 40_000_000
LONGEST_NAME = 80
PICTURES = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
}
PDF = "application/pdf"
ACTIVE_PDF = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA")
KNOWN = "a photo (JPEG, PNG, WebP) or a PDF"


class BadFile(ValueError):
    """The file is not what is taken here; the text says why, to the person who brought it."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that may be kept. ``content_type`` is what it is, whatever it said of itself."""

    name: str
    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def attachment(name: str, content: bytes) -> Attachment:
    """The file, ready to be kept. Photos are written anew, without place, time and camera.

    :raises BadFile: for what is too large, empty, damaged, of another kind, or a PDF that acts.
    """
    shown = _shown(name)
    if not content:
        raise BadFile(f"{shown} is empty.")
    if len(content) > LARGEST:
        raise BadFile(f"{shown} is larger than {LARGEST // 1_000_000} MB.")
    if content.startswith(b"%PDF-"):
        return Attachment(_named(shown, "pdf"), PDF, _still_pdf(shown, content))
    return _photo(shown, content)


def _still_pdf(name: str, content: bytes) -> bytes:
    if b"%%EOF" not in content[-2048:]:
        raise BadFile(f"{name} is damaged: the PDF has no end.")
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), content)
    if any(re.search(re.escape(word) + rb"\b", plain) for word in ACTIVE_PDF):
        raise BadFile(f"{name} runs something when it is opened. Print it to a plain PDF first.")
    return content


def _photo(name: str, content: bytes) -> Attachment:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=tuple(PICTURES))
            kind = str(picture.format)
            if picture.width * picture.height > MOST_PIXELS:
                raise BadFile(f"{name} has more than {MOST_PIXELS // 1_000_000} million pixels.")
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise BadFile(f"{name} has more than {MOST_PIXELS // 1_000_000} million pixels.") from bomb
    except UnidentifiedImageError as other:
        raise BadFile(f"{name} is neither {KNOWN.replace(' or ', ' nor ')}.") from other
    except (OSError, SyntaxError, ValueError) as damaged:
        if isinstance(damaged, BadFile):
            raise
        raise BadFile(f"{name} is damaged and cannot be read.") from damaged
    content_type, ending = PICTURES[kind]
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    if upright.mode == "P" and (palette := upright.getpalette()) is not None:
        bare.putpalette(palette)
    out = io.BytesIO()
    bare.save(out, format=kind, **({"quality": 88} if kind != "PNG" else {}))
    return Attachment(_named(name, ending), content_type, out.getvalue())


def _shown(name: str) -> str:
    """The last part of a name, of letters that hurt nowhere."""
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r"[^\w .()+-]", "_", last).strip(" .")
    return clean[-LONGEST_NAME:] or "file"


def _named(shown: str, ending: str) -> str:
    """The name with the ending of what is really in it."""
    stem = re.sub(r"\.\w{1,5}$", "", shown)
    return f"{stem or 'file'}.{ending}"
