"""What can still be built: exact answers about one model line."""

from configurator.catalogue import (
    Assumption,
    Catalogue,
    Expression,
    Group,
    Option,
    Rule,
    RuleKind,
)
from configurator.engine.answers import (
    Answer,
    Engine,
    Explanation,
    Repair,
    Status,
    Unbuildable,
    UnknownOption,
    Violation,
)
from configurator.engine.sat import SatEngine

BLOCKED, FORCED, FREE, PICKED = (
    Status.BLOCKED,
    Status.FORCED,
    Status.FREE,
    Status.PICKED,
)

__all__ = [
    "BLOCKED",
    "FORCED",
    "FREE",
    "PICKED",
    "Answer",
    "Assumption",
    "Catalogue",
    "Engine",
    "Explanation",
    "Expression",
    "Group",
    "Option",
    "Repair",
    "Rule",
    "RuleKind",
    "SatEngine",
    "Status",
    "Unbuildable",
    "UnknownOption",
    "Violation",
]
