"""A Valkey server of our own, on a unix socket only."""

import re
import signal
import subprocess
import time
from pathlib import Path

import redis

from mto.services.binaries import valkey_program
from mto.services.places import socket_folder
from mto.services.problems import Problem
from mto.services.processes import die_with_parent, end, end_left_over, tail


class Valkey:
    """One server on the data folder ``home/valkey``; ``fast`` keeps nothing on disk."""

    title = "Valkey"

    def __init__(self, home: Path, *, fast: bool = False) -> None:
        self.home, self.fast = home, fast
        self.program = valkey_program()
        text = subprocess.check_output([self.program, "--version"], text=True)
        found = re.search(r"v=([\d.]+)", text)
        self.version = found.group(1) if found else text.strip()
        self.data = home / "valkey"
        self.socket = socket_folder(home, "kv", None) / "s"
        self.pid_file = home / "valkey.pid"
        self.log = home / "valkey.log"
        self.process: subprocess.Popen[bytes] | None = None

    def url(self) -> str:
        """The address of its first logical database."""
        return f"unix://{self.socket}?db=0"

    def start(self, timeout: float = 20) -> None:
        """Start and wait until it answers.

        :raises Problem: with the end of the server's log.
        """
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        args = [str(self.program), "--port", "0", "--unixsocket", str(self.socket)]
        args += ["--unixsocketperm", "700", "--dir", str(self.data), "--daemonize", "no"]
        args += ["--databases", "64", "--maxmemory-policy", "noeviction", "--save", ""]
        args += (
            ["--appendonly", "no"]
            if self.fast
            else ["--appendonly", "yes", "--appendfsync", "everysec"]
        )
        # Valkey locks nothing itself: two servers on one data folder would spoil it.
        end_left_over(self.pid_file, str(self.socket), signal.SIGTERM)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                args,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        self.pid_file.write_text(str(self.process.pid))
        self._wait(self.process, timeout)

    def _wait(self, process: subprocess.Popen[bytes], timeout: float) -> None:
        deadline = time.monotonic() + timeout
        client = redis.Redis.from_url(self.url())
        try:
            while True:
                if process.poll() is not None:
                    raise Problem(f"Valkey ended at once; the end of its log:\n{tail(self.log)}")
                try:
                    client.ping()
                except redis.RedisError:
                    if time.monotonic() > deadline:
                        raise Problem(f"Valkey did not answer within {timeout:.0f} s.") from None
                    time.sleep(0.02)
                else:
                    return
        finally:
            client.close()

    def stop(self) -> None:
        """Write everything down and leave."""
        if self.process is not None:
            end(self.process, signal.SIGTERM, 20)
            self.pid_file.unlink(missing_ok=True)
