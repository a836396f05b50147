"""Vehicle identification numbers with the right check digit (49 CFR 565). Pure."""

from kernel.vin import check_digit

YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
MAKERS = {"GRZ": "VAM", "LEO": "3MM"}
BODIES = {"ASTRA": "AS4D", "VELA": "VU5D", "TERRA": "TP4D"}
HISTORY_SERIAL = 700_000  # far from the numbers the factory gives out itself


def vin(*, plant: str, model_line: str, model_year: int, serial: int) -> str:
    """The number of a car that was built before the demonstration began."""
    year = YEARS[(model_year - 1980) % 30]
    bare = f"{MAKERS[plant]}{BODIES[model_line]}00{year}{plant[0]}{HISTORY_SERIAL + serial:06d}"
    return bare[:8] + check_digit(bare) + bare[9:]
