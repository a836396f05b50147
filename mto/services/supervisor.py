"""Running several processes as one: started in order, watched, started again, stopped in reverse order."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from mto.services.console import say
from mto.services.places import ROOT
from mto.services.problems import Problem
from mto.services.processes import die_with_parent, end, tail

RESTARTS = 3
SETTLED = 10.0  # seconds; one that ran so long was well, whatever ended it
PAUSE = 0.5  # seconds more before each further start of one that is not


@dataclass
class Child:
    """One process with a group of its own, so that Ctrl-C at the terminal reaches only the supervisor."""

    name: str
    args: Sequence[str]
    env: dict[str, str]
    logs: Path
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10
    started_at: float = 0.0
    short_lives: int = 0
    """So many times in a row it ended before it had settled."""
    again_at: float | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.logs / f"{self.name}.log"

    def start(self) -> None:
        """Start it (again), with its output in its log file."""
        self.started_at, self.again_at = time.monotonic(), None
        self.kill_group()  # a server killed outright leaves its own children behind, still on the port
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.args,
                env=self.env,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def ended(self) -> int | None:
        """Its return code where it is no longer running."""
        return self.process.poll() if self.process is not None else None

    def bury(self) -> None:
        """Note that it ended, and when to start it again."""
        now = time.monotonic()
        self.short_lives = self.short_lives + 1 if now - self.started_at < SETTLED else 0
        self.again_at = now + PAUSE * self.short_lives

    def stop(self) -> None:
        """Let it finish, then see that nothing of its group is left."""
        if self.process is None:
            return
        if not end(self.process, self.stop_signal, self.grace):
            say(f"{self.name} did not stop within {self.grace:.0f} s and was ended.")
        self.kill_group()

    def kill_group(self) -> None:
        """End the process and all it started, at once."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Holds children; ``with Supervisor(logs) as house:`` stops them all in reverse order at the end."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.children: list[Child] = []
        logs.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for child in reversed(self.children):
            child.stop()

    def add(self, child: Child) -> Child:
        """Start ``child`` with a fresh log; the last one is kept as ``.log.1``."""
        if child.log.exists():
            child.log.replace(child.log.with_suffix(".log.1"))
        self.children.append(child)
        child.start()
        return child

    def revive(self) -> None:
        """Start again what has ended.

        One that ends soon after its start gets time: what it needs may still be starting itself.

        :raises Problem: when a child keeps ending; with the end of its log.
        """
        for child in self.children:
            code = child.ended()
            if code is None:
                continue
            if child.again_at is None:
                child.bury()
                if child.short_lives > RESTARTS:
                    raise Problem(
                        f"{child.name} ended {child.short_lives} times, each soon after its start; "
                        f"the end of {child.log}:\n{tail(child.log)}"
                    )
                say(f"{child.name} ended with {code}; starting it again (its log: {child.log}).")
            if child.again_at is not None and time.monotonic() >= child.again_at:
                child.start()

    def wait_until(
        self, what: str, answers: Callable[[], bool], *, timeout: float, stop: threading.Event
    ) -> bool:
        """Wait for ``answers()``, reviving children meanwhile. False when ``stop`` was set first.

        :raises Problem: after ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        while not answers():
            if stop.wait(0.3):
                return False
            self.revive()
            if time.monotonic() > deadline:
                logs = ", ".join(str(child.log) for child in self.children)
                raise Problem(f"{what} was not ready within {timeout:.0f} s; look at {logs}")
        return True
