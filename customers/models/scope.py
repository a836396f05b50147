"""What a person may see: the value every QuerySet asks for before it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from customers.models.users import User


class Relation(StrEnum):
    """How near a row must be to a person before a role may touch it."""

    NONE = "none"
    OWN = "own"  # rows the person is responsible for
    TEAM = "team"  # every row of the dealership of the membership
    ALL = "all"  # every row of every dealership of the group, and what belongs to none


class ScopeMissing(Exception):
    """Somebody asked for rows without saying for whom. A bug, never an answer."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows one person may reach for one action.

    ``team_ids`` are dealerships whose rows are all reachable; ``own_ids`` those where only the
    person's own rows are. Never built by hand outside ``customers.access`` and tests.
    """

    user: User
    action: str
    team_ids: frozenset[int] = frozenset()
    own_ids: frozenset[int] = frozenset()

    @property
    def dealership_ids(self) -> frozenset[int]:
        """Every dealership in reach, for choices in forms."""
        return self.team_ids | self.own_ids

    @property
    def own_only(self) -> bool:
        """No dealership in which colleagues' rows are reachable too."""
        return not self.team_ids

    def rows(self, dealership: str = "dealership", owner: str | None = None) -> Q:
        """The filter for a table whose columns are named ``dealership`` and ``owner``.

        A table without an owner column has no own rows: there a dealership in ``own_ids`` counts
        as a whole.
        """
        if owner is None:
            return Q(**{f"{dealership}__in": self.dealership_ids})
        mine = Q(**{f"{dealership}__in": self.own_ids - self.team_ids, owner: self.user.pk})
        return Q(**{f"{dealership}__in": self.team_ids}) | mine

    def covers(self, dealership_id: int, owner_id: int | None = None) -> bool:
        """The same question for one row that is already at hand."""
        if dealership_id in self.team_ids:
            return True
        return dealership_id in self.own_ids and owner_id == self.user.pk


def need_scope(scope: Scope | None) -> Scope:
    """:raises ScopeMissing: when a reader was called without a scope."""
    if not isinstance(scope, Scope):
        raise ScopeMissing("Rows of a dealership are only read with a scope.")
    return scope
