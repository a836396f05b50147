"""`dev.py test`: the whole suite on throw-away servers."""

import os
import subprocess
from collections.abc import Sequence

from mto.services import system, template
from mto.services.console import say
from mto.services.embedded import given, throw_away_services
from mto.services.places import PYTHON, ROOT
from mto.services.problems import Problem
from mto.services.surroundings import test_environment

NOTHING_COLLECTED = 5
FAST = ("-n2", "-m", "not browser and not journey")
IN_THE_BROWSER = ("-n2", "-m", "browser and not journey")
WHERE_JOURNEYS_ARE = ("tests/journeys", "tests/demo")
"""Nothing else is read for them, which takes as long as a short journey; elsewhere they are refused."""
JOURNEYS = ("-n0", "-m", "journey and not chaos", *WHERE_JOURNEYS_ARE)
JOURNEYS_WITHOUT_BROWSER = (
    "-n0",
    "-m",
    "journey and not browser and not chaos",
    *WHERE_JOURNEYS_ARE,
)


def run(args: Sequence[str]) -> int:
    """The suite in a few invocations, or the selection that ``args`` name in one.

    :raises Problem: when there is no Chromium and ``--no-browser`` is not among ``args``.
    """
    chosen = [arg for arg in args if arg != "--no-browser"]
    with_browser = "--no-browser" not in args
    if not chosen:
        system.ensure_libraries()
        if with_browser and not system.ensure_chromium():
            raise Problem(
                f"The browser tests need Chromium: run `{system.chromium_command()}`, or leave them "
                "out with `python3 dev.py test --no-browser`."
            )
    filled: list[bool] = []
    with throw_away_services(fill=lambda home: filled.append(template.copy_into(home))) as urls:
        env = {
            **test_environment(urls),
            "MTO_NO_BROWSER": "" if with_browser else "1",
            "TEST_TEMPLATE": "mto" if filled == [True] and "DATABASE_URL" not in given() else "",
        }
        if chosen:
            return _pytest(chosen, env)
        parts = [FAST, JOURNEYS_WITHOUT_BROWSER]
        if with_browser:
            parts = [FAST, IN_THE_BROWSER, JOURNEYS]
        ends = [_pytest(part, env) for part in parts]
        return next((end for end in ends if end not in {0, NOTHING_COLLECTED}), 0)


def _pytest(args: Sequence[str], env: dict[str, str]) -> int:
    say("pytest " + " ".join(args))
    return subprocess.call([PYTHON, "-m", "pytest", *args], env=env, cwd=ROOT)


def chromium_missing_sentence() -> str:
    """What a browser test says where there is no Chromium."""
    return (
        f"There is no Chromium on this machine: run `{system.chromium_command()}`, or leave the "
        f"browser tests out with --no-browser (PATH is {os.environ.get('PATH', '')})."
    )
