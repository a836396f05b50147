"""What a signature holds: the hand, the terms as they were signed, and a fingerprint over all. Pure.

A drawing is path data and nothing else (``M12 40L15 44``), never markup, so that it can stand on a page and
on paper as it is. It is drawn in a box of 600 by 200.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MAX_DRAWING = 20_000
LEAST_POINTS = 8  # a dot or a slip of the finger is not a signature
STROKES = r"^(M\d{1,3} \d{1,3}(L\d{1,3} \d{1,3})+)+$"
TYPED, DRAWN = "typed", "drawn"
# 15 USC 7001(c): agreed to, on paper on demand, may be withdrawn, what one needs to read it.
ELECTRONIC_CONSENT = (
    "I agree to sign electronically and to receive the papers of this order electronically. My "
    "dealership gives me paper copies on request at no charge, and I can take this agreement back with "
    "it at any time for what comes later. I can open web pages and PDF files."
)


class NotADrawing(ValueError):
    """What was drawn cannot be taken as a signature; the text says why."""


@dataclass(frozen=True, slots=True)
class AgreedTerms:
    """The terms an order was signed on: the text, and the figures a settlement needs."""

    text: str
    currency: str
    handling_fee: Decimal
    forfeit_limit: Decimal
    protection_days: int | None = None  # none: until the car is handed over
    delay_free_days: int | None = None  # none: no delay makes a cancellation free

    @property
    def figures(self) -> dict[str, str]:
        """The figures as they are kept with a signature."""
        days = {"protection_days": self.protection_days, "delay_free_days": self.delay_free_days}
        return {
            "currency": self.currency,
            "handling_fee": f"{self.handling_fee:.2f}",
            "forfeit_limit": f"{self.forfeit_limit:.2f}",
        } | {name: str(agreed) for name, agreed in days.items() if agreed is not None}

    @classmethod
    def kept(cls, text: str, figures: dict[str, Any]) -> AgreedTerms:
        """The terms as a signature kept them."""
        return cls(
            text,
            figures["currency"],
            Decimal(figures["handling_fee"]),
            Decimal(figures["forfeit_limit"]),
            *(
                int(figures[name]) if name in figures else None
                for name in ("protection_days", "delay_free_days")
            ),
        )


def checked_drawing(drawing: str) -> str:
    """The path data of a signature, or nothing where none was drawn. :raises NotADrawing: otherwise."""
    drawing = drawing.strip()
    if not drawing:
        return ""
    if len(drawing) > MAX_DRAWING or not re.match(STROKES, drawing):
        raise NotADrawing(
            "The drawing could not be read. Clear it and draw again, or type the name."
        )
    if drawing.count("L") + drawing.count("M") < LEAST_POINTS:
        raise NotADrawing("That is hardly a signature. Draw the whole name, or clear it.")
    return drawing


def offer_print(sheet_sha256: str, consent_text: str, terms: AgreedTerms) -> str:
    """A fingerprint of what a person reads before he signs; another one means that it changed meanwhile."""
    return _hash([sheet_sha256, consent_text, terms.text, _canonical(terms.figures)])


@dataclass(frozen=True, slots=True)
class Signed:
    """Everything the fingerprint of a signature is over. ``about`` is a price sheet's own, or a subject."""

    about: str
    consent_text: str
    name: str
    at: str
    address: str
    terms_text: str = ""
    figures: dict[str, str] | None = None
    drawing: str = ""
    electronic_consent: str = ""

    @property
    def sha256(self) -> str:
        """Signatures made before terms were kept with them have none, and are hashed without."""
        parts = [self.about, self.consent_text, self.name, self.at, self.address]
        if self.figures:
            parts += [self.terms_text, _canonical(self.figures)]
            parts += [self.drawing, self.electronic_consent]
        return _hash(parts)


def _canonical(figures: dict[str, str]) -> str:
    return json.dumps(figures, sort_keys=True, separators=(",", ":"))


def _hash(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
