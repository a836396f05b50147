"""Vehicle identification numbers with the right check digit (49 CFR 565). Pure."""

VALUES = dict(zip("0123456789", range(10), strict=True)) | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)], strict=True)
)
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
MAKERS = {"GRZ": "VAM", "LEO": "3MM"}
BODIES = {"ASTRA": "AS4D", "VELA": "VU5D", "TERRA": "TP4D"}
HISTORY_SERIAL = 700_000  # far from the numbers the factory gives out itself


def vin(*, plant: str, model_line: str, model_year: int, serial: int) -> str:
    """The number of a car that was built before the demonstration began."""
    year = YEARS[(model_year - 1980) % 30]
    bare = f"{MAKERS[plant]}{BODIES[model_line]}00{year}{plant[0]}{HISTORY_SERIAL + serial:06d}"
    total = sum(VALUES[sign] * weight for sign, weight in zip(bare, WEIGHTS, strict=True))
    check = "X" if total % 11 == 10 else str(total % 11)
    return bare[:8] + check + bare[9:]
