"""Read real cars from files of the public “style” JSON into published releases."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from configurator.commands import CannotImport, import_release, publish_release
from configurator.feeds import StyleRelease, read_styles
from configurator.models import CatalogueRelease, Source


class Command(BaseCommand):
    """One release per style. A style with anything unreadable is refused whole, with its places."""

    help = "Import FILE... (style records) as catalogue releases and publish them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--draft",
            action="store_true",
            help="leave the releases unpublished for a person to see",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        refused = 0
        for path in options["files"]:
            for style in self._styles(path):
                refused += not self._import(style, is_draft=options["draft"])
        if refused:
            raise CommandError(f"{refused} refused; nothing of them was imported.")

    def _styles(self, path: Path) -> list[StyleRelease]:
        try:
            source = json.loads(path.read_text(encoding="utf-8"))
        except OSError as fault:
            raise CommandError(f"{path}: {fault.strerror}") from fault
        except ValueError as fault:
            raise CommandError(f"{path}: is not JSON ({fault})") from fault
        return list(read_styles(source, path.name))

    def _import(self, style: StyleRelease, *, is_draft: bool) -> bool:
        notes = [str(note) for note in style.notes]
        problems = [str(problem) for problem in style.problems]
        report = None
        if style.payload is not None:
            try:
                report = self._write(style, notes, is_draft=is_draft)
            except CannotImport as refusal:
                problems = [f"{style.where}: {p}" for p in refusal.problems or [str(refusal)]]
        for note in notes:
            self.stdout.write(f"  note  {note}")
        if report is None:
            for problem in problems:
                self.stderr.write(f"  refused  {problem}")
            self.stderr.write(self.style.ERROR(f"{style.where} {style.name}: not imported"))
            return False
        self.stdout.write(self.style.SUCCESS(report))
        return True

    @transaction.atomic
    def _write(self, style: StyleRelease, notes: list[str], *, is_draft: bool) -> str:
        now = timezone.now()
        payload = style.payload or {}
        report = import_release(None, payload, Source.STYLE, now, notes)
        release = CatalogueRelease.objects.get(pk=report.release_id)
        if not is_draft and release.published_at is None:
            publish_release(release_id=release.pk, by=None, now=now)
        size = ", ".join(f"{line.options} options, {line.rules} rules" for line in report.lines)
        state = "unchanged" if report.is_unchanged else "imported"
        missing = f"; {len(report.missing_prices)} without a price" if report.missing_prices else ""
        return f"{release.code} {release.title}: {state}, {size}{missing}"
