"""The only readers of orders for pages."""

from orders.models import Order
from orders.selectors.actions import Action, allowed_actions
from orders.selectors.customers import (
    DOCUMENT_MISSING,
    customer_document,
    customer_order,
    customer_orders,
)
from orders.selectors.desk import (
    OrderPage,
    OrderRow,
    credit_queue,
    for_desk,
    for_page,
    messages_of,
    order_list,
    order_page,
    paper_row,
    row,
    saved_views,
    terms_to_sign,
)
from orders.selectors.exporting import EXPORTED, exported
from orders.selectors.fleets import fleet_orders, fleets_for_page
from orders.selectors.values import CustomerOrder, CustomerOrderPage

__all__ = [
    "DOCUMENT_MISSING",
    "EXPORTED",
    "Action",
    "CustomerOrder",
    "CustomerOrderPage",
    "Order",
    "OrderPage",
    "OrderRow",
    "allowed_actions",
    "credit_queue",
    "customer_document",
    "customer_order",
    "customer_orders",
    "exported",
    "fleet_orders",
    "fleets_for_page",
    "for_desk",
    "for_page",
    "messages_of",
    "order_list",
    "order_page",
    "paper_row",
    "row",
    "saved_views",
    "terms_to_sign",
]
