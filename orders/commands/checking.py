"""Two people look at a car before it is built: who sold it does not check its build sheet."""

from __future__ import annotations

from customers.models import Membership, Role, User
from orders import words
from orders.models import Order, OrderTerms

CHECKERS = (Role.SALES_MANAGER, Role.COORDINATOR)


def barred_from_check(order: Order, by: User) -> str:
    """Why ``by`` may not check this build sheet himself, and who may; empty where he may.

    Barred are the order's representative and who froze its specification, unless the dealership's terms
    give the rule up (``OrderTerms.four_eyes``).
    """
    given_up = OrderTerms.objects.filter(dealership=order.dealership, four_eyes=False)
    if by.pk not in (sold_by := sellers(order)) or given_up.exists():
        return ""
    others = (
        Membership.objects.of_staff(*CHECKERS, dealership=order.dealership)
        .exclude(user__in=sold_by)
        .order_by("user__name")
        .values_list("user__name", flat=True)
    )
    rule = "Who sold a car does not check its build sheet."
    if names := list(dict.fromkeys(others)):
        return f"{rule} Ask {words.sentence_list(names, 'or')}."
    return f"{rule} Nobody else here may; an administrator can change that in the order terms."


def sellers(order: Order) -> set[int]:
    """Who sold this car or wrote down what is built."""
    car = order.specification
    return {order.sales_rep_id} | ({car.frozen_by_id} if car and car.frozen_by_id else set())
