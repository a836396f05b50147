"""ORDERS=1000 python3 dev.py test bench/test_pages.py -n0 -s: pages of orders against the unit.

Each target in turn with the unit (:mod:`bench.unit`), 7 rounds of 20 pairs in one process; the ratio is
the median over the rounds of (median target / median unit). ``ORDERS=1000000`` takes some minutes.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.template.base import Template
from django.test import Client, override_settings
from django.urls import reverse

from orders.models import Order, State
from production.models import SlotBucket
from tests.factories_orders import Desk, at
from tests.orders.conftest import desk  # noqa: F401 - a fixture

pytest_plugins = ("tests.personas",)
ORDERS = int(os.environ.get("ORDERS", "1000"))
ROUNDS, PAIRS = 7, 20
NAMES = [
    "Lindqvist",
    "Delacroix",
    "Maddox",
    "Quintero",
    "Ashworth",
    "Bergstrom",
    "Vance",
    "Petrov",
    "Yilmaz",
    "Kowalski",
]
FIRST = [
    "Rosa",
    "Aisha",
    "Isla",
    "Julia",
    "Nadia",
    "Henry",
    "Chloe",
    "Agnes",
    "Noah",
    "Clara",
    "Rohan",
    "Owen",
]


@pytest.fixture
def _plain_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a server: tests copy the context of every template that is rendered."""
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))


def multiply(order: Order, count: int) -> None:
    """So many quotes like this one, by names of all kinds; no trigger runs."""
    given = {
        "number": "'B-' || lpad(g::text, 8, '0')",
        "customer_name": "(%s::text[])[1 + g %% 12] || ' ' || "
        "(%s::text[])[1 + (g / 12) %% 10] || ' ' || md5(g::text)",
        "created_at": "now() - g * interval '1 minute'",
    }
    columns = [
        field.column for field in Order._meta.concrete_fields
        if field.column not in {"id", "search_text", "configuration_id"}
    ]  # fmt: skip
    chosen = ", ".join(given.get(name, f"o.{name}") for name in columns)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"INSERT INTO orders_order ({', '.join(columns)}) SELECT {chosen} "  # noqa: S608
            "FROM orders_order o, generate_series(1, %s) g WHERE o.id = %s",
            [FIRST, NAMES, count, order.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        cursor.execute("ANALYZE orders_order")


def timed(act: Callable[[], Any]) -> float:
    began = perf_counter()
    answer = act()
    took = perf_counter() - began
    assert answer.status_code < 400, answer.status_code
    return took * 1000


@pytest.mark.django_db
@pytest.mark.usefixtures("_plain_templates")
def test_pages(desk: Desk) -> None:  # noqa: F811
    seed = at(desk, State.QUOTED)
    multiply(seed, ORDERS)
    busy = at(desk, State.IN_PRODUCTION)
    middle = Order.objects.order_by("id")[ORDERS // 2].pk
    listed = reverse("orders:list")
    client, checker, bare = Client(), Client(), Client()
    client.force_login(desk.rep)
    checker.force_login(desk.coordinator)
    with override_settings(MIDDLEWARE=[]):
        bare.handler.load_middleware()
    urls = settings.ROOT_URLCONF

    def unit() -> float:
        settings.ROOT_URLCONF = "bench.unit"
        try:
            return timed(lambda: bare.get(f"/unit/?dealership={desk.dealership.pk}"))
        finally:
            settings.ROOT_URLCONF = urls

    def ratio(act: Callable[[], float]) -> tuple[float, float]:
        found, units = [], []
        act(), unit()
        for _ in range(ROUNDS):
            pairs = [(act(), unit()) for _ in range(PAIRS)]
            units.append(median(pair[1] for pair in pairs))
            found.append(median(pair[0] for pair in pairs) / units[-1])
        return median(found), median(units)

    SlotBucket.objects.update(capacity=10_000)
    once = ROUNDS * PAIRS + 1
    waiting = iter([at(desk, State.ACCEPTED) for _ in range(once)])
    approved = iter([at(desk, State.APPROVED) for _ in range(once)])

    def change() -> float:
        address = reverse("orders:validate", args=[next(waiting).number])
        return timed(lambda: checker.post(address, {"note": ""}))

    def place() -> float:
        address = reverse("orders:submit", args=[next(approved).number])
        return timed(lambda: checker.post(address, {"is_sure": "on"}))

    gc.collect()
    gc.freeze()
    pages = {
        "first page": listed,
        "filtered by state": f"{listed}?state=QUOTED",
        "search by a name": f"{listed}?q=lindqvist",
        "deep page": f"{listed}?view=all&after={middle}",
        "last page": f"{listed}?view=all&last=1",
        "order page": reverse("orders:detail", args=[busy.number]),
    }
    print(f"\n{ORDERS:,} orders")
    for name, address in pages.items():
        found, one = ratio(lambda address=address: timed(lambda: client.get(address)))
        print(f"{name:20} {found:5.2f} U   (U = {one:.2f} ms)")
    for name, act in (("state change", change), ("placing", place)):
        found, one = ratio(act)
        print(f"{name:20} {found:5.2f} U   (U = {one:.2f} ms)")
    assert not Order.objects.filter(state__in=[State.ACCEPTED, State.APPROVED]).exists()
