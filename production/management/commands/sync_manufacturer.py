"""Take over what the manufacturer offers: catalogue, plants, weeks and short options."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from customers.models import User
from production.commands.manufacturer import sync_manufacturer
from production.gateways.base import FactoryRefused, FactoryUnavailable


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--gateway", default="rest", help="which adapter of FACTORY_GATEWAYS")
        parser.add_argument("--url", default="", help="where it listens (else FACTORY_URL)")
        parser.add_argument("--publish-by", default="", help="e-mail of who publishes new releases")

    def handle(self, *args: Any, **options: Any) -> None:
        publisher = None
        if options["publish_by"]:
            publisher = User.objects.filter(email=options["publish_by"].lower()).first()
            if publisher is None:
                raise CommandError(f"Nobody here has the address {options['publish_by']}.")
        try:
            report = sync_manufacturer(
                gateway_kind=options["gateway"],
                base_url=options["url"],
                publish_by=publisher,
                now=timezone.now(),
            )
        except (FactoryUnavailable, FactoryRefused) as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(
            f"Releases {', '.join(report.releases) or 'none'}; {report.plants} plants, "
            f"{report.buckets} weeks, {report.limits} option limits, "
            f"{report.allocations} allocations looked at."
        )
