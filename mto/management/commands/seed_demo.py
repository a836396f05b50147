"""manage.py seed_demo: the demonstration world, once."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from configurator.models import CatalogueRelease
from customers.models import DealerGroup
from mto.demo import world
from mto.demo.adoption import Adopter, FactoryAbsent
from mto.demo.seeding import seed_orders, seed_people
from mto.demo.wishes import seed_wishes
from production.commands.manufacturer import sync_manufacturer
from production.gateways.base import FactoryUnavailable

ONE_AT_A_TIME = 7_305_002  # the key of an advisory lock


class Command(BaseCommand):
    help = "Write the demonstration world: people, catalogue by the manufacturer's feed, orders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-orders",
            action="store_true",
            default=os.environ.get("DEMO_ORDERS") == "0",
            help="people, catalogue and slots only (as with DEMO_ORDERS=0 in the environment)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing; a second call changes nothing and says so."""
        if not settings.DEMO:
            raise CommandError("Demonstration data is for demonstration mode only (DEMO=1).")
        began = time.monotonic()
        try:
            with transaction.atomic():
                said = self._seed(with_orders=not options["no_orders"])
        except (FactoryAbsent, FactoryUnavailable) as absent:
            raise CommandError(f"{absent} Start it first: python -m factory.") from absent
        self.stdout.write(f"{said} ({time.monotonic() - began:.1f} s)")

    def _seed(self, *, with_orders: bool) -> str:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if DealerGroup.objects.filter(code=world.GROUP[0]).exists():
            return "The demonstration data is here already; nothing was changed."
        now = timezone.now()
        sites = seed_people(now=now)
        administrator = sites[0].one("ADMINISTRATOR")
        sync_manufacturer(
            gateway_kind="rest", base_url=settings.FACTORY_URL, publish_by=administrator, now=now
        )
        if not CatalogueRelease.objects.published().exists():
            raise CommandError("The manufacturer's feed brought no catalogue.")
        if not with_orders:
            return "Demonstration data without orders written."
        adopter = Adopter(settings.FACTORY_URL, settings.FACTORY_CONTROL_KEY)
        report = seed_orders(sites, adopter=adopter, now=now)
        seed_wishes(sites[0], now=now)
        return f"Demonstration data written: {report}"
