"""No container engine may be at hand: read docker-compose.yml and Dockerfile and check all they name."""

from __future__ import annotations

import re
import subprocess
from importlib import import_module
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from mto.services.places import PYTHON
from tests.contracts.reading import ROOT, of_the_product

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if service.get("build"))
DOCKERFILE = (ROOT / "Dockerfile").read_text()
IN_THE_IMAGE = {"MEDIA_ROOT", "BEAT_SCHEDULE", "PATH", "XDG_CACHE_HOME"}


def options(*command: str) -> str:
    done = subprocess.run(
        [PYTHON, "-m", *command, "--help"], capture_output=True, text=True, cwd=ROOT
    )
    return done.stdout


def check_command(words: list[str]) -> None:
    """Every program, command, option and module that a command line names exists."""
    program, *rest = words
    if program == "python":
        if rest[0] == "-c":
            compile(rest[1], "health check", "exec")
            return
        assert (ROOT / rest[0]).is_file()
        assert rest[1] in get_commands()
        return
    if program == "granian":
        module, _, name = rest[-1].partition(":")
        assert getattr(import_module(module), name)
        known = options("granian")
    else:
        assert (program, rest[:2]) == ("celery", ["-A", "mto"])
        known = options("celery", "-A", "mto", rest[2])
    for word in rest:
        if word.startswith("--"):
            assert word.split("=")[0] in known, word


def test_the_parts_of_the_product_are_there() -> None:
    assert set(OURS) == {"prepare", "web", "worker", "beat"}
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["valkey"]["image"] == "valkey/valkey:9"


@pytest.mark.parametrize("name", OURS)
def test_its_command_exists(name: str) -> None:
    check_command(SERVICES[name]["command"])


def test_the_image_starts_the_web_server_by_itself() -> None:
    line = next(line for line in DOCKERFILE.splitlines() if line.startswith("CMD "))
    check_command(yaml.safe_load(line.removeprefix("CMD ")))


@pytest.mark.parametrize("name", OURS)
def test_the_settings_read_every_variable_it_is_given(name: str) -> None:
    assert set(SERVICES[name]["environment"]) - of_the_product() == set()


def test_the_image_sets_only_variables_that_are_read() -> None:
    named = set(re.findall(r"\b([A-Z_]+)=", DOCKERFILE))
    ours = {name for name in named if not name.startswith(("PIP_", "PYTHON"))}
    assert ours - of_the_product() - IN_THE_IMAGE == set()


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "prepare"])
def test_everything_that_stays_up_has_a_health_check(name: str) -> None:
    test = SERVICES[name]["healthcheck"]["test"]
    if name in OURS:
        check_command(test[1:])
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", OURS)
def test_it_waits_for_what_it_needs(name: str) -> None:
    needed = SERVICES[name]["depends_on"]
    assert set(needed) <= set(SERVICES)
    wanted = {"postgres", "valkey"} if name == "prepare" else {"prepare"}
    assert set(needed) == wanted


@pytest.mark.parametrize("name", list(SERVICES))
def test_its_volumes_are_declared(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        assert volume.split(":")[0] in COMPOSE["volumes"]


@pytest.mark.parametrize("name", OURS)
def test_it_runs_with_few_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert re.search(r"^USER (?!root|0)", DOCKERFILE, re.MULTILINE)


def test_no_secret_stands_in_the_file() -> None:
    secret = re.compile(r"SECRET|PASSWORD|_KEY|TOKEN")
    for service in SERVICES.values():
        for variable, value in service.get("environment", {}).items():
            if secret.search(variable):
                assert str(value).startswith("${"), variable


def test_demonstration_and_debug_are_not_switched_on() -> None:
    for service in SERVICES.values():
        assert {"DEMO", "DEBUG"}.isdisjoint(service.get("environment", {}))


def test_what_the_image_copies_exists_and_is_let_through() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"
    }
    for line in DOCKERFILE.splitlines():
        words = line.split()
        if words[:1] == ["COPY"] and not words[1].startswith("--from"):
            for source in words[1:-1]:
                assert (ROOT / source).exists(), source
                assert source in allowed, source


def test_every_app_of_the_product_is_in_the_image() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    copied = {line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")}
    assert packages <= copied
    assert "factory" not in copied
