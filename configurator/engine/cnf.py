"""Clauses for a catalogue, by an iterative, equivalence-preserving encoding."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from configurator.catalogue import Catalogue
from configurator.engine.gates import Claim, Clause, Gates


class Encoding(Gates):
    """Variables 1..n are the options in catalogue order.

    Each market has a selector, at most one of which is true: the claims of the market's rules hold
    only with it. A selector that nobody fixes is false, or might as well be: it only demands.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__(option.code for option in catalogue.options)
        self.selector = {market.code: self.new() for market in catalogue.markets}
        self.definitions.extend(
            [-one, -other] for one, other in combinations(self.selector.values(), 2)
        )
        self.condition = {rule.code: self.literal(rule.when) for rule in catalogue.rules}
        self.claims = [*self._group_claims(catalogue), *self._rule_claims(catalogue)]

    def _group_claims(self, catalogue: Catalogue) -> Iterable[Claim]:
        for group in catalogue.groups:
            members = [self.variable[option.code] for option in catalogue.members[group.code]]
            clauses: list[Clause] = []
            if group.min_picks == 1:
                clauses.append(list(members) or [-self._true])
            elif group.min_picks > 1:
                clauses.append([self.at_least(members, group.min_picks)])
            if group.max_picks is not None and group.max_picks < len(members):
                clauses.extend(self.at_most(members, group.max_picks))
            if clauses:
                yield Claim(group.code, catalogue.group_sentence(group), tuple(clauses))

    def _rule_claims(self, catalogue: Catalogue) -> Iterable[Claim]:
        for rule in catalogue.rules:
            clauses = self.clauses_of(rule.claim())
            if rule.market:
                clauses = [[*clause, -self.selector[rule.market]] for clause in clauses]
            if clauses:
                yield Claim(rule.code, catalogue.sentence_of(rule), tuple(clauses))
