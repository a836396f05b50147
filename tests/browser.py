"""A real Chromium for the tests. ``page`` fails its test on any console error, page error or CSP report."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from mto.services.system import chromium
from mto.services.testing import chromium_missing_sentence

DESIGNED = re.compile(r"Failed to load resource: .* status of (409|422) ")
WIDTHS = {"phone": (390, 844), "tablet": (820, 1180), "desk": (1440, 900)}

PATIENCE_MS = 15_000  # machines are busy; a page that never comes fails all the same
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session; a machine without one fails these tests in words."""
    program = chromium()
    if program is None:
        pytest.fail(chromium_missing_sentence())
    with sync_playwright() as playwright:
        # Chromium's sandbox refuses root, and /dev/shm is tiny in containers.
        running = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield running
        running.close()


class Watched:
    """Pages of one context whose complaints are collected."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.complaints = context, list[str]()
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(f"page error: {error.error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        # Chromium reports CSP violations and refused resources on the console, too. A refusal that a
        # form or a choice is answered with is no fault: 409 and 422 are how the product says no.
        if message.type in {"error", "warning"} and not DESIGNED.search(message.text):
            self.complaints.append(f"{message.type}: {message.text}")

    def forgive(self, words: str) -> None:
        """Drop complaints that hold ``words``: for a test that provokes, say, a 422 on purpose."""
        self.complaints[:] = [text for text in self.complaints if words not in text]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages for several people in one test: ``new_page(base_url, width="phone")``.

    Every page is watched; its collected complaints stand in ``page.complaints`` and fail the test.
    """
    watched: list[Watched] = []

    def make(base_url: str, *, width: str = "desk", **options: Any) -> Page:
        size = WIDTHS[width]
        context = browser.new_context(
            base_url=base_url, viewport={"width": size[0], "height": size[1]}, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        watcher = Watched(context)
        watched.append(watcher)
        page = context.new_page()
        page.complaints = watcher.complaints  # type: ignore[attr-defined]
        page.forgive = watcher.forgive  # type: ignore[attr-defined]
        return page

    yield make
    for watcher in watched:
        watcher.context.close()
    heard = [text for watcher in watched for text in watcher.complaints]
    assert heard == [], "the browser complained"


@pytest.fixture
def page(new_page: Callable[..., Page], live_server: Any) -> Page:
    """One watched page on Django's live server."""
    return new_page(live_server.url)


def axe(page: Page) -> None:
    """Fail on any accessibility finding of the page as it stands."""
    found = Axe().run(page).response["violations"]
    assert [
        (finding["id"], finding["help"], node["html"][:200])
        for finding in found
        for node in finding["nodes"]
    ] == []


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that takes a browser or the running house is marked so, said or not."""
    for item in items:
        for fixture, mark in (("browser", pytest.mark.browser), ("house", pytest.mark.journey)):
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """``--no-browser`` was said in so many words."""
    if os.environ.get("MTO_NO_BROWSER") and item.get_closest_marker("browser"):
        pytest.skip("--no-browser")
