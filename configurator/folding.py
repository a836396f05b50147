"""What of a step with many options is open on the page. Kept in the address, so that it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self
from urllib.parse import urlencode

FOLDS_FROM = 120  # options of a step; a shorter one is shown whole
NOTHING = "none"  # stands in an address for “no group is open”
IN_CAR, OPEN_TO_CHOOSE = "car", "free"
SHOWN = {
    "": "All options",
    OPEN_TO_CHOOSE: "Only what can be chosen",
    IN_CAR: "Only what is in the car",
}


class Fields(Protocol):
    """A query or a submitted form."""

    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Folding:
    """The groups a person has open (None: has not said yet) and which options are to be seen."""

    opened: tuple[str, ...] | None = None
    show: str = ""

    @classmethod
    def asked(cls, fields: Fields) -> Self:
        """As an address or a form says it; a filter that is not known shows everything."""
        named = tuple(dict.fromkeys(fields.getlist("open"))) or None
        show = next(iter(fields.getlist("show")), "")
        return cls(named, show if show in SHOWN else "")

    def is_open(self, code: str, groups: Sequence[str]) -> bool:
        """Whether that group of the step is open; the first one until somebody says otherwise."""
        if self.show == IN_CAR:
            return True
        return code in (groups[:1] if self.opened is None else self.opened)

    def turned(self, code: str, groups: Sequence[str]) -> Self:
        """With that group opened, or folded where it was open."""
        now = [group for group in groups if self.is_open(group, groups)]
        wanted = [g for g in now if g != code] if code in now else [*now, code]
        show = "" if self.show == IN_CAR else self.show
        return replace(self, opened=tuple(wanted) or (NOTHING,), show=show)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What a form or an address says to keep this state."""
        opened = [("open", code) for code in self.opened or ()]
        return [*opened, *[("show", self.show)] * bool(self.show)]

    def query(self, slug: str, **more: str) -> str:
        """The address of the step in this state."""
        return "?" + urlencode([("step", slug), *self.fields, *more.items()])


def folds(options: int) -> bool:
    """Whether a step with so many options is folded."""
    return options >= FOLDS_FROM


def is_seen(show: str, *, is_in_car: bool, is_blocked: bool) -> bool:
    """Whether a filter lets an option be seen. What is in the car always is."""
    return is_in_car or (show != IN_CAR and not (show == OPEN_TO_CHOOSE and is_blocked))
