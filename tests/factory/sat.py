"""The catalogue as an independent SAT problem, to check what the factory says about it."""

from __future__ import annotations

import itertools
from typing import Any

from pysat.solvers import Cadical153


class Line:
    """One model line: literals for its options, clauses for its groups and rules."""

    def __init__(self, line: dict[str, Any], market: str = "") -> None:
        self._numbers = itertools.count(1)
        self.options = {o["code"]: o for group in line["groups"] for o in group["options"]}
        self.literals = {code: next(self._numbers) for code in self.options}
        self.solver = Cadical153()
        self._true = next(self._numbers)
        self.solver.add_clause([self._true])
        for group in line["groups"]:
            taken = [self.literals[each["code"]] for each in group["options"]]
            self.solver.add_clause([self._count(taken, group["min_picks"], group["max_picks"])])
        for rule in line["rules"]:
            if rule["kind"] != "price" and rule["market"] in {None, market}:
                then = self._encode(rule["then"])
                then = -then if rule["kind"] == "excludes" else then
                self.solver.add_clause([-self._encode(rule["when"]), then])

    def car_with(self, *wanted: str, without: tuple[str, ...] = ()) -> frozenset[str] | None:
        """The codes of some car, or None if there is none."""
        assumed = [self.literals[code] for code in wanted]
        assumed += [-self.literals[code] for code in without]
        if not self.solver.solve(assumptions=assumed):
            return None
        true = set(self.solver.get_model())
        return frozenset(code for code, literal in self.literals.items() if literal in true)

    def allows(self, codes: frozenset[str]) -> bool:
        exactly = [n if code in codes else -n for code, n in self.literals.items()]
        return bool(self.solver.solve(assumptions=exactly))

    def _encode(self, tree: dict[str, Any]) -> int:
        match tree["op"]:
            case "true":
                return self._true
            case "option":
                return self.literals[tree["code"]]
            case "not":
                return -self._encode(tree["arg"])
            case "count":
                parts = [self._encode(each) for each in tree["args"]]
                return self._count(parts, tree["min"], tree["max"])
            case operation:
                parts = [self._encode(each) for each in tree["args"]]
                least = len(parts) if operation == "and" else 1
                return self._count(parts, least, None)

    def _count(self, parts: list[int], least: int, most: int | None) -> int:
        """A literal that says: between ``least`` and ``most`` of ``parts`` are true."""
        top = len(parts) if most is None else most
        level = [self._true if least <= n <= top else -self._true for n in range(len(parts) + 1)]
        for part in parts:
            level = [self._either(part, level[n + 1], level[n]) for n in range(len(level) - 1)]
        return level[0]

    def _either(self, condition: int, yes: int, no: int) -> int:
        if yes == no:
            return yes
        made = next(self._numbers)
        for clause in (
            [-made, -condition, yes],
            [-made, condition, no],
            [made, -condition, -yes],
            [made, condition, -no],
        ):
            self.solver.add_clause(clause)
        return made
