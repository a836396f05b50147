"""The process: killed, restarted, twice on one port, with its clock fast."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from factory import requests
from factory.reading import read_order
from factory.world import World
from tests.factory.conftest import (
    PATIENCE,
    ROOT,
    START,
    VELA_CODES,
    Factory,
    free_port,
    order_body,
    until,
)


def run_briefly(tmp_path: Path, port: int, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "factory", "--port", str(port)]
    command += ["--store", str(tmp_path / "other.sqlite3")]
    quiet = {k: v for k, v in os.environ.items() if not k.startswith("FACTORY_")}
    return subprocess.run(
        command,
        cwd=ROOT,
        env=quiet | env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def test_a_killed_factory_goes_on_where_it_was(
    factory: Factory, new_factory: Callable[..., Factory]
) -> None:
    killed = new_factory()
    for each in (factory, killed):
        for number in range(4):
            each.order(f"survivor-{number}")
    factory.advance(120)
    for _ in range(2):
        killed.advance(60)
        killed.kill()
        killed.start()
    assert killed.events() == factory.events()
    again = killed.post("/orders", order_body("survivor-0"), "key-survivor-0")
    assert again.json()["ref"] == killed.events("survivor-0")[0]["data"]["ref"]


def test_a_factory_killed_amid_a_fast_run_neither_loses_nor_doubles(
    new_factory: Callable[..., Factory],
) -> None:
    factory = new_factory("--seconds-per-day", "0.01")
    for number in range(5):
        factory.order(f"hurried-{number}")
    for least in (5, 30):
        until(lambda n=least: factory.get("/healthz")["last_event"] >= n, f"event {least}")
        factory.kill()
        factory.start()
    until(lambda: factory.get("/healthz")["orders"] == {"delivered": 5}, "the deliveries")
    for number in range(5):
        events = factory.events(f"hurried-{number}")
        assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))


def test_a_fast_clock_waits_while_nothing_is_in_work(new_factory: Callable[..., Factory]) -> None:
    factory = new_factory("--seconds-per-day", "0.01")
    assert factory.get("/healthz")["now"] == "2026-11-23T08:00:00.000000Z"
    assert factory.control("clock", seconds_per_day=0.01)["is_idle"]
    factory.order("only")
    until(lambda: factory.codes("only")[-1:] == ["DLR-RCV"], "the delivery")
    now = factory.get("/healthz")["now"]
    assert now > "2027-01"
    assert factory.get("/healthz")["now"] == now


def test_what_is_on_sale_is_judged_by_the_dealers_day(tmp_path: Path) -> None:
    wall = datetime.fromisoformat(START)
    world = World(tmp_path / "store", seed=7, seconds_per_day=1, wall=wall.timestamp)
    world.advance(wall + timedelta(days=200))
    assert world.now.date().isoformat() == "2027-06-11"
    lines = {line["code"] for line in world.catalogue["model_lines"]}
    codes = [*VELA_CODES, "CR3"]
    body = order_body("closes-in-120-days", model_line="VELA", codes=codes)
    assert requests.take_order(world, read_order(body, "MY2027-1", lines)).ref
    world.store.close()


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    ended = run_briefly(tmp_path, free_port())
    assert ended.returncode == 2
    assert "Set FACTORY_KEY and FACTORY_CONTROL_KEY in the environment." in ended.stderr


def test_a_second_copy_says_why_it_cannot_run(factory: Factory, tmp_path: Path) -> None:
    keys = {"FACTORY_KEY": "a", "FACTORY_CONTROL_KEY": "b"}
    ended = run_briefly(tmp_path, factory.port, **keys)
    assert ended.returncode == 1
    assert f"Port {factory.port} is in use" in ended.stderr
    (tmp_path / "other.sqlite3").symlink_to(factory.folder / "factory.sqlite3")
    (tmp_path / "other.sqlite3.lock").symlink_to(factory.folder / "factory.sqlite3.lock")
    ended = run_briefly(tmp_path, free_port(), **keys)
    assert ended.returncode == 1
    assert "Another factory works with" in ended.stderr


def test_a_step_that_fails_delays_no_other(tmp_path: Path) -> None:
    start = datetime.fromisoformat(START)
    world = World(tmp_path / "store", seed=7, seconds_per_day=86_400, start=start)
    lines = {line["code"] for line in world.catalogue["model_lines"]}
    orders = [
        requests.take_order(world, read_order(order_body(number), "MY2027-1", lines))
        for number in ("broken", "sound")
    ]
    world.store.plan(start, "no such step", orders[0].ref)
    world.advance(start + timedelta(days=7))
    states = [world.store.order(order.ref) for order in orders]
    assert [state.status for state in states if state] == ["scheduled", "scheduled"]
    world.store.close()


def test_a_factory_can_begin_anew(factory: Factory) -> None:
    factory.order("old")
    factory.advance(50)
    begun = factory.control("begin", start="2026-03-02T08:00:00+00:00")
    assert begun["now"] == "2026-03-02T08:00:00.000000Z"
    assert factory.get("/orders")["orders"] == factory.events() == []


def test_a_stopped_factory_ends_at_once(new_factory: Callable[..., Factory]) -> None:
    factory = new_factory()
    factory.stop()
    assert factory.process.returncode == 0
