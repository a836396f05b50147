"""The environment variables the product's processes get from `dev.py`."""

import base64
import fcntl
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path

from mto.services.places import EMBEDDED
from mto.services.problems import Problem

PORTS_TRIED = 20
NOTE = EMBEDDED / "env"
NOTED = (  # what `manage.py` beside a running `up` needs
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "DEBUG",
    "DEMO",
    "PORT",
    "FACTORY_URL",
    "FACTORY_KEY",
    "FACTORY_WEBHOOK_SECRET",
    "PAYMENT_WEBHOOK_SECRET",
    "FACTORY_CONTROL_KEY",
    "STATUS_TOKEN",
    "MEDIA_ROOT",
)
OUTSIDE = (
    "BEHIND_PROXY",
    "SMTP_HOST",
    "CSRF_TRUSTED_ORIGINS",
)  # set only where the public comes in
TEST_WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"a secret that only tests know...").decode()


def kept_secret(name: str, *, prefix: str = "", folder: Path = EMBEDDED) -> str:
    """A secret made once for this checkout and kept in a file only its owner can read."""
    file = folder / "secrets" / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(prefix + base64.b64encode(secrets.token_bytes(32)).decode())
    return file.read_text()


def loopback(host: str) -> bool:
    """Is ``host`` this machine and no other?"""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def port(name: str, default: int) -> int:
    """The port the environment names.

    :raises Problem: when it is no port number.
    """
    given = os.environ.get(name) or str(default)
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Problem(f"{name}={given} is not a port number; choose one between 1 and 65535.")
    return int(given)


def is_free(host: str, number: int) -> bool:
    """Can we listen there now?"""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError:
            return False
    return True


def require_free(host: str, number: int) -> None:
    """:raises Problem: when another program listens there."""
    if not is_free(host, number):
        raise Problem(
            f"Port {number} is in use by another program; stop that, or choose another port: "
            f"PORT={number + 1} python3 dev.py up"
        )


def some_free_port(preferred: int) -> int:
    """``preferred``, or where it is taken (or nought) any other."""
    if preferred and is_free("127.0.0.1", preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def kept_port(preferred: int) -> Iterator[int]:
    """``preferred``, or where it is taken any other; as long as it is kept, no other ``up`` on this
    machine takes it, also before anything listens there.

    :raises Problem: when none can be kept.
    """
    number, lock = preferred, _port_lock(preferred)
    for _ in range(PORTS_TRIED):
        if lock is None:
            number = some_free_port(0)
            lock = _port_lock(number)
    if lock is None:
        raise Problem(f"No port can be kept; is {tempfile.gettempdir()} writable?")
    try:
        yield number
    finally:
        os.close(lock)


def _port_lock(number: int) -> int | None:
    """A free port under lock, by an open file; None where somebody else has either."""
    path = Path(tempfile.gettempdir()) / f"mto-port-{number}.lock"
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:  # the file of another user
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    if is_free("127.0.0.1", number):
        return lock
    os.close(lock)
    return None


def refuse_public_demo(host: str) -> None:
    """Demonstration mode prints its sign-ins, so it never faces the public.

    :raises Problem: when it would listen on more than this machine or carries production settings.
    """
    if not loopback(host):
        raise Problem(
            f"Demonstration mode prints its sign-ins, so it listens on this machine only: leave out "
            f"HOST={host}, or run with DEMO=0."
        )
    for allowed in (os.environ.get("ALLOWED_HOSTS") or "localhost").split(","):
        if not loopback(allowed.strip()):
            raise Problem(
                f"Demonstration mode answers on this machine only: take {allowed.strip()!r} out of "
                "ALLOWED_HOSTS, or run with DEMO=0."
            )
    for name in OUTSIDE:
        if os.environ.get(name):
            raise Problem(
                f"{name} is a production setting, and demonstration mode refuses to run with it: "
                "unset it, or run with DEMO=0."
            )


def up_environment(urls: dict[str, str], *, web_port: int, factory_port: int) -> dict[str, str]:
    """Everything web, worker, beat and the manufacturer are told; what the caller set wins."""
    made = {
        "DEMO": "1",
        "DEBUG": "0",
        "PORT": str(web_port),
        "SECRET_KEY": kept_secret("secret-key"),
        "STATUS_TOKEN": kept_secret("status-token"),
        "FACTORY_URL": f"http://127.0.0.1:{factory_port}",
        "FACTORY_KEY": kept_secret("factory-key"),
        "FACTORY_CONTROL_KEY": kept_secret("factory-control-key"),
        "FACTORY_WEBHOOK_SECRET": kept_secret("factory-webhook", prefix="whsec_"),
        "PAYMENT_WEBHOOK_SECRET": kept_secret("payment-webhook", prefix="whsec_"),
        "MEDIA_ROOT": str(EMBEDDED / "media"),
        "C_FORCE_ROOT": "1",  # Celery's warning is about pickle, which is switched off
        "PYTHONUNBUFFERED": "1",
    }
    return {**made, **{k: v for k, v in os.environ.items() if v}, **urls}


def test_environment(urls: dict[str, str]) -> dict[str, str]:
    """What the tests are told: nothing of a running `up`, nothing of the caller's production."""
    return {
        **os.environ,
        **urls,
        "DJANGO_SETTINGS_MODULE": "mto.settings",
        "SECRET_KEY": "only-for-tests-and-long-enough-to-be-accepted-by-every-check",
        "DEBUG": "1",
        "DEMO": "0",
        "DB_POOL": "0",
        "STATIC_MANIFEST": "0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "CSRF_TRUSTED_ORIGINS": "",
        "PORT": "8000",
        "MEDIA_ROOT": str(EMBEDDED / "test-media"),
        "STATUS_TOKEN": "status-token-of-the-tests",
        "FACTORY_URL": "http://127.0.0.1:9",
        "FACTORY_KEY": "factory-key-of-the-tests",
        "FACTORY_CONTROL_KEY": "control-key-of-the-tests",
        "FACTORY_WEBHOOK_SECRET": TEST_WEBHOOK_SECRET,
        "PAYMENT_WEBHOOK_SECRET": TEST_WEBHOOK_SECRET,
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's loop runs in the thread of the test
        "C_FORCE_ROOT": "1",
    }


def write_note(env: dict[str, str]) -> None:
    """Leave the addresses for `manage.py` commands that run beside."""
    NOTE.parent.mkdir(exist_ok=True)
    NOTE.touch(mode=0o600)
    NOTE.chmod(0o600)
    NOTE.write_text("".join(f"{name}={env[name]}\n" for name in NOTED if name in env))


def read_note() -> dict[str, str]:
    """The addresses a running `up` left; empty where there is none."""
    if not NOTE.exists():
        return {}
    pairs = (line.partition("=") for line in NOTE.read_text().splitlines())
    return {name: value for name, _, value in pairs if name}
