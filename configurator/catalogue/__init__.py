"""What can be built and what it costs, as plain values: no Django, no solver, no clock."""

from configurator.catalogue.availability import Assumption, availability
from configurator.catalogue.expressions import Expression, Op, UnreadableExpression
from configurator.catalogue.lines import (
    Area,
    Catalogue,
    Group,
    MalformedCatalogue,
    Option,
    PriceChange,
    Rule,
    RuleKind,
)
from configurator.catalogue.prices import (
    Charge,
    PriceCase,
    charge_beside,
    charges,
    price_cases,
    to_cents,
)

__all__ = [
    "Area",
    "Assumption",
    "Catalogue",
    "Charge",
    "Expression",
    "Group",
    "MalformedCatalogue",
    "Op",
    "Option",
    "PriceCase",
    "PriceChange",
    "Rule",
    "RuleKind",
    "UnreadableExpression",
    "availability",
    "charge_beside",
    "charges",
    "price_cases",
    "to_cents",
]
