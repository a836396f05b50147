"""The embedded servers: killed outright, they come back on their data."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from mto.services.embedded import services


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder the database's own user can walk to."""
    with tempfile.TemporaryDirectory(prefix="mto-servers-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_killed_servers_are_revived_with_all_that_was_committed(
    open_folder: Path,
) -> None:
    with services(open_folder, quiet=True) as running:
        with psycopg.connect(running.urls["DATABASE_URL"], autocommit=True) as db:
            db.execute("create table note (text text)")
            db.execute("insert into note values ('kept')")
        for server in running.started:
            assert server.process is not None
            server.process.kill()
            server.process.wait()
        running.revive()
        with psycopg.connect(running.urls["DATABASE_URL"]) as db:
            assert db.execute("select text from note").fetchall() == [("kept",)]
        client = redis.Redis.from_url(running.urls["REDIS_URL"])
        assert client.ping()
        client.close()
    processes = [server.process for server in running.started]
    assert all(process is not None and process.poll() is not None for process in processes)


def test_named_servers_are_used_and_none_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {"DATABASE_URL": "postgresql://db.example/mto", "REDIS_URL": "redis://kv.example"}
    for name, url in named.items():
        monkeypatch.setenv(name, url)
    with services(tmp_path) as running:
        assert (running.urls, running.started) == (named, [])
    assert list(tmp_path.iterdir()) == []
