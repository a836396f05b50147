"""Reading the environment: small typed readers, and URLs turned into what Django and Celery want."""

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable, or ``default`` where it is unset or empty."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes and on."""
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str) -> list[str]:
    """A list separated by commas; empty parts are dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def load_note(note: Path) -> None:
    """`manage.py shell` beside a running `up`: take the addresses that `up` wrote down."""
    if note.exists():
        for line in note.read_text().splitlines():
            key, _, value = line.partition("=")
            os.environ.setdefault(key, value)


def database_from_url(url: str) -> dict[str, Any]:
    """``postgresql://user:password@host:port/name?option=value``; ``?host=/folder`` is a unix socket.

    :raises ImproperlyConfigured: for another scheme.
    """
    parts = urlsplit(url)
    query: dict[str, Any] = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    # Pages read one row with a dozen relations by their keys: trying out the orders in which they could
    # be joined took ten times as long as joining them (10.3 ms of planning, 1.4 ms with 4).
    query.setdefault("options", "-c join_collapse_limit=4")
    host = query.pop("host", unquote(parts.hostname or ""))
    pooled = flag("DB_POOL", default=True)
    if pooled:  # one per process; min_size 1, since a worker that never queries needs no more
        query["pool"] = {"min_size": 1, "max_size": int(text("DB_POOL_MAX", "4")), "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
        "CONN_MAX_AGE": 0 if pooled else 60,  # the pool and kept connections exclude each other
        "CONN_HEALTH_CHECKS": True,
        "TEST": {
            "NAME": text("TEST_DATABASE") or None,
            "TEMPLATE": text("TEST_TEMPLATE") or None,
        },
    }


def redis_database(url: str, number: int) -> str:
    """The same server, another logical database; for unix:// and redis(s):// alike."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return parts._replace(path=f"/{number}").geturl()


def celery_url(url: str, number: int) -> str:
    """The broker address in Celery's own spelling."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host={number}"
    return redis_database(url, number)


def demo_problem(hosts: list[str]) -> str | None:
    """Why demonstration mode may not run with these ALLOWED_HOSTS and settings; None where it may."""
    for name in ("BEHIND_PROXY", "SMTP_HOST", "CSRF_TRUSTED_ORIGINS"):
        if text(name):
            return (
                f"DEMO=1 refuses to run with {name}, which only a production has: unset one of them"
            )
    for host in hosts:
        name = host.strip("[]").split("%")[0]
        if name in {"localhost", "testserver"}:
            continue
        try:
            if ip_address(name).is_loopback:
                continue
        except ValueError:
            pass
        return (
            f"DEMO=1 prints its sign-ins and skips the second factor, so it runs on this machine "
            f"only: remove {host!r} from ALLOWED_HOSTS or switch DEMO off"
        )
    return None
