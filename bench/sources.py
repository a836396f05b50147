"""The models that are measured: public ones, generated ones, the demonstration's, real cars."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.models import car_line
from configurator.catalogue import Catalogue
from configurator.engine import to_compile
from configurator.engine.features import FeatureEncoding
from configurator.engine.gates import Gates
from configurator.engine.uvl import read_uvl
from configurator.feeds import read_release, read_styles
from factory.catalogue import release

DATA = Path(__file__).parents[2] / "shared" / "data"


@dataclass(frozen=True)
class Source:
    """A formula with a name; ``catalogue`` where it has prices of its own."""

    name: str
    formula: Gates
    weighted: frozenset[int] = frozenset()
    catalogue: Catalogue | None = None


def sources(wanted: str = "") -> Iterator[Source]:
    """Every model at hand whose name has ``wanted`` in it; public data only where it is."""
    for name, make in _makers():
        if wanted in name:
            yield make(name)


def _makers() -> Iterator[tuple[str, Callable[[str], Source]]]:
    for path in sorted((DATA / "models").glob("*.uvl.gz")):
        yield path.name.removesuffix(".uvl.gz"), partial(_public, path)
    for size in (1_500, 18_000):
        yield f"generated {size}", partial(_generated, size)
    for line in read_release(release()).lines:
        yield f"demo {line.catalogue.code}", partial(_of, line.catalogue)
    for path in sorted((DATA / "style_feed").glob("*.json")):
        for style in read_styles(json.loads(path.read_text()), path.name):
            line = read_release(style.payload).lines[0]
            yield path.stem, partial(_of, line.catalogue)


def _public(path: Path, name: str) -> Source:
    return Source(name, FeatureEncoding(read_uvl(gzip.decompress(path.read_bytes()).decode())))


def _generated(size: int, name: str) -> Source:
    return Source(name, FeatureEncoding(car_line(size)))


def _of(catalogue: Catalogue, name: str) -> Source:
    formula, weighted = to_compile(catalogue)
    return Source(name, formula, weighted, catalogue)
