"""A migrated database to copy: applying every migration takes longer than most test runs.

The copy is made once for each state of the migrations and of the packages, and kept in `.embedded`.
"""

import fcntl
import hashlib
import shutil
import subprocess
from pathlib import Path

from mto.services.console import say
from mto.services.places import EMBEDDED, PYTHON, ROOT, server_home, service_user
from mto.services.postgres import Postgres
from mto.services.surroundings import test_environment

KEPT = 2


def _state_of_the_migrations() -> str:
    """A hash of everything the migrated database depends on."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "mto/services/postgres.py"]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def copy_into(home: Path) -> bool:
    """Give ``home`` a data folder whose database ``mto`` is migrated; False where migrating fails."""
    store = server_home(EMBEDDED, service_user()) / "migrated"
    store.mkdir(exist_ok=True)
    wanted = store / _state_of_the_migrations()
    with (store / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not wanted.exists() and not _make(store, wanted):
            return False
        wanted.touch()  # used just now: the oldest go first
        subprocess.run(["cp", "-a", *map(str, wanted.glob("pg*")), str(home)], check=True)
        for old in sorted(_copies(store), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            shutil.rmtree(old)
    return True


def _copies(store: Path) -> list[Path]:
    return [path for path in store.iterdir() if path.is_dir()]


def _make(store: Path, wanted: Path) -> bool:
    say("Migrating a database to copy (once for each change of the migrations) ...")
    scratch = store / "unfinished"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o755)
    server = Postgres(scratch, fast=True)
    server.start()
    try:
        env = test_environment({"DATABASE_URL": server.url(), "REDIS_URL": "redis://127.0.0.1:9"})
        done = subprocess.run(
            [PYTHON, "manage.py", "migrate", "--no-input", "--skip-checks"],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    finally:
        server.stop()
    if done.returncode:
        say("The migrations fail; the tests will say why.")
        shutil.rmtree(scratch, ignore_errors=True)
        return False
    scratch.rename(wanted)
    return True
