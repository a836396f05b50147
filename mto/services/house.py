"""The product's processes: what each is started with, and how one hears that it is well."""

import json
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from mto.services.places import PYTHON
from mto.services.supervisor import Child

CELERY = (PYTHON, "-m", "celery", "-A", "mto", "--quiet")


def factory(
    env: dict[str, str], logs: Path, *, port: int, store: Path, seconds_per_day: float, web: str
) -> Child:
    """The simulated manufacturer; it keeps its own store and pushes events to ``web``."""
    args = [PYTHON, "-m", "factory", "--port", str(port), "--store", str(store)]
    args += ["--seconds-per-day", f"{seconds_per_day:g}", "--seed", "7"]
    args += ["--webhook", f"{web}/factory/MERIDIAN/events/"]
    return Child("factory", args, env, logs)


def web(env: dict[str, str], logs: Path, *, host: str, port: int) -> Child:
    """The pages. WSGI: several times the requests of ASGI for ordinary views."""
    args = [PYTHON, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    args += ["--workers", env.get("WEB_WORKERS", "1"), "--blocking-threads", "4"]
    args += ["--no-access-log", "--log-level", "warning", "mto.wsgi:application"]
    return Child("web", args, env, logs)


def worker(env: dict[str, str], logs: Path) -> Child:
    """The sweeps. No pool: Celery closes it after every task."""
    args = [*CELERY, "worker", "-l", "INFO", "--without-mingle", "--without-gossip"]
    args += ["--concurrency", env.get("WORKER_CONCURRENCY", "2")]
    return Child("worker", args, {**env, "DB_POOL": "0"}, logs, signal.SIGTERM, grace=30)


def beat(env: dict[str, str], logs: Path) -> Child:
    """The clock of the sweeps."""
    args = [*CELERY, "beat", "-l", "WARNING", "--pidfile="]
    return Child("beat", args, {**env, "DB_POOL": "0"}, logs)


def answers(url: str) -> bool:
    """Does the address answer 200?"""
    return fetch(url) is not None


def fetch(url: str, token: str = "") -> Any:
    """The JSON an address answers with; None where it does not answer 200."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - our own
    try:
        with urllib.request.urlopen(request, timeout=3) as reply:  # noqa: S310
            body = reply.read()
    except (OSError, urllib.error.HTTPError):
        return None
    try:
        return json.loads(body)
    except ValueError:
        return {}


def worker_answers(site: str, env: Mapping[str, str], since: datetime) -> bool:
    """Has the worker shown a sign of life since then?"""
    status = fetch(f"{site}/statusz", env["STATUS_TOKEN"]) or {}
    seen = (status.get("worker") or {}).get("seen_at")
    return seen is not None and datetime.fromisoformat(seen) >= since


def manage(*args: str) -> list[str]:
    """The command line of a management command."""
    return [sys.executable, "manage.py", *args]
