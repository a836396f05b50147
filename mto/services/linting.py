"""`dev.py lint`: every linter and type check, each named, the slow ones side by side."""

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from mto.services.console import say
from mto.services.embedded import throw_away_services
from mto.services.places import PYTHON, ROOT
from mto.services.surroundings import test_environment

BIN = Path(PYTHON).parent
AT_A_TIME = 2
APPS = ("kernel", "customers", "configurator", "production", "orders", "portal", "mto")
PRODUCTION = {  # what a real installation sets
    "DEBUG": "0",
    "DEMO": "0",
    "STATIC_MANIFEST": "1",
    "ALLOWED_HOSTS": "mto.example.com",
    "CSRF_TRUSTED_ORIGINS": "https://mto.example.com",
    "BEHIND_PROXY": "1",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",
    "SMTP_HOST": "mail.example.com",
    "FACTORY_URL": "https://factory.example.com",
}


@dataclass
class Check:
    """One tool: what it is called, how it is run, and with what beside the tests' environment."""

    name: str
    args: list[str]
    env: dict[str, str] = field(default_factory=dict)


def checks(*, fix: bool = False) -> list[Check]:
    """All of them; with ``fix`` the formatters write instead of complaining."""
    ruff, manage = str(BIN / "ruff"), [PYTHON, "manage.py"]
    return [
        Check("mypy", [str(BIN / "mypy")]),
        Check("ruff check", [ruff, "check", "--quiet", *(["--fix"] if fix else []), "."]),
        Check("ruff format", [ruff, "format", "--quiet", *([] if fix else ["--check"]), "."]),
        Check("import-linter", [str(BIN / "lint-imports"), "--no-cache"]),
        Check("djlint", [str(BIN / "djlint"), "--lint", "--quiet", "templates"]),
        Check("makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("migrations", [*manage, "lintmigrations", "--include-apps", *APPS]),
        Check(
            "check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION
        ),
    ]


def run(args: Sequence[str]) -> int:
    """Run every check, print what fails, and say at the end what that was."""
    failed: list[str] = []
    with throw_away_services() as urls, ThreadPoolExecutor(AT_A_TIME) as pool:
        env = test_environment(urls)

        def one(check: Check) -> tuple[Check, int, str, float]:
            began = time.monotonic()
            done = subprocess.run(
                check.args, env={**env, **check.env}, cwd=ROOT, capture_output=True, text=True
            )
            return check, done.returncode, done.stdout + done.stderr, time.monotonic() - began

        for check, code, output, took in pool.map(one, checks(fix="--fix" in args)):
            say(f"{check.name}: {'ok' if code == 0 else 'FAILED'} ({took:.1f} s)")
            if code:
                failed.append(check.name)
                sys.stdout.write(output.rstrip() + "\n\n")
    if failed:
        say("Failed: " + ", ".join(failed))
        return 1
    say("Everything is clean.")
    return 0
