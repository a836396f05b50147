"""Starting and ending other programs so that none outlives us."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mto.services.console import say
from mto.services.problems import Problem


def die_with_parent(sent: signal.Signals) -> Callable[[], None] | None:
    """For ``preexec_fn``: on Linux a child whose parent is killed outright gets ``sent``."""
    if sys.platform != "linux":
        return None
    # Looked up here: after the change of user the child may not be able to read our libraries.
    prctl = ctypes.CDLL(None).prctl

    def hook() -> None:
        prctl(1, int(sent))  # PR_SET_PDEATHSIG

    return hook


def end(process: subprocess.Popen[bytes], sent: signal.Signals, timeout: float) -> bool:
    """Ask ``process`` to stop; kill it after ``timeout`` seconds. Returns whether it went by itself."""
    if process.poll() is not None:
        return True
    process.send_signal(sent)
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    return True


def end_left_over(pid_file: Path, marker: str, sent: signal.Signals) -> None:
    """End the server that ``pid_file`` names if it still runs and is ours (``marker`` is in its command).

    :raises Problem: when it does not stop.
    """

    def ours(
        pid: int,
    ) -> bool:  # a zombie, or a stranger with the same number, shows another command
        args = ["ps", "-o", "args=", "-p", str(pid)]
        return marker in subprocess.run(args, capture_output=True, text=True).stdout

    try:
        pid = int(pid_file.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    if ours(pid):
        say(f"An earlier server (process {pid}) still runs on this data folder: stopping it.")
        os.kill(pid, sent)
        deadline = time.monotonic() + 30
        while ours(pid):
            if time.monotonic() > deadline:
                raise Problem(f"Process {pid} does not stop; end it and try again.")
            time.sleep(0.05)
    pid_file.unlink(missing_ok=True)


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log file."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
