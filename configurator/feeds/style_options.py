"""Options and colours of a style record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from configurator.catalogue import Area
from configurator.feeds.reading import Reading

_COLOURS = {
    "EXTERIOR": ("PAINT", "Exterior color", Area.EXTERIOR, "EXT"),
    "INTERIOR": ("INTERIOR", "Interior color", Area.INTERIOR, "INT"),
    "INTERIOR_TRIM": ("INTERIOR-TRIM", "Interior trim", Area.INTERIOR, "TRIM"),
    "ROOF": ("ROOF", "Roof color", Area.EXTERIOR, "ROOF"),
    "TOP": ("ROOF", "Roof color", Area.EXTERIOR, "ROOF"),
}
_CATEGORIES = {
    "exterior": ("Exterior equipment", Area.APPEARANCE),
    "interior": ("Interior equipment", Area.COMFORT),
    "mechanical": ("Engine, drive and chassis", Area.POWERTRAIN),
    "safety": ("Safety", Area.TECHNOLOGY),
    "package": ("Packages", Area.PACKAGES),
    "additional fees": ("Emissions and regional requirements", Area.POWERTRAIN),
}
LONGEST_NAME = 160
NO_LEVEL = 256
_WHEELS = ("Wheels and tires", Area.WHEELS)
_ELECTRONICS = ("Audio, navigation and phone", Area.TECHNOLOGY)
_ELECTRONIC_FEATURES = {
    "NAVIGATION_SYSTEM",
    "MOBILE_CONNECTIVITY",
    "AUDIO_SYSTEM",
    "TELEMATICS",
    "PARKING_AID",
    "VIDEO_SYSTEM",
}
_FREEZES = {
    Area.EXTERIOR: "paint",
    Area.INTERIOR: "interior",
    Area.WHEELS: "wheels",
    Area.POWERTRAIN: "powertrain",
    Area.PACKAGES: "packages",
    Area.TECHNOLOGY: "technology",
}


@dataclass(frozen=True, slots=True)
class StyleGroup:
    """Where an option of the feed stands in our configurator."""

    code: str
    name: str
    area: Area
    is_one_of: bool = False


@dataclass(frozen=True, slots=True)
class StyleOption:
    """One row of ``options``, with the feed's id by which its rules name it."""

    feed_id: str
    code: str
    suffix: str
    name: str
    group: StyleGroup
    fields: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """As an option of our own JSON."""
        return {**self.fields, "code": self.code, "name": self.name}


def read_option(row: object, where: str, read: Reading) -> StyleOption | None:
    """One option or colour; None with a problem when its class is unknown."""
    source = read.mapping(row, where)
    feed_id = read.text(source, "id", where)
    name = read.text(source, "name", where)
    where = f"{where} {name}".rstrip()
    kind = read.text(source, "equipmentClass", where)
    attributes = _attributes(source)
    info = {**attributes.get("OPTION_INFO", {}), **attributes.get("COLOR_INFO", {})}
    if kind == "COLOR":
        group, suffix = _colour_group(attributes, where, read)
        description = attributes.get("FABRIC_TYPE", {}).get("FABRIC_TYPE_1", "")
    elif kind == "OPTION":
        group, suffix = _option_group(info, attributes, name, where, read), ""
        description = info.get("OPTION_DESCRIPTION", "")
    else:
        read.problem(f"{where}.equipmentClass", f"{kind!r:.40} is neither OPTION nor COLOR")
        return None
    is_fleet = _is_fleet(info, where, read)
    if len(name) > LONGEST_NAME:
        description = f"{name}. {description or ''}".strip()
        name = f"{name[: LONGEST_NAME - 1]}…"
        read.note(f"{where[:120]}.name", "is shortened; the whole name stands in the description")
    fields = {
        "description": str(description or ""),
        **_prices(source, attributes, where, read),
        **_dates(info, where, read),
        "rgb": _chip(attributes, "PRIMARY", where, read),
        "rgb2": _chip(attributes, "SECONDARY", where, read),
        "is_fleet_only": is_fleet,
        "freeze_class": _FREEZES.get(group.area, "accessories"),
    }
    maker_code = info.get("COLOR_MANUFACTURER_CODE") or info.get("OPTION_MANUFACTURER_CODE") or ""
    code = re.sub(r"\s+", "-", str(maker_code).strip())
    return StyleOption(feed_id, code, "FLEET" if is_fleet else suffix, name, group, fields)


def with_own_codes(options: list[StyleOption]) -> list[StyleOption]:
    """Give every option a code and a name of its own.

    The maker's code where it is one; clashing ones get a word (``BK-EXT``, ``41H-FLEET``), and
    what still clashes or has no code is told apart by the feed's id.
    """
    times = Counter(option.code for option in options)
    coded = [
        replace(option, code=f"{option.code}-{option.suffix}")
        if option.code and option.suffix and times[option.code] > 1
        else option
        for option in options
    ]
    times = Counter(option.code for option in coded)
    names = Counter(option.name for option in coded)
    return [
        replace(
            option,
            code=option.code
            if option.code and times[option.code] == 1
            else "-".join(filter(None, (option.code, option.feed_id))),
            name=option.name
            if names[option.name] == 1
            else f"{option.name} ({option.code or option.feed_id})",
        )
        for option in coded
    ]


