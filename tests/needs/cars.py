"""Two lines of one release: a family car that can nearly everything, and a small one that cannot."""

from __future__ import annotations

from typing import Any

from configurator.commands import import_release, publish_release
from configurator.models import ModelLine, Source
from tests.factories_configurator import NOW, group, has, option, release_payload, rule


def _family() -> dict[str, Any]:
    groups = [
        group(
            "TRIM", "Trim", "trim", 1, 1,
            option("BASE", "Base", "30000.00", is_default=True),
            option("LUX", "Luxury", "36000.00"),
        ),
        group(
            "ROWS", "Seating", "model", 1, 1,
            option("FIVE", "Two rows", "0.00", is_default=True,
                   meets={"seats": 5, "height_cm": 170}),
            option("SEVEN", "Three rows", "2000.00", meets={"seats": 7, "height_cm": 170}),
        ),
        group(
            "HIDE", "Upholstery", "interior", 1, 1,
            option("CLOTH", "Cloth", "0.00", is_default=True),
            option("SKIN", "Leather, brown", "0.00"),
        ),
        group(
            "ANY", "Equipment", "comfort", 0, None,
            option("HITCH", "Trailer hitch", "500.00", meets={"tow_kg": 1500}),
            option("HEAVY", "Heavy trailer hitch", "900.00", meets={"tow_kg": 2500}),
            option("AWD", "All-wheel drive", "1800.00", meets={"awd": True, "snow": True}),
            option("WARM", "Heated seats", "400.00", meets={"snow": True}),
            option("BOX", "Roof box", "600.00", meets={"height_cm": 210}),
            option("RAMP", "Rear ramp", "9000.00", meets={"wheelchair_passenger": True}),
        ),
    ]  # fmt: skip
    rules = [
        rule("R1", "requires", "The heavy hitch is for the Luxury.", has("HEAVY"), has("LUX")),
        rule("R2", "excludes", "The ramp takes the room of the third row.", has("RAMP"),
             has("SEVEN")),
        rule("R3", "requires", "The Luxury has leather.", has("LUX"), has("SKIN")),
    ]  # fmt: skip
    return {
        "code": "FAM", "name": "Family", "body_style": "suv", "model_year": 2027,
        "destination_amount": "1000.00", "groups": groups, "rules": rules, "freezes": [],
    }  # fmt: skip


def _small() -> dict[str, Any]:
    groups = [
        group("TRIM", "Trim", "trim", 1, 1,
              option("CITY", "City", "20000.00", is_default=True, meets={"seats": 4})),
    ]  # fmt: skip
    return {
        "code": "ZIP", "name": "Zip", "body_style": "hatchback", "model_year": 2027,
        "destination_amount": "900.00", "groups": groups, "rules": [], "freezes": [],
    }  # fmt: skip


def on_sale() -> dict[str, ModelLine]:
    """Both lines, published, by their codes."""
    payload = release_payload(model_lines=[_family(), _small()])
    report = import_release(None, payload, Source.FACTORY, NOW)
    publish_release(release_id=report.release_id, by=None, now=NOW)
    lines = ModelLine.objects.select_related("release").filter(release=report.release_id)
    return {line.code: line for line in lines}
