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
    RepairPrice,
    Status,
    Taste,
    Unbuildable,
    UnknownOption,
    Violation,
)
from configurator.engine.circuit import Circuit
from configurator.engine.compiled import CompiledEngine, Misfit, to_compile
from configurator.engine.compiling import Limits, NotCompiled, compile_formula
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
    "Circuit",
    "CompiledEngine",
    "Engine",
    "Explanation",
    "Expression",
    "Group",
    "Limits",
    "Misfit",
    "NotCompiled",
    "Option",
    "Repair",
    "RepairPrice",
    "Rule",
    "RuleKind",
    "SatEngine",
    "Status",
    "Taste",
    "Unbuildable",
    "UnknownOption",
    "Violation",
    "compile_formula",
    "to_compile",
]
