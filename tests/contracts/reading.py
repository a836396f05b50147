"""Which environment variables the product reads, found in its source."""

from __future__ import annotations

import ast
from pathlib import Path

from mto.services.surroundings import NOTED

ROOT = Path(__file__).resolve().parents[2]
READERS = {"text", "flag", "words", "port"}


def names_read(*files: Path) -> set[str]:
    """The literal names given to our readers, to ``os.environ`` and to ``env.get``."""
    found: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            found |= _name(node)
    return found


def _name(node: ast.AST) -> set[str]:
    key: ast.AST | None = None
    if isinstance(node, ast.Call) and node.args:
        called = node.func
        reads = isinstance(called, ast.Name) and called.id in READERS
        if isinstance(called, ast.Attribute) and called.attr == "get":
            reads = ast.unparse(called.value) in {"os.environ", "env"}
        key = node.args[0] if reads else None
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        key = node.slice
    if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isupper():
        return {key.value}
    return set()


def of_the_product() -> set[str]:
    """What `mto/settings.py` and its readers look at."""
    return names_read(ROOT / "mto/settings.py", ROOT / "mto/environment.py")


def of_the_set_up() -> set[str]:
    """What `dev.py` and `mto/services` look at or hand to the processes they start."""
    sources = (ROOT / "dev.py", *sorted((ROOT / "mto/services").glob("*.py")))
    return names_read(*sources) | set(NOTED)
