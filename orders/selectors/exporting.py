"""Orders as rows of a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from kernel.spreadsheets import Cell
from orders.models import OrderQuerySet

EXPORTED: tuple[str, ...] = (
    "Order",
    "Customer",
    "Car",
    "State",
    "Since",
    "Representative",
    "Dealership",
    "Slot week",
    "Promised from",
    "Promised to",
    "Expected from",
    "Most likely",
    "Expected to",
    "Days late",
    "Total",
    "Deposit held",
    "Currency",
    "Factory reference",
    "VIN",
    "Next step",
)
AT_ONCE = 1_000


def exported(orders: OrderQuerySet) -> Iterator[tuple[Cell, ...]]:
    """A row for each order in the order of `EXPORTED`, the newest first; one query.

    Amounts in the currency of the order, instants in UTC; days late are counted from the end of the
    promise to the most likely day, and empty where one of the two is not known.
    """
    rows = orders.select_related("sales_rep", "dealership").only(
        "number", "customer_name", "model_name", "state", "state_since", "sales_rep__name",
        "sales_rep__email", "dealership__name", "slot_week", "promised_from", "promised_on",
        "estimate_from", "estimate_p50", "estimate_on", "total_amount", "deposit_held_amount",
        "currency", "factory_ref", "vin", "next_step",
    )  # fmt: skip
    for order in rows.order_by("-pk").iterator(AT_ONCE):
        yield (
            order.number,
            order.customer_name,
            order.model_name,
            order.get_state_display(),
            order.state_since,
            str(order.sales_rep),
            order.dealership.name,
            order.slot_week,
            order.promised_from,
            order.promised_on,
            order.estimate_from,
            order.estimate_p50,
            order.estimate_on,
            order.slip_days,
            order.total_amount,
            order.deposit_held_amount,
            order.currency,
            order.factory_ref,
            order.vin,
            order.next_step,
        )
