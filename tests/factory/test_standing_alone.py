"""The factory stands alone: it imports nothing of the product."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import factory

MAY_IMPORT = {"factory", "starlette", "granian", "httpx", "standardwebhooks", "holidays"}


def imported() -> Iterator[str]:
    for path in Path(factory.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from (name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or ""


def test_the_factory_imports_nothing_of_the_product() -> None:
    roots = {name.partition(".")[0] for name in imported()}
    assert roots - sys.stdlib_module_names <= MAY_IMPORT
