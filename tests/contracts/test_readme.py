"""The configuration tables of README.md name exactly what is read."""

from __future__ import annotations

import re

from tests.contracts.reading import ROOT, of_the_product, of_the_set_up

OF_THE_SYSTEM = {"PATH", "PYENV_ROOT", "TEST_DATABASE", "TEST_TEMPLATE"}


def tables() -> set[str]:
    """The names in the first column of README's tables."""
    rows = re.findall(r"^\| `([^|]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"\b[A-Z][A-Z_]+\b", row)}


def test_every_variable_that_is_read_is_explained() -> None:
    assert (of_the_product() | of_the_set_up()) - OF_THE_SYSTEM - tables() == set()


def test_every_variable_that_is_explained_is_read() -> None:
    assert tables() - of_the_product() - of_the_set_up() == set()
