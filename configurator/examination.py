"""Reading and examining a release in a process of its own, within limits of time and memory.

``python -m configurator.examination`` is given files on standard input and answers in lines of JSON: how far
it is, then what it found. Whatever a file does to it, the worker that asked goes on. Pure.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any

from configurator.catalogue import Catalogue
from configurator.checks import SECONDS, Checks
from configurator.engine.compiling import Limits
from configurator.feeds.brought import Brought, read_files
from configurator.feeds.release import UnreadableFeed, read_release
from configurator.reports import LineReport, examined

LONGEST = 60.0
"""Seconds that the questions about a whole release may take."""
BASE_MEGABYTES = 600

type Told = Callable[[int, str], bool]
"""Called with the per cent and the step in words; false stops the examination."""


class NotExamined(Exception):
    """The release was not examined within its limits, or somebody stopped it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A release that was read, and what a solver says about each of its lines."""

    brought: Brought
    reports: tuple[LineReport, ...]


@dataclass(frozen=True, slots=True)
class Faults:
    """Why the files cannot come in: a sentence, and every fault by its place."""

    sentence: str
    problems: tuple[str, ...]


def examine_lines(
    lines: Iterable[Catalogue],
    before: Mapping[str, Catalogue],
    *,
    seconds: float = LONGEST,
) -> tuple[list[LineReport], list[str]]:
    """A report of each line that can be built, and a sentence for each that cannot."""
    reports, problems = [], []
    deadline = monotonic() + seconds
    for line in lines:
        checks = Checks(line, seconds=min(SECONDS, deadline - monotonic()))
        if checks.clash is not None:
            problems.append(f"{line.code}: no car can be built at all. {' '.join(checks.clash)}")
            continue
        for market in checks.closed_markets():
            name = line.market_by_code[market.code].name
            because = " ".join(market.because)
            problems.append(f"{line.code}: no car can be built for {name}. {because}")
        reports.append(examined(checks, before.get(line.code)))
    return reports, problems


def examine_apart(
    files: Mapping[str, bytes],
    about: Mapping[str, Any],
    *,
    told: Told,
    limits: Limits | None = None,
) -> list[Found] | Faults:
    """Read and examine the files in another process.

    :raises NotExamined: it took too long or too much memory, crashed, or ``told`` said to stop.
    """
    limits = limits or Limits()
    head = {
        "about": about,
        "files": [[name, len(content)] for name, content in files.items()],
        "megabytes": limits.megabytes,
    }
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
        given.write(json.dumps(head, default=str).encode() + b"\n")
        for content in files.values():
            given.write(content)
        given.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "configurator.examination"],
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=Path(__file__).parents[1],
        )
        with process:
            ended = Timer(limits.seconds, process.kill)
            ended.start()
            try:
                last = _follow(process, told)
            finally:
                late = not ended.is_alive()
                ended.cancel()
                process.kill()
        if last is not None:
            return _understood(last)
        errors.seek(0)
        raise NotExamined(_reason(errors.read().decode(errors="replace"), limits, late=late))


def _follow(process: subprocess.Popen[bytes], told: Told) -> dict[str, Any] | None:
    """The last line of the answer, which has what was found; None if there is none."""
    assert process.stdout is not None
    for line in process.stdout:
        said: dict[str, Any] = json.loads(line)
        if "percent" not in said:
            return said
        if not told(said["percent"], said["step"]):
            raise NotExamined("It was stopped.")
    return None


def _understood(said: dict[str, Any]) -> list[Found] | Faults:
    if "sentence" in said:
        return Faults(said["sentence"], tuple(said["problems"]))
    return [
        Found(Brought(**each["brought"]), tuple(LineReport(**row) for row in each["reports"]))
        for each in said["found"]
    ]


def _reason(errors: str, limits: Limits, *, late: bool) -> str:
    if late:
        return f"Examining it took longer than {limits.seconds} seconds."
    if "MemoryError" in errors or "bad_alloc" in errors:
        return f"Examining it needs more than {limits.megabytes} MB of memory."
    said = errors.strip().splitlines()
    return f"The examination ended with an error: {said[-1][:200] if said else 'no message'}."


def _main() -> None:
    """Files on standard input, lines of JSON on standard output."""
    given = sys.stdin.buffer
    head = json.loads(given.readline())
    _limit(head["megabytes"])
    files = {name: given.read(size) for name, size in head["files"]}
    for said in _examined(files, head["about"]):
        print(json.dumps(said), flush=True)  # noqa: T201 - the answer


def _examined(files: dict[str, bytes], about: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"percent": 2, "step": "Reading the file"}
    try:
        brought = read_files(files, about)
        drafts = [read_release(each.payload) for each in brought]
    except UnreadableFeed as wrong:
        problems = [str(problem) for problem in wrong.problems]
        count = f"{len(problems)} fault{'' if len(problems) == 1 else 's'}"
        yield {"sentence": f"The file cannot be read: {count}.", "problems": problems}
        return
    found, problems, deadline = [], [], monotonic() + LONGEST
    lines = [[line.catalogue for line in draft.lines] for draft in drafts]
    done, every = 0, sum(map(len, lines))
    for each, own in zip(brought, lines, strict=True):
        reports: list[LineReport] = []
        for line in own:
            yield {"percent": 5 + 90 * done // every, "step": f"Examining {line.name}"}
            more, wrong_ones = examine_lines([line], {}, seconds=deadline - monotonic())
            reports += more
            problems += wrong_ones
            done += 1
        found.append({"brought": asdict(each), "reports": [asdict(row) for row in reports]})
    if problems:
        yield {"sentence": f"The catalogue cannot be built: {problems[0]}", "problems": problems}
    else:
        yield {"found": found}


def _limit(megabytes: int) -> None:
    """Bound this process's memory, where the system can (Linux; not macOS)."""
    import resource  # noqa: PLC0415 - absent on Windows

    if sys.platform == "linux":
        most = (megabytes + BASE_MEGABYTES) << 20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    _main()
