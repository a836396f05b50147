"""A small car to click on: two trims, three paints, a package that needs the better trim."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from configurator.commands import import_release, publish_release, start_configuration
from configurator.models import Configuration, ModelLine
from customers.models import Customer, Dealership, User


def _option(code: str, name: str, retail: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "description": more.pop("description", ""),
        "retail": retail,
        "invoice": retail,
        "rgb": None,
        "rgb2": None,
        "available_from": None,
        "available_to": None,
        "is_fleet_only": False,
        "freeze_class": "",
        "is_default": False,
        **more,
    }


def _group(code: str, name: str, area: str, low: int, high: int | None, *options: Any) -> Any:
    return {
        "code": code,
        "name": name,
        "area": area,
        "min_picks": low,
        "max_picks": high,
        "options": list(options),
    }


def _is(code: str) -> dict[str, str]:
    return {"op": "option", "code": code}


def payload(now: datetime) -> dict[str, Any]:
    """The release as a manufacturer's feed brings it."""
    return {
        "manufacturer": {"code": "ACME", "name": "Acme Cars", "country": "AT"},
        "release": "R1",
        "title": "First release",
        "currency": "USD",
        "valid_from": (now - timedelta(days=30)).date().isoformat(),
        "model_lines": [
            {
                "code": "ROVER",
                "name": "Rover",
                "body_style": "suv",
                "model_year": 2027,
                "destination_amount": "1000.00",
                "freezes": [],
                "groups": [
                    _group(
                        "TRIM",
                        "Trim",
                        "trim",
                        1,
                        1,
                        _option("BASE", "Base", "30000.00", is_default=True),
                        _option("LUX", "Luxury", "36000.00"),
                    ),
                    _group(
                        "PAINT",
                        "Paint",
                        "exterior",
                        1,
                        1,
                        _option("WHT", "White", "0.00", rgb="#f4f4f4", is_default=True),
                        _option("RED", "Ember Red", "650.00", rgb="#a8231f"),
                        _option("BLU", "Fjord Blue", "650.00", rgb="#1f4e8c"),
                    ),
                    _group(
                        "PACK",
                        "Packages",
                        "packages",
                        0,
                        None,
                        _option("TOW", "Tow package", "1240.00", description="Hitch and wiring"),
                        _option("SOUND", "Sound package", "900.00"),
                        _option("TAXI", "Taxi meter", "500.00", is_fleet_only=True),
                    ),
                ],
                "rules": [
                    {
                        "code": "R1",
                        "kind": "requires",
                        "sentence": "The tow package is for Luxury.",
                        "source_text": "TOW requires LUX",
                        "when": _is("TOW"),
                        "then": _is("LUX"),
                        "price": None,
                    },
                    {
                        "code": "R2",
                        "kind": "includes",
                        "sentence": "Luxury brings the sound package.",
                        "source_text": "LUX includes SOUND",
                        "when": _is("LUX"),
                        "then": _is("SOUND"),
                        "price": None,
                    },
                ],
            }
        ],
    }


def on_sale() -> ModelLine:
    """The car, imported and published."""
    now = datetime.now(UTC)
    import_release("ACME", payload(now), "factory feed", now)
    line = ModelLine.objects.select_related("release").get(code="ROVER")
    publish_release(release_id=line.release_id, by=None, now=now)
    return line


def begun(by: User, dealership: Dealership, customer: Customer | None = None) -> Configuration:
    """A build of that car as it starts: Base in White."""
    return start_configuration(
        dealership=dealership,
        model_line_id=on_sale().pk,
        customer=customer,
        by=by,
        now=datetime.now(UTC),
    )
