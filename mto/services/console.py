"""What `dev.py` prints."""

import sys
import time
from collections.abc import Sequence


def say(text: str) -> None:
    """One line of progress, with the time."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')}  {text}\n")
    sys.stdout.flush()


def table(rows: Sequence[Sequence[str]], heading: str = "") -> None:
    """Columns as wide as their widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["", heading, "-" * len(heading)] if heading else [""]
    lines += [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def agrees(question: str) -> bool:
    """Ask at the terminal; no terminal means no."""
    if not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().lower() in {"y", "yes"}
