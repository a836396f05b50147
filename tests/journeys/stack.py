"""The whole product as real processes, for journeys: servers, web, worker, beat and manufacturer.

Everything is durable (fsync on, real commits) and may be killed and started again at any moment.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
PATIENCE = 30.0


class TooLate(AssertionError):
    """What was waited for did not happen; the text says what was seen instead."""


def until[T](what: str, question: Callable[[], T], *, seconds: float = PATIENCE) -> T:
    """The first truthy answer to ``question``, asked again and again. :raises TooLate: else."""
    deadline = time.monotonic() + seconds
    answer: Any = None
    while time.monotonic() < deadline:
        try:
            answer = question()
        except (OSError, httpx.HTTPError, psycopg.Error) as error:
            answer = error
        else:
            if answer:
                return answer
        time.sleep(0.1)
    raise TooLate(f"{what}: not within {seconds:.0f} s; last seen: {answer!r}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Process:
    """One child in its own process group, with its output in a file."""

    name: str
    command: list[str]
    env: dict[str, str]
    log: Path
    child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as stream:
            self.child = subprocess.Popen(
                self.command,
                env=self.env,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """kill -9 of the whole group: no goodbye, no clean-up."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self.child is None:
            return
        try:
            os.killpg(self.child.pid, number)
        except ProcessLookupError:
            pass
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait(10)
        self.child = None

    def tail(self, lines: int = 25) -> str:
        text = self.log.read_text(errors="replace").splitlines()[-lines:]
        return f"--- {self.name}\n" + "\n".join(text)


@dataclass
class Stack:
    """Handles of everything that runs, and the questions a journey asks of it."""

    base: Path
    postgres: Any
    valkey: Any
    seconds_per_day: float = 0.35
    web_port: int = field(default_factory=free_port)
    factory_port: int = field(default_factory=free_port)
    factory_key: str = field(default_factory=lambda: secrets.token_hex(12))
    control_key: str = field(default_factory=lambda: secrets.token_hex(12))
    env: dict[str, str] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def factory_url(self) -> str:
        return f"http://127.0.0.1:{self.factory_port}"

    # ---- life
    def start_servers(self) -> None:
        self.postgres.start()
        self.valkey.start()

    def prepare(self) -> None:
        secret = "whsec_" + b64encode(secrets.token_bytes(24)).decode()
        self.env = {
            **{k: v for k, v in os.environ.items() if k not in {"DJANGO_ALLOW_ASYNC_UNSAFE"}},
            "DATABASE_URL": self.postgres.url(),
            "REDIS_URL": self.valkey.url(),
            "SECRET_KEY": secrets.token_hex(24),
            "DEMO": "1",
            "DEBUG": "0",
            "DB_POOL": "0",
            "STATIC_MANIFEST": "0",
            "PORT": str(self.web_port),
            "SITE_URL": self.url,
            "MEDIA_ROOT": str(self.base / "media"),
            "BEAT_SCHEDULE": str(self.base / "beat"),
            "FACTORY_URL": self.factory_url,
            "FACTORY_KEY": self.factory_key,
            "FACTORY_CONTROL_KEY": self.control_key,
            "FACTORY_WEBHOOK_SECRET": secret,
            "FACTORY_POLL_SECONDS": "1",
            "DJANGO_SETTINGS_MODULE": "mto.settings",
            "PYTHONUNBUFFERED": "1",
        }
        self._define()
        self.processes["factory"].start()
        until("the factory answers", self._factory_is_up)
        self.manage("migrate", "--noinput", "-v0")

    def _define(self) -> None:
        celery = [PYTHON, "-m", "celery", "-A", "mto"]
        hook = f"{self.url}/factory/MERIDIAN/events/"
        commands = {
            "factory": [
                *(PYTHON, "-m", "factory", "--port", str(self.factory_port)),
                *("--store", str(self.base / "factory.sqlite3")),
                *("--seconds-per-day", str(self.seconds_per_day)),
                *("--seed", "7", "--webhook", hook),
            ],
            "web": [
                *(PYTHON, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
                *("--port", str(self.web_port), "--workers", "1", "--blocking-threads", "4"),
                *("--no-access-log", "mto.wsgi:application"),
            ],
            "worker": [
                *(*celery, "worker", "-l", "INFO", "--concurrency", "2"),
                *("--without-mingle", "--without-gossip"),
            ],
            "beat": [*celery, "beat", "-l", "WARNING", "--pidfile="],
        }
        for name, command in commands.items():
            log = self.base / f"{name}.log"
            self.processes[name] = Process(name, command, self.env, log)

    def run(self) -> None:
        """Web, worker and beat; returns when the first page answers."""
        for name in ("web", "worker", "beat"):
            self.processes[name].start()
        until("the web answers", lambda: httpx.get(f"{self.url}/livez", timeout=2).is_success)

    def stop(self) -> None:
        for name in ("beat", "web", "worker", "factory"):
            if name in self.processes:
                self.processes[name].stop()
        self.valkey.stop()
        self.postgres.stop()

    def kill_server(self, server: Any) -> None:
        """kill -9 of a database server: every process of its group at once."""
        os.killpg(server.proc.pid, signal.SIGKILL)
        server.proc.wait(10)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [PYTHON, "manage.py", *arguments],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {arguments}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def tails(self) -> str:
        return "\n".join(process.tail() for process in self.processes.values())

    # ---- questions
    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.postgres.url()) as db:
            return db.execute(sql, values).fetchall()

    def value(self, sql: str, *values: object) -> Any:
        found = self.rows(sql, *values)
        return found[0][0] if found else None

    # ---- the manufacturer
    def _factory_is_up(self) -> bool:
        return httpx.get(f"{self.factory_url}/healthz", timeout=2).is_success

    def control(self, path: str, body: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {self.control_key}"}
        answer = httpx.post(
            f"{self.factory_url}/control/{path}", json=body, headers=headers, timeout=10
        )
        answer.raise_for_status()

    def factory_orders(self) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.factory_key}"}
        answer = httpx.get(f"{self.factory_url}/orders", headers=headers, timeout=10)
        answer.raise_for_status()
        orders: list[dict[str, Any]] = answer.json()["orders"]
        return orders