def _attributes(source: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """``attributeGroups`` without its ceremony: group → attribute → value."""
    groups = source.get("attributeGroups")
    found: dict[str, dict[str, Any]] = {}
    for name, group in groups.items() if isinstance(groups, Mapping) else ():
        attributes = group.get("attributes") if isinstance(group, Mapping) else None
        found[name] = {
            key: value.get("value") if isinstance(value, Mapping) else value
            for key, value in (attributes.items() if isinstance(attributes, Mapping) else ())
        }
    return found


def _colour_group(
    attributes: Mapping[str, Mapping[str, Any]], where: str, read: Reading
) -> tuple[StyleGroup, str]:
    kind = str(attributes.get("COLOR_TYPE", {}).get("COLOR_TYPE") or "").strip().upper()
    if kind not in _COLOURS:
        read.problem(f"{where}.attributeGroups.COLOR_TYPE", f"{kind!r:.40} is no known colour type")
        kind = "EXTERIOR"
    code, name, area, suffix = _COLOURS[kind]
    return StyleGroup(code, name, area, is_one_of=True), suffix


def _option_group(
    info: Mapping[str, Any],
    attributes: Mapping[str, Any],
    name: str,
    where: str,
    read: Reading,
) -> StyleGroup:
    category = str(info.get("OPTION_CATEGORY") or "").strip()
    if category.lower() != "package" and (
        {"WHEELS", "TIRES"} & attributes.keys() or re.search(r"\b(wheels?|tires?)\b", name.lower())
    ):
        title, area = _WHEELS
    elif category.lower() in {"interior", "exterior"} and _ELECTRONIC_FEATURES & attributes.keys():
        title, area = _ELECTRONICS
    elif category.lower() in _CATEGORIES:
        title, area = _CATEGORIES[category.lower()]
    else:
        title, area = category or "Other equipment", Area.COMFORT
        read.note(
            f"{where}.OPTION_CATEGORY",
            f"{category!r:.40} is no known category; shown under comfort",
        )
    code = re.sub(r"[^A-Z0-9]+", "-", title.upper()).strip("-")[:60]
    return StyleGroup(code, title, area)


def _is_fleet(info: Mapping[str, Any], where: str, read: Reading) -> bool:
    mark = str(info.get("FLEET") or "").strip().lower()
    if mark not in {"", "consumer", "fleet", "both", "all"}:
        read.problem(f"{where}.FLEET", f"{mark!r:.40} is neither consumer nor fleet")
    return mark == "fleet"


def _dates(info: Mapping[str, Any], where: str, read: Reading) -> dict[str, str | None]:
    begins = read.day(info, "OPTION_START_DATE", where)
    ends = read.day(info, "OPTION_END_DATE", where)
    return {
        "available_from": begins.isoformat() if begins else None,
        "available_to": ends.isoformat() if ends else None,
    }


def _prices(
    source: Mapping[str, Any],
    attributes: Mapping[str, Mapping[str, Any]],
    where: str,
    read: Reading,
) -> dict[str, str | None]:
    """The price list (less the maker's package discount) goes before the derived ``price``."""
    derived = source.get("price")
    derived = derived if isinstance(derived, Mapping) else {}
    listed = attributes.get("PRICING", {})
    found: dict[str, str | None] = {}
    for ours, list_name, discount_name, derived_name in (
        ("retail", "MSRP", "MANUFACTURERS_DISCOUNT_MSRP", "baseMSRP"),
        ("invoice", "DEALER_INVOICE", "MANUFACTURERS_DISCOUNT_INVOICE", "baseInvoice"),
    ):
        price = read.amount(listed, list_name, f"{where}.PRICING")
        other = read.amount(derived, derived_name, f"{where}.price")
        discount = read.amount(listed, discount_name, f"{where}.PRICING") or Decimal(0)
        if price is not None:
            price += discount
        if price is not None and other is not None and price != other:
            read.note(
                f"{where}.price.{derived_name}",
                f"says {other}, the price list {price} (discount {discount}); the list counts",
            )
        chosen = other if price is None else price
        found[ours] = None if chosen is None else str(chosen)
    return found


def _chip(
    attributes: Mapping[str, Mapping[str, Any]], which: str, where: str, read: Reading
) -> str | None:
    chips = attributes.get("COLOR_CHIPS", {})
    parts = [chips.get(f"{which}_{letter}_CODE") for letter in "RGB"]
    if all(part is None for part in parts):
        return None
    levels = [int(str(part)) if re.fullmatch(r"\d{1,3}", str(part)) else NO_LEVEL for part in parts]
    if max(levels) >= NO_LEVEL:
        read.problem(f"{where}.COLOR_CHIPS", f"{which} {parts!r:.60} is not an RGB colour")
        return None
    return "#{:02x}{:02x}{:02x}".format(*levels)
