"""`dev.py test` where there is no browser, and what it tells its tests."""

from __future__ import annotations

import pytest

from mto.services import system, testing
from mto.services.problems import Problem
from mto.services.surroundings import test_environment as environment_of_tests


def test_without_chromium_the_suite_fails_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(system, "ensure_libraries", lambda: None)
    with pytest.raises(Problem, match=r"need Chromium: run `.*chromium.*--no-browser"):
        testing.run([])


def test_a_machine_without_apt_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not system.may_install()
    assert "libpango-1.0-0" in system.install_command(system.PDF_PACKAGES)


def test_tests_hear_nothing_of_a_production_around_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setenv("SECRET_KEY", "of the production")
    monkeypatch.setenv("DATABASE_URL", "postgresql://production/mto")
    env = environment_of_tests({"DATABASE_URL": "postgresql:///test", "REDIS_URL": "redis://test"})
    assert env["DEMO"] == "0"
    assert env["SECRET_KEY"] != "of the production"
    assert env["DATABASE_URL"] == "postgresql:///test"
