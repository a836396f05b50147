"""The order list: which orders, which columns, and each order as a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString

from customers.models import Scope
from kernel.cells import Cell, drawn_row
from kernel.money import Money, format_money
from orders import lifecycle, words
from orders.models import Order, OrderQuerySet, State

type Row = dict[str, Any]

TONES = {
    State.QUOTED: "info",
    State.ACCEPTED: "info",
    State.READY: "ok",
    State.DELIVERED: "ok",
    State.CLOSED: "",
    State.REJECTED: "bad",
    State.CANCELLED: "",
    State.EXPIRED: "",
}
STATES = {value: (label, TONES.get(State(value), "")) for value, label in State.choices}
FACTORY = tuple(
    lifecycle.WAY[lifecycle.WAY.index(State.SUBMITTED) : lifecycle.WAY.index(State.BUILT) + 1]
)
OVER = frozenset((*lifecycle.END_STATES, State.DELIVERED))


@dataclass(frozen=True, slots=True)
class SavedView:
    """A tab of the list: a name and the query string it stands for."""

    label: str
    query: dict[str, str]
    url: str = ""
    is_current: bool = False


VIEWS = (
    SavedView("Open", {}),
    SavedView("My orders", {"mine": "1"}),
    SavedView("Quotes", {"view": "quotes"}),
    SavedView("To approve", {"view": "approve"}),
    SavedView("At the factory", {"view": "factory"}),
    SavedView("On the way", {"view": "transit"}),
    SavedView("Handover", {"view": "handover"}),
    SavedView("Late", {"view": "late"}),
    SavedView("All", {"view": "all"}),
)
STATES_OF_VIEW: dict[str, tuple[str, ...]] = {
    "quotes": (State.DRAFT, State.QUOTED),
    "approve": (State.ACCEPTED, State.VALIDATED, State.APPROVED, State.REJECTED),
    "factory": FACTORY,
    "transit": (State.IN_TRANSIT,),
    "handover": (State.AT_DEALER, State.READY),
}


def lateness(promised: date | None, most_likely: date | None, state: str) -> str:
    """``12 days after the promise``; nothing while a day is unknown or the car is handed over."""
    if promised is None or most_likely is None or state in OVER or most_likely <= promised:
        return ""
    return f"{words.days((most_likely - promised).days)} after the promise"


def _text(name: str, css: str = "") -> Callable[[Row], Cell]:
    return lambda row: Cell(str(row[name]) if row[name] is not None else "", css)


def _window(row: Row) -> Cell:
    late = lateness(row["promised_on"], row["estimate_p50"], row["state"])
    return Cell(_days(row["estimate_from"], row["estimate_on"]), alarm=late)


def _days(first: date | None, last: date | None) -> str:
    return words.window(first, last) if first is not None and last is not None else ""


def _amount(name: str) -> Callable[[Row], Cell]:
    def cell(row: Row) -> Cell:
        amount = row[name]
        said = format_money(Money(amount, row["currency"])) if amount else ""
        return Cell(said, "num at-end")

    return cell


def _state(row: Row) -> Cell:
    label, tone = STATES[row["state"]]
    return Cell(label, "at-end", tone=tone)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the address, its heading, what it reads and how it is written."""

    name: str
    label: str
    reads: tuple[str, ...]
    cell: Callable[[Row], Cell]
    is_usual: bool = True
    css: str = ""


COLUMNS = (
    Column("number", "Order", ("number",),
           lambda row: Cell(row["number"], href=f"/orders/{row['number']}/")),
    Column("customer", "Customer", ("customer_name",), _text("customer_name")),
    Column("car", "Car", ("model_name",), _text("model_name", "nowrap")),
    Column("state", "State", ("state",), _state),
    Column("week", "Week", ("slot_week",), _text("slot_week", "nowrap at-end")),
    Column("window", "Window", ("promised_on", "estimate_from", "estimate_p50", "estimate_on", "state"),
           _window),
    Column("promised", "Promised", ("promised_from", "promised_on"),
           lambda row: Cell(_days(row["promised_from"], row["promised_on"])), is_usual=False),
    Column("since", "Since", ("state_since",),
           lambda row: Cell(words.day(row["state_since"].date()), "nowrap at-end"), is_usual=False),
    Column("rep", "Representative", ("sales_rep__name",), _text("sales_rep__name"), is_usual=False),
    Column("dealership", "Dealership", ("dealership__name",), _text("dealership__name"),
           is_usual=False),
    Column("vin", "VIN", ("vin",), _text("vin", "mono"), is_usual=False),
    Column("reference", "Factory reference", ("factory_ref",), _text("factory_ref", "mono"),
           is_usual=False),
    Column("priority", "Priority", ("priority",), _text("priority", "num at-end"), is_usual=False,
           css="num"),
    Column("deposit", "Deposit held", ("deposit_held_amount", "currency"),
           _amount("deposit_held_amount"), is_usual=False, css="num"),
    Column("total", "Total", ("total_amount", "currency"), _amount("total_amount"), css="num"),
    Column("next", "Next", ("next_step",), _text("next_step", "muted at-foot")),
)  # fmt: skip
USUAL = tuple(column for column in COLUMNS if column.is_usual)


def chosen_columns(names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of those names in their own order, the number always; the usual ones for none."""
    wanted = set(names) & {column.name for column in COLUMNS}
    if not wanted:
        return USUAL
    return tuple(column for column in COLUMNS if column.name in wanted or column.name == "number")


def order_list(scope: Scope, filters: dict[str, str], *, today: date) -> OrderQuerySet:
    """The orders a person may see, narrowed by a saved view, a state and words to search for."""
    found = Order.objects.visible_to(scope)
    view = filters.get("view", "")
    if filters.get("q"):
        found = found.search(filters["q"])
    elif view in STATES_OF_VIEW:
        found = found.in_states(*STATES_OF_VIEW[view])
    elif view == "late":
        found = found.overdue(today=today)
    elif view != "all" and not filters.get("state"):
        found = found.open()
    if filters.get("state"):
        found = found.in_states(filters["state"])
    if filters.get("mine"):
        found = found.filter(sales_rep=scope.user)
    return found


def values_for(orders: OrderQuerySet, columns: Iterable[Column]) -> Any:
    """Only what the columns read, as plain values: no order is made of a row."""
    names = {name for column in columns for name in column.reads}
    return orders.values("pk", "number", *sorted(names - {"number"}))


def drawn_rows(
    rows: Iterable[Row], columns: tuple[Column, ...], *, can_be_picked: bool
) -> list[SafeString]:
    """Each order as a table row."""
    labels = [column.label for column in columns]
    return [
        drawn_row(
            labels,
            [column.cell(row) for column in columns],
            pick=row["number"] if can_be_picked else "",
        )
        for row in rows
    ]


def saved_views(
    path: str, filters: dict[str, str], columns: tuple[Column, ...] = USUAL
) -> list[SavedView]:
    """The tabs with their addresses, in the columns of now; the one that fits the filters is marked."""
    current = {key: value for key, value in filters.items() if value and key in ("view", "mine")}
    is_plain = not filters.get("q") and not filters.get("state")
    kept = [] if columns is USUAL else [("column", column.name) for column in columns]
    return [
        replace(
            view,
            url=_address(path, [*view.query.items(), *kept]),
            is_current=is_plain and view.query == current,
        )
        for view in VIEWS
    ]


def _address(path: str, query: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
