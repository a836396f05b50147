"""python3 dev.py test bench/test_page.py -n0 -s: the page of 1,500 options in a browser, 390 px wide.

First paint and settled clicks in ms, nodes of the document, bytes that travel; server and browser
share the machine, the CPU is not throttled.
"""

from __future__ import annotations

from collections.abc import Callable
from gzip import compress
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from django.test import Client
from playwright.sync_api import Page

from bench.test_click import line_of
from configurator.tasks import compile_lines
from customers.models import Dealership, User
from tests.factories_configurator import configuration, published_line

pytest_plugins = ("tests.conftest",)  # its tables may be emptied
OPTIONS, CLICKS, LOADS = 1_500, 30, 5
PAINT = """() => new Promise((done) => {
  const seen = () => {
    const entry = performance.getEntriesByName("first-contentful-paint")[0];
    if (entry) done(entry.startTime);
  };
  new PerformanceObserver(seen).observe({ type: "paint", buffered: true });
  seen();
})"""
NODES = "document.querySelectorAll('*').length"
# From the click until the answer stands and the browser has drawn it.
CLICK = """box => new Promise((done) => {
  const began = performance.now();
  const settled = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  const once = (event) => {
    if (event.detail.requestConfig.target.id !== "configurator" && event.detail.target.id !== "dialog") return;
    document.removeEventListener("htmx:afterSettle", once);
    settled();
  };
  document.addEventListener("htmx:afterSettle", once);
  box.click();
})"""


@pytest.mark.django_db(transaction=True)
def test_the_page(
    live_server: Any, new_page: Callable[..., Page], ada: User, harbor: Dealership
) -> None:
    line = published_line(line_of(OPTIONS))
    compile_lines()
    build = configuration(harbor, ada, line)
    client = Client()
    client.force_login(ada)
    page = new_page(live_server.url, width="phone")
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    address = f"/configure/{build.code}/?step=exterior"
    print(f"\n{line.options.count()} options")
    paints = []
    for _ in range(LOADS):
        page.goto(address, timeout=60_000)
        paints.append(page.evaluate(PAINT))
    sent = len(compress(client.get(address).content))
    print(f"first paint ms, median of {LOADS}  {np.median(paints):.0f}")
    print(f"page kB compressed  {sent / 1e3:.1f}; nodes  {page.evaluate(NODES)}")
    opened = []
    for turn in page.locator(".mto-turn[aria-expanded=false]").all()[:5]:
        began, place = perf_counter(), turn.get_attribute("id")
        turn.click()
        page.locator(f"#{place}[aria-expanded=true]").wait_for()
        opened.append((perf_counter() - began) * 1000)
    print(f"group opened ms, median  {np.median(opened):.0f}; nodes  {page.evaluate(NODES)}")
    times: list[float] = []
    boxes = page.locator("#options :is([type=radio], [type=checkbox]):not(:checked)")
    for number in range(CLICKS):
        box = boxes.nth(number * 7 % boxes.count())
        times.append(box.evaluate(CLICK))
        if page.locator("dialog[open]").count():
            page.keyboard.press("Escape")
    print(
        f"click to settled ms p50 / p95  {np.percentile(times, 50):.0f} / {np.percentile(times, 95):.0f}"
    )
    print(f"nodes after {CLICKS} clicks  {page.evaluate(NODES)}")
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")  # nothing is under way when the tables are emptied
    page.forgive("409")  # type: ignore[attr-defined]
