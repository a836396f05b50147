"""Vehicle identification numbers: 17 characters, ISO 3779, check digit by 49 CFR 565."""

from __future__ import annotations

_VALUES = dict(zip("0123456789", range(10), strict=True)) | {
    letter: value
    for letters, value in (
        ("AJ", 1), ("BKS", 2), ("CLT", 3), ("DMU", 4), ("ENV", 5),
        ("FW", 6), ("GPX", 7), ("HY", 8), ("RZ", 9),
    )
    for letter in letters
}  # fmt: skip
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_LINES = {"ASTRA": "AS4D", "VELA": "VU5D", "TERRA": "TP4D"}


def check_digit(vin: str) -> str:
    """The digit that belongs in the ninth place."""
    total = sum(_VALUES[each] * weight for each, weight in zip(vin, _WEIGHTS, strict=True))
    return "X" if total % 11 == 10 else str(total % 11)


def make_vin(*, wmi: str, model_line: str, model_year: int, plant_letter: str, serial: int) -> str:
    """A valid number that no other car has as long as ``serial`` is not used twice at the plant."""
    descriptor = f"{_LINES.get(model_line, 'XX4D')}{serial // 1_000_000 % 10}"
    year = _YEARS[(model_year - 1980) % 30]
    bare = f"{wmi}{descriptor}0{year}{plant_letter}{serial % 1_000_000:06d}"
    return bare[:8] + check_digit(bare) + bare[9:]
