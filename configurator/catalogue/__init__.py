"""What can be built and what it costs, as plain values: no Django, no solver, no clock."""

from configurator.catalogue.availability import Assumption, Stop, UnknownMarket, availability
from configurator.catalogue.expressions import Expression, Op, UnreadableExpression
from configurator.catalogue.faults import Fault, UnreadableRule
from configurator.catalogue.language import Statement, parse
from configurator.catalogue.lines import (
    Area,
    Catalogue,
    Group,
    MalformedCatalogue,
    Market,
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
from configurator.catalogue.writing import write, written

__all__ = [
    "Area",
    "Assumption",
    "Catalogue",
    "Charge",
    "Expression",
    "Fault",
    "Group",
    "MalformedCatalogue",
    "Market",
    "Op",
    "Option",
    "PriceCase",
    "PriceChange",
    "Rule",
    "RuleKind",
    "Statement",
    "Stop",
    "UnknownMarket",
    "UnreadableExpression",
    "UnreadableRule",
    "availability",
    "charge_beside",
    "charges",
    "parse",
    "price_cases",
    "to_cents",
    "write",
    "written",
]
