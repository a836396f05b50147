"""`dev.py manage`: a management command beside a running `up`, or with servers started for the call."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence

from mto.services import house
from mto.services.embedded import AlreadyRunning, only_one, services
from mto.services.places import EMBEDDED, ROOT
from mto.services.surroundings import read_note, up_environment


def run(args: Sequence[str]) -> int:
    """Run ``manage.py args``; a call that finds another one at work waits for it or joins its servers."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with only_one(EMBEDDED, "`dev.py manage`"), services(EMBEDDED, quiet=True) as running:
                env = up_environment(running.urls, web_port=8000, factory_port=8100)
                return _manage(args, env)
        except AlreadyRunning:
            note = read_note()
            if note:
                return _manage(args, {**os.environ, **note})
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _manage(args: Sequence[str], env: dict[str, str]) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the command's, not ours
    return subprocess.call(
        house.manage(*args), env={**env, "DB_POOL": "0"}, cwd=ROOT, preexec_fn=_ctrl_c_again
    )


def _ctrl_c_again() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
