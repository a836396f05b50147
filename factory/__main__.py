"""Runs the simulated manufacturer: ``python -m factory --port 8100 --store factory.sqlite3``."""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import logging
import os
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from granian.constants import Interfaces
from granian.server.embed import Server

from factory.app import make_app
from factory.webhooks import Postman
from factory.world import World

log = logging.getLogger("factory")
LONGEST_TICK, SHORTEST_TICK = 0.5, 0.02


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop."""
    options = _options(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s factory %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    keys = {name: os.environ.get(name, "") for name in ("FACTORY_KEY", "FACTORY_CONTROL_KEY")}
    secret = os.environ.get("FACTORY_WEBHOOK_SECRET", "")
    missing = [name for name, value in keys.items() if not value]
    if options.webhook and not secret:
        missing.append("FACTORY_WEBHOOK_SECRET")
    if missing:
        log.error("Set %s in the environment.", " and ".join(missing))
        return 2
    with _claim(options):
        return asyncio.run(
            _serve(options, secret, keys["FACTORY_KEY"], keys["FACTORY_CONTROL_KEY"])
        )


def _claim(options: argparse.Namespace) -> IO[bytes]:
    """Make sure that nobody else has the port or the store. :raises SystemExit: in words."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError:
            raise SystemExit(
                f"Port {options.port} is in use; choose another with --port."
            ) from None
    store: Path = options.store
    store.parent.mkdir(parents=True, exist_ok=True)
    lock = store.with_name(store.name + ".lock").open("wb")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise SystemExit(f"Another factory works with {store}; stop it first.") from None
    return lock


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="factory", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--store", type=Path, required=True, help="the SQLite file of this factory")
    parser.add_argument(
        "--seconds-per-day", type=float, default=86_400.0, help="20 makes a day pass in 20 seconds"
    )
    parser.add_argument("--seed", type=int, default=7, help="the luck of a new factory")
    parser.add_argument("--webhook", default="", type=_address, help="where events are pushed to")
    parser.add_argument(
        "--start", type=_instant, help="the day a new factory begins; its clock is then its own"
    )
    return parser.parse_args(arguments)


async def _serve(options: argparse.Namespace, secret: str, key: str, control_key: str) -> int:
    world = World(
        options.store,
        seed=options.seed,
        seconds_per_day=options.seconds_per_day,
        start=options.start,
        has_webhook=bool(options.webhook),
    )
    server = Server(
        make_app(world, key=key, control_key=control_key),
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_access=False,
    )
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    tasks = [asyncio.create_task(_run_clock(world))]
    postman = Postman(world, url=options.webhook, secret=secret) if options.webhook else None
    if postman:
        tasks.append(asyncio.create_task(_run_post(postman)))
    serving = asyncio.create_task(server.serve())
    log.info("on port %s, factory time %s", options.port, world.now.isoformat())
    stopped = asyncio.create_task(stopping.wait())
    await asyncio.wait([serving, stopped, *tasks], return_when=asyncio.FIRST_COMPLETED)
    server.stop()  # type: ignore[no-untyped-call]
    for task in tasks:
        task.cancel()
    ends = await asyncio.gather(serving, *tasks, return_exceptions=True)
    if postman:
        await postman.close()
    world.store.close()
    failures = [end for end in ends if isinstance(end, Exception)]
    for failure in failures:
        log.error("ended by a failure", exc_info=failure)
    return 1 if failures else 0


async def _run_clock(world: World) -> None:
    while True:
        world.tick()
        pace = world.clock.seconds_per_day / 24
        await asyncio.sleep(min(LONGEST_TICK, max(SHORTEST_TICK, pace)))


async def _run_post(postman: Postman) -> None:
    while True:
        arrived = await postman.deliver_due()
        await asyncio.sleep(0 if arrived else 0.2)


def _address(text: str) -> str:
    if text and urlsplit(text).scheme not in {"http", "https"}:
        raise argparse.ArgumentTypeError(f"“{text}” is not an http address")
    return text


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
