"""Where things lie, and the user the database server runs as."""

import contextlib
import hashlib
import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any

from mto.services.problems import Problem

ROOT = Path(__file__).resolve().parents[2]
EMBEDDED = ROOT / ".embedded"
PYTHON = sys.executable
SOCKET_PATH_LIMIT = 80  # the system allows 107 bytes, the server adds its own name


def service_user() -> pwd.struct_passwd | None:
    """Whom to run PostgreSQL as: it refuses root, and initdb wants an entry in passwd. None: as ourselves.

    :raises Problem: for root on a machine with neither a postgres nor a nobody user.
    """
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Problem(
        "Running as root, and there is neither a 'postgres' nor a 'nobody' user to run PostgreSQL as."
    )


def as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """The keywords that make `subprocess` run as ``user``."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _reachable(path: Path, user: pwd.struct_passwd | None) -> bool:
    """Can ``user`` walk down to ``path``? (A checkout under /root, mode 0700, cannot be walked.)"""
    if user is None:
        return True
    while not path.exists():
        path = path.parent
    return subprocess.run(["test", "-x", str(path)], cwd="/", **as_user(user)).returncode == 0


def private_folder(path: Path, user: pwd.struct_passwd | None) -> Path:
    """``path``, made, with mode 0700, owned by ``user``."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    if user is not None:
        os.chown(path, user.pw_uid, user.pw_gid)
    return path


def server_home(base: Path, user: pwd.struct_passwd | None) -> Path:
    """Where the servers keep their files: ``base`` if they can reach it, else a folder of /var/tmp."""
    base = base.resolve()
    if _reachable(base.parent, user):
        base.mkdir(parents=True, exist_ok=True)
        if _reachable(base, user):
            return base
    tag = hashlib.sha256(str(base).encode()).hexdigest()[:12]
    home = Path("/var/tmp") / f"mto-embedded-{tag}"  # noqa: S108 - outlives a restart; ownership is checked
    home.mkdir(mode=0o755, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.geteuid():
        raise Problem(f"{home} belongs to someone else; remove it and try again.")
    return home


def socket_folder(home: Path, name: str, user: pwd.struct_passwd | None) -> Path:
    """A private folder for one unix socket: in ``home``, or in /tmp where that path would be too long.

    :raises Problem: when somebody else owns it.
    """
    path = home / "run" / name
    if len(str(path)) > SOCKET_PATH_LIMIT:
        tag = hashlib.sha256(str(path).encode()).hexdigest()[:16]
        path = Path("/tmp") / f"mto-{tag}"  # noqa: S108 - ownership is checked
    else:
        path.parent.mkdir(mode=0o755, exist_ok=True)
    owners = {os.geteuid(), user.pw_uid if user else os.geteuid()}
    if path.is_symlink() or (path.exists() and path.stat().st_uid not in owners):
        raise Problem(f"{path} belongs to someone else; remove it and try again.")
    return private_folder(path, user)
