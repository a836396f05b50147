"""A real factory: its own process, a free port, a store in a temporary folder."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

KEY, CONTROL_KEY = "key-of-the-dealer", "key-of-the-hidden-hand"
SECRET = "whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cyBvZiBmYWN0b3J5"
START = "2026-11-23T08:00:00+00:00"
ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], Any], what: str) -> Any:
    """Ask again until there is a true answer; the tests know no other waiting."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.02)
    pytest.fail(f"{what} did not happen within {PATIENCE:g} seconds")


class Factory:
    """A factory process and both keys to it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.port = free_port()
        self.folder = folder
        self._arguments = arguments
        base = f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(
            base_url=base, headers={"Authorization": f"Bearer {KEY}"}, timeout=30
        )
        self._control = httpx.Client(
            base_url=f"{base}/control",
            headers={"Authorization": f"Bearer {CONTROL_KEY}"},
            timeout=60,
        )
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "factory", "--port", str(self.port)]
        command += ["--store", str(self.folder / "factory.sqlite3"), *self._arguments]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ
                | {
                    "FACTORY_KEY": KEY,
                    "FACTORY_CONTROL_KEY": CONTROL_KEY,
                    "FACTORY_WEBHOOK_SECRET": SECRET,
                },
                stdout=log,
                stderr=log,
            )
        until(self._is_healthy, "the factory's health")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)

    def end(self) -> None:
        """Nothing of it is left but the folder."""
        self.kill()
        self.http.close()
        self._control.close()

    def control(self, what: str, **body: Any) -> dict[str, Any]:
        answer = self._control.post(f"/{what}", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def advance(self, days: float) -> dict[str, Any]:
        return self.control("advance", days=days)

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        answer = self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def post(self, path: str, body: dict[str, Any], key: str) -> httpx.Response:
        return self.http.post(path, json=body, headers={"Idempotency-Key": key})

    def order(self, number: str, **changes: Any) -> str:
        """Place a buildable order and give its reference."""
        answer = self.post("/orders", order_body(number, **changes), f"key-{number}")
        assert answer.status_code == 201, answer.text
        return str(answer.json()["ref"])

    def events(self, subject: str | None = None) -> list[dict[str, Any]]:
        """Everything told so far, in the order of the stream."""
        found: list[dict[str, Any]] = []
        cursor, page = 0, [{}]
        while page:
            answer = self.get("/events", after=cursor, limit=500)
            cursor, page = answer["next"], answer["events"]
            found += page
        return [event for event in found if subject in {None, event["subject"]}]

    def codes(self, subject: str) -> list[str]:
        """The milestones told of an order, in the order of the stream."""
        return [e["data"]["code"] for e in self.events(subject) if "code" in e["data"]]

    def _is_healthy(self) -> bool:
        assert self.process.poll() is None, (self.folder / "log").read_text()
        try:
            return self.http.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False


ASTRA_CODES = [
    "AB1",
    "AT1",
    "AM1",
    "AD1",
    "AG1",
    "P01",
    "AR1",
    "AW1",
    "Y01",
    "Y10",
    "AS1",
    "AI1",
    "AU1",
    "XUS",
]
VELA_CODES = [
    "VB1",
    "VT1",
    "VM1",
    "VD1",
    "P01",
    "VR1",
    "VW1",
    "Y01",
    "Y10",
    "VS1",
    "VI1",
    "AU1",
    "XUS",
]
TERRA_CODES = [
    "TB3",
    "TL1",
    "TT1",
    "TM1",
    "TD1",
    "TA1",
    "P01",
    "TR1",
    "TW1",
    "Y01",
    "Y12",
    "TS1",
    "AU1",
    "XUS",
]


def order_body(number: str, **changes: Any) -> dict[str, Any]:
    """The plainest sedan, as a dealer orders it."""
    return {
        "order_number": number,
        "dealer_code": "HARBOR",
        "release": "MY2027-1",
        "model_line": "ASTRA",
        "codes": ASTRA_CODES,
        "slot": {"plant": "LEO", "line": "L2", "week": "2026-W51"},
        "priority": 5,
        "requested_on": "2026-11-23",
        **changes,
    }


@pytest.fixture
def new_factory(tmp_path: Path) -> Iterator[Callable[..., Factory]]:
    """Makes factories; each ends with the test."""
    made: list[Factory] = []

    def make(*arguments: str) -> Factory:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Factory(folder, "--start", START, *arguments))
        return made[-1]

    yield make
    for each in made:
        each.end()


@pytest.fixture(scope="module")
def shared_factory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Factory]:
    """One factory for the tests of a module that do not disturb each other."""
    made = Factory(tmp_path_factory.mktemp("factory"), "--start", START)
    yield made
    made.end()


@pytest.fixture
def factory(shared_factory: Factory) -> Factory:
    """A new factory on the Monday of week 48 whose time passes only when told to."""
    shared_factory.control("begin", start=START)
    return shared_factory
