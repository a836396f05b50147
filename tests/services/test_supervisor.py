"""The supervisor and the set-up around it: one clear sentence for each thing that goes wrong."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mto.services import up
from mto.services.embedded import AlreadyRunning, only_one
from mto.services.places import PYTHON, ROOT
from mto.services.problems import Problem
from mto.services.supervisor import SETTLED, Child, Supervisor
from mto.services.surroundings import (
    kept_port,
    kept_secret,
    loopback,
    port,
    refuse_public_demo,
    require_free,
    some_free_port,
)
from mto.services.surroundings import test_environment as environment_of_tests


def sleeper(logs: Path, name: str = "sleeper", code: str = "import time; time.sleep(60)") -> Child:
    return Child(name, [PYTHON, "-c", code], dict(os.environ), logs)


def alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return bool(state.stdout.strip()) and not state.stdout.strip().startswith("Z")


def test_a_second_copy_is_told_who_runs_already(tmp_path: Path) -> None:
    with (
        only_one(tmp_path, "http://127.0.0.1:8000/, `dev.py up`"),
        pytest.raises(AlreadyRunning, match=r"already runs: http://127\.0\.0\.1:8000/.*process"),
        only_one(tmp_path, "the second"),
    ):
        pass


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with only_one(tmp_path, "one after the other"):
            pass


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(Problem, match=rf"Port {number} is in use.*PORT={number + 1}"):
            require_free("127.0.0.1", number)
        assert some_free_port(number) != number


def test_two_copies_that_start_together_keep_different_ports() -> None:
    free = some_free_port(0)
    with kept_port(free) as first, kept_port(free) as second:
        assert first == free
        assert second != free
    with kept_port(free) as again:
        assert again == free


def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("abc", "0", "70000"):
        monkeypatch.setenv("PORT", wrong)
        with pytest.raises(Problem, match="is not a port number"):
            port("PORT", 8000)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "mto.example.com", "::"])  # noqa: S104
def test_demonstration_mode_never_listens_to_the_public(host: str) -> None:
    assert not loopback(host)
    with pytest.raises(Problem, match="this machine only"):
        refuse_public_demo(host)


@pytest.mark.parametrize("name", ["BEHIND_PROXY", "SMTP_HOST", "CSRF_TRUSTED_ORIGINS"])
def test_demonstration_mode_refuses_production_settings(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(Problem, match=f"{name} is a production setting"):
        refuse_public_demo("127.0.0.1")


def test_demonstration_mode_refuses_public_allowed_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "localhost,mto.example.com")
    with pytest.raises(Problem, match=r"mto\.example\.com"):
        refuse_public_demo("127.0.0.1")


def test_settings_refuse_a_public_demonstration_too() -> None:
    env = {
        **environment_of_tests({"DATABASE_URL": "postgresql:///none", "REDIS_URL": "redis://x"}),
        "DEMO": "1",
        "ALLOWED_HOSTS": "mto.example.com",
    }
    done = subprocess.run(
        [PYTHON, "-c", "import mto.settings"], env=env, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "runs on this machine only" in done.stderr


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    first = kept_secret("status-token", folder=tmp_path)
    assert kept_secret("status-token", folder=tmp_path) == first
    assert (tmp_path / "secrets" / "status-token").stat().st_mode & 0o777 == 0o600


def test_a_child_that_died_is_started_again_and_one_that_keeps_dying_is_given_up(
    tmp_path: Path,
) -> None:
    with Supervisor(tmp_path) as house:
        child = house.add(sleeper(tmp_path, code="print('no such table'); raise SystemExit(3)"))
        with pytest.raises(Problem, match=r"sleeper ended 4 times.*\n.*no such table"):
            house.wait_until("it", lambda: False, timeout=30, stop=threading.Event())
        assert child.short_lives == 4


def test_one_that_had_settled_is_started_again_however_often_it_is_killed(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as house:
        child = house.add(sleeper(tmp_path))
        for _ in range(6):
            child.started_at -= SETTLED
            child.kill_group()
            house.wait_until(
                "it", lambda: child.ended() is None, timeout=30, stop=threading.Event()
            )
        assert child.short_lives == 0


def test_waiting_ends_when_told_to_stop(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with Supervisor(tmp_path) as house:
        assert house.wait_until("never", lambda: False, timeout=5, stop=stop) is False


def test_children_stop_in_reverse_order_and_leave_no_grandchild(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', "
        "'import time; time.sleep(60)']); print(p.pid, flush=True); time.sleep(60)"
    )
    with Supervisor(tmp_path) as house:
        child = house.add(sleeper(tmp_path, code=code))
        house.wait_until("a pid", child.log.read_text, timeout=10, stop=threading.Event())
        grandchild = int(child.log.read_text())
        assert alive(grandchild)
    assert child.ended() == -signal.SIGTERM
    deadline = time.monotonic() + 5
    while alive(grandchild) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux'")
def test_children_die_with_a_supervisor_that_was_killed_outright(tmp_path: Path) -> None:
    code = f"""
import os, sys, time
from pathlib import Path
from mto.services.supervisor import SETTLED, Child, Supervisor
house = Supervisor(Path({str(tmp_path)!r}))
child = house.add(Child("c", [sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ), house.logs))
print(child.process.pid, flush=True)
time.sleep(60)
"""
    env = environment_of_tests({"DATABASE_URL": "postgresql:///none", "REDIS_URL": "redis://x"})
    with subprocess.Popen([PYTHON, "-c", code], cwd=ROOT, env=env, stdout=subprocess.PIPE) as outer:
        assert outer.stdout is not None
        child = int(outer.stdout.readline())
        assert alive(child)
        outer.kill()
    deadline = time.monotonic() + 5
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(child)


def test_every_sign_in_of_the_demonstration_is_printed() -> None:
    roles = {role for role, _, _ in up.SIGN_INS}
    assert {"Sales representative", "Finance", "Technician", "Administrator", "Customer"} <= roles
