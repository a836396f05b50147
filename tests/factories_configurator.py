"""A small car for tests, brought in the way every catalogue comes: as a release feed.

``release_payload()`` is the feed, ``published_line()`` the model line once it is on sale.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from configurator.commands import freeze, import_release, publish_release, start_configuration
from configurator.models import Configuration, ModelLine, Source, Specification
from customers.models import Dealership, User

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def option(code: str, name: str, retail: str | None = "0.00", **fields: Any) -> dict[str, Any]:
    """One option; the dealer pays nine tenths."""
    invoice = None if retail is None else f"{float(retail) * 0.9:.2f}"
    return {"code": code, "name": name, "retail": retail, "invoice": invoice, **fields}


def group(
    code: str, name: str, area: str, low: int, high: int | None, *options: dict[str, Any]
) -> dict[str, Any]:
    """Options of which between ``low`` and ``high`` are in every car."""
    return {
        "code": code,
        "name": name,
        "area": area,
        "min_picks": low,
        "max_picks": high,
        "options": list(options),
    }


def has(code: str) -> dict[str, Any]:
    """The condition that the option is in the car."""
    return {"op": "option", "code": code}


def rule(code: str, kind: str, sentence: str, when: Any, then: Any = None, **fields: Any) -> Any:
    """One rule of the feed."""
    return {
        "code": code,
        "kind": kind,
        "sentence": sentence,
        "source_text": "",
        "when": when,
        "then": then,
        "price": None,
        **fields,
    }


def release_payload(**changes: Any) -> dict[str, Any]:
    """A hatchback with two trims, three paints, a package and a rule of every kind."""
    groups = [
        group(
            "TRIM", "Trim", "trim", 1, 1,
            option("BASE", "Base", "20000.00", is_default=True, freeze_class="trim"),
            option("SPORT", "Sport", "24000.00", freeze_class="trim"),
        ),
        group(
            "PAINT", "Paint", "exterior", 1, 1,
            option("RED", "Signal Red", rgb="#c01020", is_default=True, freeze_class="paint"),
            option("BLUE", "Lake Blue", "400.00", rgb="#1040a0", freeze_class="paint"),
            option("TAXI", "Taxi Yellow", is_fleet_only=True, rgb="#f0c010"),
        ),
        group(
            "ANY", "Equipment", "comfort", 0, None,
            option("RAILS", "Roof rails", "300.00"),
            option("PACK", "Winter package", "900.00"),
            option("MATS", "Winter mats", "150.00", freeze_class="accessory"),
            option("HEAT", "Heated seats", "450.00"),
            option("SOON", "Glass roof", "1200.00", available_from="2027-03-01"),
        ),
    ]  # fmt: skip
    rules = [
        rule("R1", "requires", "Roof rails need the Sport.", has("RAILS"), has("SPORT")),
        rule("R2", "excludes", "The Base does not come in blue.", has("BASE"), has("BLUE")),
        rule(
            "R3", "includes", "The winter package includes mats and heated seats.", has("PACK"),
            {"op": "and", "args": [has("MATS"), has("HEAT")]},
        ),
        rule(
            "R4", "price", "On the Sport, heated seats cost $250.00.", has("SPORT"),
            price={"option": "HEAT", "retail": "250.00", "invoice": "200.00"},
        ),
    ]  # fmt: skip
    return {
        "manufacturer": {"code": "ACME", "name": "Acme Cars", "country": "US"},
        "release": "2027-1",
        "title": "Acme 2027",
        "currency": "USD",
        "valid_from": "2026-09-01",
        "model_lines": [
            {
                "code": "ROAD",
                "name": "Road",
                "body_style": "hatchback",
                "model_year": 2027,
                "destination_amount": "995.00",
                "groups": groups,
                "rules": rules,
                "freezes": [
                    {"freeze_class": "trim", "milestone": "SCH-FRZ", "answer_after": "no"},
                    {"freeze_class": "paint", "milestone": "SCH-FRZ", "answer_after": "ask"},
                    {"freeze_class": "paint", "milestone": "PNT-IN", "answer_after": "no"},
                    {"freeze_class": "accessory", "milestone": "FIN-OUT", "answer_after": "later"},
                ],
            }
        ],
        **changes,
    }


def export_payload(**changes: Any) -> dict[str, Any]:
    """The same hatchback, built for Germany too: fog lamp there only, heated seats, no roof rails."""
    payload = release_payload(**changes)
    line = payload["model_lines"][0]
    line["groups"][2]["options"].append(
        option("FOG", "Rear fog lamp", "80.00", markets=["DE"]),
    )
    line["markets"] = [
        {
            "code": "DE",
            "name": "Germany",
            "documents": ["Certificate of conformity", "Customs declaration"],
        }
    ]
    always = {"op": "true"}
    line["rules"] += [
        rule("DE1", "requires", "Germany asks for a rear fog lamp.", always, has("FOG"),
             market="DE"),
        rule("DE2", "excludes", "The roof rails are not approved.", always, has("RAILS"),
             market="DE"),
    ]  # fmt: skip
    return payload


def published_line(payload: dict[str, Any] | None = None, now: datetime = NOW) -> ModelLine:
    """The first model line of the payload, on sale."""
    report = import_release(None, payload or release_payload(), Source.FACTORY, now)
    publish_release(release_id=report.release_id, by=None, now=now)
    lines = ModelLine.objects.select_related("release__manufacturer")
    return lines.filter(release=report.release_id).order_by("position")[0]


def draft_line(code: str = "DRAFT-1", now: datetime = NOW) -> ModelLine:
    """The model line of a release that nobody has published yet."""
    report = import_release(None, release_payload(release=code), Source.FACTORY, now)
    lines = ModelLine.objects.select_related("release__manufacturer")
    return lines.get(release=report.release_id)


def configuration(
    dealership: Dealership, by: User, line: ModelLine | None = None, *picks: str
) -> Configuration:
    """A started configuration with these picks beside the trim."""
    started = start_configuration(
        dealership=dealership, model_line_id=(line or published_line()).pk, by=by, now=NOW
    )
    if picks:
        started.picks = [*started.picks, *picks]
        started.save(update_fields=["picks"])
    return started


def specification(
    dealership: Dealership, by: User, line: ModelLine | None = None, *picks: str
) -> Specification:
    """A frozen car with these picks."""
    started = configuration(dealership, by, line, *picks)
    return freeze(configuration_id=started.pk, by=by, now=NOW)
