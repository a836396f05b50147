"""`dev.py up`: everything running, with demonstration data, until Ctrl-C."""

import argparse
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from mto.services import console, house, system
from mto.services.console import say
from mto.services.embedded import Running, given, only_one, services
from mto.services.places import EMBEDDED, ROOT, server_home, service_user
from mto.services.problems import Problem
from mto.services.processes import die_with_parent, end
from mto.services.supervisor import Supervisor
from mto.services.surroundings import (
    NOTE,
    kept_port,
    port,
    refuse_public_demo,
    require_free,
    up_environment,
    write_note,
)

DEMO_PASSWORD = "demo-mto-2026"  # noqa: S105 - of accounts that exist in demonstration mode only
SIGN_INS = (
    ("Sales representative", "rep@demo.mto", DEMO_PASSWORD),
    ("Sales manager", "manager@demo.mto", DEMO_PASSWORD),
    ("Finance", "finance@demo.mto", DEMO_PASSWORD),
    ("Production coordinator", "coordinator@demo.mto", DEMO_PASSWORD),
    ("Technician", "technician@demo.mto", DEMO_PASSWORD),
    ("Administrator", "admin@demo.mto", DEMO_PASSWORD),
    ("Customer", "customer@demo.mto", "by a code: see the mailbox /dev/mail/ as administrator"),
    ("Representative elsewhere", "rep2@demo.mto", DEMO_PASSWORD),
)


@dataclass(frozen=True)
class Address:
    """Where the web server listens, and what a browser on this machine types."""

    host: str
    port: int

    @property
    def site(self) -> str:
        everywhere = self.host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not listened on
        return f"http://{'127.0.0.1' if everywhere else self.host}:{self.port}"


def _arguments(args: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py up", description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="throw the embedded data away first")
    parser.add_argument("--yes", action="store_true", help="do not ask before that")
    return parser.parse_args(args)


def run(args: Sequence[str]) -> int:
    """Start everything, say where it is, keep it running until told to stop.

    :raises Problem: for a second copy, a taken port, a missing library, a part that does not start.
    """
    options = _arguments(args)
    address = Address(os.environ.get("HOST") or "127.0.0.1", port("PORT", 8000))
    demo = os.environ.get("DEMO", "1").lower() in {"1", "true", "yes", "on"}
    if demo:
        refuse_public_demo(address.host)
    with ExitStack() as stack:
        stack.enter_context(only_one(EMBEDDED, f"{address.site}/, `dev.py up`"))
        require_free(address.host, address.port)
        if options.fresh and not _start_over(asked=options.yes):
            return 1
        system.ensure_libraries()
        stop = threading.Event()
        for sent in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sent, lambda *_: stop.set())
        stack.callback(say, "Stopped.")
        with services(EMBEDDED) as servers:
            factory_port = stack.enter_context(kept_port(port("FACTORY_PORT", 8100)))
            env = up_environment(servers.urls, web_port=address.port, factory_port=factory_port)
            write_note(env)
            try:
                return _keep_running(env, address, stop, servers, demo=demo)
            finally:
                NOTE.unlink(missing_ok=True)


def _start_over(*, asked: bool) -> bool:
    home = server_home(EMBEDDED, service_user())
    question = f"Throw away the data of this checkout ({home}: database, mail, documents)?"
    if not asked and not console.agrees(question):
        say("Nothing was thrown away (say --yes to do it without being asked).")
        return False
    for folder in {home, EMBEDDED}:
        doomed = [*folder.glob("pg*"), folder / "valkey", folder / "media", folder / "logs"]
        doomed += [*folder.glob("factory.sqlite*"), *folder.glob("beat-schedule*")]
        for path in doomed:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    if given():
        say("Servers named by DATABASE_URL or REDIS_URL keep their data.")
    return True


def _keep_running(
    env: dict[str, str], address: Address, stop: threading.Event, servers: Running, *, demo: bool
) -> int:
    began, since = time.monotonic(), datetime.now(UTC)
    with Supervisor(EMBEDDED / "logs") as parts:
        if not _start_parts(parts, env, address, stop):
            return 0
        ready = [
            ("the web server", lambda: house.answers(f"{address.site}/readyz")),
            ("the worker", lambda: house.worker_answers(address.site, env, since)),
        ]
        for what, check in ready:
            if not parts.wait_until(what, check, timeout=90, stop=stop):
                return 0
            say(f"{what[0].upper()}{what[1:]} answers.")
        _announce(address.site, time.monotonic() - began, demo=demo)
        while not stop.wait(0.5):
            servers.revive()
            parts.revive()
        say("Stopping ...")
        return 0


def _start_parts(
    parts: Supervisor, env: dict[str, str], address: Address, stop: threading.Event
) -> bool:
    """The manufacturer first: the demonstration's catalogue comes from it. False when told to stop."""
    if not os.environ.get("FACTORY_URL"):
        maker = house.factory(
            env,
            parts.logs,
            port=int(env["FACTORY_URL"].rpartition(":")[2]),
            store=EMBEDDED / "factory.sqlite3",
            seconds_per_day=float(env.get("FACTORY_SECONDS_PER_DAY", "86400")),
            web=address.site,
        )
        parts.add(maker)
        url = f"{env['FACTORY_URL']}/healthz"
        if not parts.wait_until(
            "the manufacturer", lambda: house.answers(url), timeout=60, stop=stop
        ):
            return False
        say("The manufacturer answers.")
    if not _prepare(env, stop):
        return False
    parts.add(house.web(env, parts.logs, host=address.host, port=address.port))
    parts.add(house.worker(env, parts.logs))
    parts.add(house.beat(env, parts.logs))
    return True


def _prepare(env: dict[str, str], stop: threading.Event) -> bool:
    say("Bringing the database up to date (the first time this loads the demonstration) ...")
    step = subprocess.Popen(
        house.manage("prepare"),
        env={**env, "DB_POOL": "0"},
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    while step.poll() is None:
        if stop.wait(0.1):
            end(step, signal.SIGTERM, 10)
            return False
    if step.returncode:
        raise Problem("The database could not be prepared (see above); mend that and start again.")
    return True


def _announce(site: str, took: float, *, demo: bool) -> None:
    say(f"Ready after {took:.0f} s: {site}/")
    if demo:
        console.table(SIGN_INS, "Demonstration sign-ins")
    console.table(
        [
            ("Logs", f"{EMBEDDED}/logs/"),
            ("Stop", "Ctrl-C"),
            ("Start over", "python3 dev.py up --fresh"),
        ]
    )
