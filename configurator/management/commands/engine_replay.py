"""manage.py engine_replay: check the engine on any feature model, against any other engine."""

import gzip
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from configurator.engine.compiling import SECONDS, Limits
from configurator.engine.replay import Case, Replay, UnknownFeature
from configurator.engine.uvl import read_uvl
from configurator.engine.uvl_text import UnreadableModel


class Command(BaseCommand):
    help = (
        "Answer cases about a boolean feature model. MODEL is .uvl or .uvl.gz; CASES is JSON: "
        '{"prices": {name: int}, "cases": [{"picks": [...], "take": [...]}]}; OUT gets a JSON list.'
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("model", type=Path)
        parser.add_argument("cases", type=Path)
        parser.add_argument("out", type=Path)
        parser.add_argument("--seconds", type=int, default=SECONDS, help="to compile the model in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything or nothing: OUT is written when every case was answered."""
        prices, cases = self._read_cases(options["cases"])
        try:
            model = read_uvl(_text(options["model"]))
            replay = Replay(model, prices, limits=Limits(seconds=options["seconds"]))
            answers = [replay.answer(case) for case in cases]
        except (UnreadableModel, UnknownFeature) as reason:
            raise CommandError(str(reason)) from reason
        if replay.fallback:
            self.stderr.write(f"{replay.fallback} Answered by the solver; counts are not known.")
        options["out"].write_text(json.dumps(answers, indent=1, ensure_ascii=False) + "\n")
        self.stdout.write(f"{len(answers)} cases about {len(model.names)} features answered.")

    def _read_cases(self, path: Path) -> tuple[dict[str, int], list[Case]]:
        try:
            source = json.loads(_text(path))
        except ValueError as reason:
            raise CommandError(f"{path} is not JSON: {reason}.") from reason
        prices = source.get("prices", {}) if isinstance(source, dict) else None
        cases = source.get("cases") if isinstance(source, dict) else None
        if not isinstance(prices, dict) or not isinstance(cases, list):
            raise CommandError(f"{path}: expected an object with “prices” and a list of “cases”.")
        for name, price in prices.items():
            if not isinstance(price, int) or isinstance(price, bool):
                raise CommandError(f"{path}: the price of {name:.80} is not a whole number.")
        return prices, [_case(path, number, case) for number, case in enumerate(cases, 1)]


def _case(path: Path, number: int, case: object) -> Case:
    found = []
    for key in ("picks", "take"):
        names = case.get(key, []) if isinstance(case, dict) else None
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise CommandError(f"{path}, case {number}: “{key}” must be a list of names.")
        found.append(tuple(dict.fromkeys(names)))
    return Case(*found)


def _text(path: Path) -> str:
    try:
        stored = path.read_bytes()
        if stored[:2] == b"\x1f\x8b":
            stored = gzip.decompress(stored)
        return stored.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError, gzip.BadGzipFile) as reason:
        raise CommandError(f"{path} cannot be read: {reason}.") from reason
