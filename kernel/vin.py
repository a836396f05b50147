"""Vehicle identification numbers: ISO 3779 form, check digit by 49 CFR 565. Pure."""

VALUES = dict(zip("0123456789", range(10), strict=True)) | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)], strict=True)
)
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
CHECKED_IN = {"US", "CA"}
"""Where the law asks for the check digit; elsewhere its place may carry anything."""


def check_digit(vin: str) -> str:
    """The ninth sign of a number, whatever stands there now."""
    total = sum(VALUES[sign] * weight for sign, weight in zip(vin, WEIGHTS, strict=True))
    return "X" if total % 11 == 10 else str(total % 11)


def is_vin(text: str, *, country: str = "US") -> bool:
    """Seventeen letters and figures without I, O and Q, with the right check digit where it counts."""
    if len(text) != len(WEIGHTS) or any(sign not in VALUES for sign in text):
        return False
    return country not in CHECKED_IN or text[8] == check_digit(text)
