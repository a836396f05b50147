"""`dev.py doctor`: what this machine has and lacks."""

import sys
from collections.abc import Sequence

from mto.services import console, system
from mto.services.binaries import postgres_folder, valkey_program
from mto.services.embedded import AlreadyRunning, given, only_one
from mto.services.places import EMBEDDED, service_user
from mto.services.problems import Problem
from mto.services.surroundings import is_free, port

OK, MISSING = "ok", "MISSING"
type Row = tuple[str, str, str]


def run(args: Sequence[str]) -> int:
    """Print one line a thing; 1 where something is missing that `up` or `test` needs."""
    rows = [
        ("Python", OK, sys.version.split()[0]),
        _database(),
        _broker(),
        _pdf(),
        _browser(),
        *_ports(),
        _running(),
    ]
    console.table(rows, "mto on this machine")
    return int(any(state == MISSING for _, state, _ in rows))


def _database() -> Row:
    if "DATABASE_URL" in given():
        return "PostgreSQL", OK, "DATABASE_URL names one; none is started"
    try:
        return "PostgreSQL", OK, str(postgres_folder(service_user()))
    except Problem as problem:
        return "PostgreSQL", MISSING, str(problem)


def _broker() -> Row:
    if "REDIS_URL" in given():
        return "Valkey", OK, "REDIS_URL names one; none is started"
    try:
        return "Valkey", OK, str(valkey_program())
    except Problem as problem:
        return "Valkey", MISSING, str(problem)


def _pdf() -> Row:
    missing = system.missing_pdf_libraries()
    if not missing:
        return "PDF libraries", OK, "pango and harfbuzz load"
    command = system.install_command(system.PDF_PACKAGES)
    return "PDF libraries", MISSING, f"{', '.join(missing)}: {command}"


def _browser() -> Row:
    found = system.chromium()
    if found:
        return "Chromium", OK, f"{found} (for the browser tests only)"
    return "Chromium", MISSING, f"for the browser tests only: {system.chromium_command()}"


def _ports() -> list[Row]:
    rows = []
    for what, name, default in (("Web", "PORT", 8000), ("Factory", "FACTORY_PORT", 8100)):
        number = port(name, default)
        note = "is free" if is_free("127.0.0.1", number) else f"is in use; {name}= chooses another"
        rows.append((f"{what} port", OK, f"{number} {note}"))
    return rows


def _running() -> Row:
    try:
        with only_one(EMBEDDED, "`dev.py doctor`"):
            return "Running", OK, "nothing of this checkout runs"
    except AlreadyRunning as already:
        return "Running", OK, str(already)
