"""What may be stopped: the options on sale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from configurator.models import Manufacturer, ModelLine


def known_options(manufacturer: Manufacturer, *, on: date) -> Mapping[str, frozenset[str]]:
    """The option codes on sale by model line; under the empty code those of any line."""
    found: dict[str, set[str]] = {"": set()}
    rows = ModelLine.objects.current(on=on).filter(release__manufacturer=manufacturer)
    for line, option in rows.values_list("code", "options__code"):
        found.setdefault(line, set()).add(option)
        found[""].add(option)
    return {line: frozenset(codes) for line, codes in found.items()}
