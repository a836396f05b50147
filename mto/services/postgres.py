"""A PostgreSQL server of our own, on a unix socket only."""

import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from mto.services.binaries import postgres_folder
from mto.services.places import as_user, private_folder, service_user, socket_folder
from mto.services.problems import Problem
from mto.services.processes import die_with_parent, end, end_left_over, tail

EXTENSIONS = ("pg_trgm", "btree_gist", "citext", "pg_stat_statements")
BUILTIN_LOCALE_SINCE = 17
SAFE = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
}
FAST = {  # the data is thrown away
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class Postgres:
    """One server on the data folder ``home/pg<major>``; ``fast`` gives up durability for tests."""

    title = "PostgreSQL"

    def __init__(self, home: Path, *, fast: bool = False) -> None:
        self.user = service_user()
        self.home, self.fast = home, fast
        self.bin = postgres_folder(self.user)
        text = subprocess.check_output([self.bin / "postgres", "--version"], text=True)
        found = re.search(r"(\d+)(\.\d+)?", text)
        self.version = found.group(0) if found else text.strip()
        self.major = int(self.version.split(".")[0])
        self.data = home / f"pg{self.major}"  # a new major version never opens an old data folder
        self.sockets = socket_folder(home, "pg", self.user)
        self.log = home / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "mto") -> str:
        """The address of one database."""
        return f"postgresql://mto@/{database}?host={quote(str(self.sockets))}"

    def start(self, timeout: float = 60) -> None:
        """Make the data folder where it is missing, start, and wait until the database answers.

        :raises Problem: with the end of the server's log.
        """
        private_folder(self.data, self.user)
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        end_left_over(self.data / "postmaster.pid", str(self.data), signal.SIGINT)
        for stale in self.sockets.iterdir():  # socket and lock file of a server that was killed
            stale.unlink()
        options = {**SAFE, "unix_socket_directories": str(self.sockets)} | (
            FAST if self.fast else {}
        )
        args = [str(self.bin / "postgres"), "-D", str(self.data)]
        for key, value in options.items():
            args += ["-c", f"{key}={value}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                args,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **as_user(self.user),
            )
        self._wait(self.process, timeout)
        for name in ("template1", "mto"):  # template1: every test database inherits the extensions
            with psycopg.connect(self.url(name), autocommit=True) as db:
                for extension in EXTENSIONS:
                    db.execute(
                        sql.SQL("create extension if not exists {}").format(
                            sql.Identifier(extension)
                        )
                    )

    def _initdb(self) -> None:
        for left_over in self.data.iterdir():  # an initdb that was cut off
            if left_over.is_dir():
                shutil.rmtree(left_over)
            else:
                left_over.unlink()
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if self.major >= BUILTIN_LOCALE_SINCE
            else ["--locale=C.UTF-8"]
        )
        args = [str(self.bin / "initdb"), "-D", str(self.data), "-U", "mto", "-E", "UTF8"]
        args += ["--auth=trust", *locale, *(["--no-sync"] if self.fast else [])]
        done = subprocess.run(args, capture_output=True, text=True, cwd="/", **as_user(self.user))
        if done.returncode:
            said = (done.stderr or done.stdout).strip()
            raise Problem(f"PostgreSQL could not make its data folder {self.data}: {said}")

    def _wait(self, process: subprocess.Popen[bytes], timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while True:
            if process.poll() is not None:
                raise Problem(f"PostgreSQL ended at once; the end of its log:\n{tail(self.log)}")
            try:
                with psycopg.connect(self.url("postgres"), autocommit=True) as db:
                    if not db.execute("select 1 from pg_database where datname='mto'").fetchone():
                        db.execute("create database mto")
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise Problem(f"PostgreSQL did not answer within {timeout:.0f} s.") from None
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Fast shutdown: roll back what is open, write everything down, leave."""
        if self.process is not None:
            end(self.process, signal.SIGINT, 30)
