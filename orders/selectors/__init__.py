"""The only readers of orders for pages."""

from orders.models import Order
from orders.selectors.actions import RULE_OF, Action, allowed_actions, why_not
from orders.selectors.customers import (
    DOCUMENT_MISSING,
    customer_document,
    customer_order,
    customer_orders,
)
from orders.selectors.desk import (
    OrderPage,
    credit_queue,
    for_desk,
    for_page,
    order_page,
    paper_row,
    terms_to_sign,
)
from orders.selectors.exporting import EXPORTED, exported
from orders.selectors.fleets import fleet_orders, fleets_for_page
from orders.selectors.listing import (
    COLUMNS,
    USUAL,
    chosen_columns,
    drawn_rows,
    order_list,
    saved_views,
    values_for,
)
from orders.selectors.values import CustomerOrder, CustomerOrderPage

__all__ = [
    "COLUMNS",
    "DOCUMENT_MISSING",
    "EXPORTED",
    "RULE_OF",
    "USUAL",
    "Action",
    "CustomerOrder",
    "CustomerOrderPage",
    "Order",
    "OrderPage",
    "allowed_actions",
    "chosen_columns",
    "credit_queue",
    "customer_document",
    "customer_order",
    "customer_orders",
    "drawn_rows",
    "exported",
    "fleet_orders",
    "fleets_for_page",
    "for_desk",
    "for_page",
    "order_list",
    "order_page",
    "paper_row",
    "saved_views",
    "terms_to_sign",
    "values_for",
    "why_not",
]
