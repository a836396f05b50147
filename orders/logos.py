"""A dealership's logo: known by its bytes, written anew, small enough to lie in every paper. Pure."""

from __future__ import annotations

import io

from PIL import Image

from configurator.attachments import BadFile, attachment

LARGEST = 2_000_000  # bytes of the file that is brought
BOX = (600, 200)  # pixels of what is kept
TAKEN = {"image/png", "image/jpeg"}


def logo(name: str, content: bytes) -> bytes:
    """The picture as a PNG of at most 600 × 200 pixels, without what else the file held.

    :raises BadFile: for what is too large, damaged, or neither PNG nor JPEG, whatever its name says.
    """
    if len(content) > LARGEST:
        raise BadFile(f"{name} is larger than {LARGEST // 1_000_000} MB.")
    found = attachment(name, content)
    if found.content_type not in TAKEN:
        raise BadFile(f"{name} is neither a PNG nor a JPEG picture.")
    with Image.open(io.BytesIO(found.content)) as picture:
        small = picture.convert("RGBA")
    small.thumbnail(BOX)
    out = io.BytesIO()
    small.save(out, format="PNG", optimize=True)
    return out.getvalue()
