"""The whole product as real processes, for journeys and kill tests.

Its own durable PostgreSQL and Valkey, its own web server, worker, beat and manufacturer, all of which
can be killed and started again. The test talks to it as people do: over HTTP and in a browser.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mto.services import house as parts
from mto.services import template
from mto.services.places import ROOT
from mto.services.postgres import Postgres
from mto.services.supervisor import Supervisor
from mto.services.surroundings import some_free_port, test_environment
from mto.services.valkey import Valkey

SECONDS_PER_DAY = 20.0


class House:
    """One running copy with the demonstration's data. ``site`` is where a browser goes."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.postgres, self.valkey = Postgres(base), Valkey(base)
        self.supervisor = Supervisor(base / "logs")
        self.web_port, self.factory_port = some_free_port(8710), some_free_port(8720)
        self.site = f"http://127.0.0.1:{self.web_port}"
        self.factory = f"http://127.0.0.1:{self.factory_port}"
        self.env = {
            **test_environment(
                {"DATABASE_URL": self.postgres.url(), "REDIS_URL": self.valkey.url()}
            ),
            "DEBUG": "0",
            "DEMO": "1",
            "DEMO_ORDERS": "0",  # people, catalogue and slots; the journeys bring their own orders
            "DB_POOL": "1",
            "PORT": str(self.web_port),
            "FACTORY_URL": self.factory,
            "MEDIA_ROOT": str(base / "media"),
            "BEAT_SCHEDULE": str(base / "beat-schedule"),
            "FACTORY_POLL_SECONDS": "2",
        }

    def start(self) -> None:
        """Everything, in the order of `dev.py up`, until it is well."""
        template.copy_into(self.base)
        self.postgres.start()
        self.valkey.start()
        self.supervisor.add(
            parts.factory(
                self.env,
                self.supervisor.logs,
                port=self.factory_port,
                store=self.base / "factory.sqlite3",
                seconds_per_day=SECONDS_PER_DAY,
                web=self.site,
            )
        )
        self.wait_for(lambda: parts.answers(f"{self.factory}/healthz"), "the manufacturer")
        self.manage("prepare")
        since = datetime.now(UTC)
        for child in (
            parts.web(self.env, self.supervisor.logs, host="127.0.0.1", port=self.web_port),
            parts.worker(self.env, self.supervisor.logs),
            parts.beat(self.env, self.supervisor.logs),
        ):
            self.supervisor.add(child)
        self.wait_for(lambda: parts.answers(f"{self.site}/readyz"), "the web server")
        self.wait_for(lambda: parts.worker_answers(self.site, self.env, since), "the worker")

    def stop(self) -> None:
        """Everything, in reverse order."""
        with ExitStack() as stack:
            stack.callback(self.postgres.stop)
            stack.callback(self.valkey.stop)
            for child in self.supervisor.children:
                stack.callback(child.stop)

    def manage(self, *args: str) -> str:
        """What a management command prints; it must succeed."""
        done = subprocess.run(
            parts.manage(*args),
            env={**self.env, "DB_POOL": "0"},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def wait_for(
        self, answers: Callable[[], Any], what: str, *, timeout: float = 90, revive: bool = True
    ) -> None:
        """Until ``answers()`` is true; dead processes are started again meanwhile, as `up` does."""
        if revive:
            self.supervisor.wait_until(
                what, lambda: bool(answers()), timeout=timeout, stop=threading.Event()
            )
            return
        deadline = time.monotonic() + timeout
        while not answers():
            assert time.monotonic() < deadline, f"{what} was not ready within {timeout} s"
            time.sleep(0.1)

    def kill(self, name: str) -> None:
        """kill -9 of web, worker, beat or factory with all it started."""
        next(child for child in self.supervisor.children if child.name == name).kill_group()

    def restart(self, name: str) -> None:
        """Start what was killed."""
        next(child for child in self.supervisor.children if child.name == name).start()

    def interrupt(self) -> None:
        """What Ctrl-C does to all of it, then a second start on the same data."""
        self.stop()
        self.postgres.start()
        self.valkey.start()
        for child in self.supervisor.children:
            child.start()
        self.wait_for(lambda: parts.answers(f"{self.factory}/healthz"), "the manufacturer")
        self.wait_for(lambda: parts.answers(f"{self.site}/readyz"), "the web server")

    def kill_servers(self) -> None:
        """kill -9 of PostgreSQL and Valkey, then both started again on their data."""
        for server in (self.postgres, self.valkey):
            assert server.process is not None
            server.process.kill()
            server.process.wait()
        self.postgres.start()
        self.valkey.start()

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What stands in the database, asked past the product."""
        with psycopg.connect(self.postgres.url(), autocommit=True) as db:
            return list(db.execute(query.encode(), parameters).fetchall())

    def control(self, path: str, **body: Any) -> Any:
        """Tell the manufacturer: ``control("advance", days=3)``, ``control("misbehave", down=True)``."""
        request = urllib.request.Request(
            f"{self.factory}/control/{path}",
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.env['FACTORY_CONTROL_KEY']}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.loads(reply.read() or b"null")

    def ask_factory(self, path: str) -> Any:
        """What the manufacturer answers a dealer who asks."""
        request = urllib.request.Request(
            f"{self.factory}{path}", headers={"Authorization": f"Bearer {self.env['FACTORY_KEY']}"}
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.loads(reply.read())

    def mails(self) -> list[str]:
        """The text of every mail sent so far, oldest first."""
        files = sorted((self.base / "media" / "mail").glob("*"), key=lambda p: p.stat().st_mtime)
        return [path.read_text(errors="replace") for path in files]


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The running copy, once for all journeys; its logs stay behind when MTO_KEEP_HOUSE=1."""
    base = Path(tempfile.mkdtemp(prefix="mto-house-"))
    base.chmod(0o755)
    copy = House(base)
    try:
        copy.start()
        yield copy
    finally:
        copy.stop()
        if os.environ.get("MTO_KEEP_HOUSE") != "1":
            shutil.rmtree(base, ignore_errors=True)
