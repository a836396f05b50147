"""Writes what every order stands on: the group, its dealerships, staff, terms, taxes, customers."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password

from customers.models import (
    Channel,
    Consent,
    Customer,
    DealerGroup,
    Dealership,
    Membership,
    User,
)
from mto.demo import world
from mto.demo.logos import mark
from mto.demo.people import people
from orders.commands.set_up import set_up_dealership
from orders.models import Accessory, DeliveryService, Incentive, Letterhead, OrderTerms
from production.models import HandoverBay

ACCESSORIES = (
    ("MATS", "All-weather floor mats", 189, 96, 10),
    ("RACK", "Roof rack cross bars", 349, 198, 40),
    ("TRAY", "Cargo tray", 129, 61, 5),
    ("WALLBOX", "Home charging cable", 595, 402, 0),
)
DELIVERIES = (
    ("ENCL", "enclosed", "Enclosed transport", "Cover Carriers", 1, 690, 520),
    ("FAST", "priority", "Priority carrier lane", "Swift Haul", -4, 540, 410),
    ("HOME", "home", "Handover at your home", "", 1, 290, 140),
)
NO_PASSWORD = "!"  # noqa: S105 - nobody can sign in with it; customers use codes


@dataclass
class Staffed:
    """One dealership with the people who work there and those who buy there."""

    dealership: Dealership
    site: world.Site
    terms: OrderTerms
    staff: dict[str, list[User]] = field(default_factory=dict)
    customers: list[Customer] = field(default_factory=list)

    def one(self, role: str) -> User:
        return self.staff[role][0]


def write_reference(rng: Random, now: datetime) -> list[Staffed]:
    """The group with everything but cars and orders."""
    code, name = world.GROUP
    group = DealerGroup.objects.create(code=code, name=name)
    sites = [_site(group, site) for site in world.SITES]
    _deliveries(sites)
    _staff(sites)
    taken: set[str] = set()
    for staffed in sites:
        _customers(rng, staffed, taken, now)
    _incentives(now.date())
    return sites


def _site(group: DealerGroup, site: world.Site) -> Staffed:
    dealership = Dealership.objects.create(
        group=group,
        code=site.code,
        name=site.name,
        timezone=site.timezone,
        subdivision=site.subdivision,
        address=site.address,
        phone=site.phone,
        email=site.email,
        brand_colour=site.brand_colour,
        deposit_amount=site.deposit,
        loan_apr=Decimal("6.49"),
        lease_apr=Decimal("5.76"),
    )
    terms = set_up_dealership(dealership=dealership)
    Letterhead.objects.create(dealership=dealership, logo=mark(site.brand_colour))
    Accessory.objects.bulk_create(
        Accessory(
            dealership=dealership,
            code=code,
            text=text,
            retail_amount=Decimal(retail),
            invoice_amount=Decimal(invoice),
            minutes=minutes,
        )
        for code, text, retail, invoice, minutes in ACCESSORIES
    )
    bays = ("Bay 1", "Bay 2")
    HandoverBay.objects.bulk_create(HandoverBay(dealership=dealership, name=bay) for bay in bays)
    HandoverBay.objects.create(dealership=dealership, name="Driver with trailer", is_mobile=True)
    return Staffed(dealership, site, terms)


def _deliveries(sites: list[Staffed]) -> None:
    """What each sells beyond the ordinary way, the handover at the next house of the group among it."""
    houses = [site.dealership for site in sites]
    for here, there in zip(houses, [*houses[1:], houses[0]], strict=True):
        services = [
            DeliveryService(
                dealership=here, code=code, kind=kind, text=text, carrier=carrier, days=days,
                retail_amount=Decimal(retail), invoice_amount=Decimal(invoice),
            )
            for code, kind, text, carrier, days, retail, invoice in DELIVERIES
        ]  # fmt: skip
        elsewhere = DeliveryService(
            dealership=here, code="THERE", kind="elsewhere", at=there, days=2
        )
        elsewhere.text = f"Handover at {there.name}"
        elsewhere.retail_amount, elsewhere.invoice_amount = Decimal(240), Decimal(190)
        services.append(elsewhere)
        DeliveryService.objects.bulk_create(services)


def _staff(sites: list[Staffed]) -> None:
    by_code = {staffed.site.code: staffed for staffed in sites}
    password = make_password(world.PASSWORD)
    for colleague in world.STAFF:
        home = by_code[colleague.sites[0]].dealership
        user = User.objects.create(
            email=colleague.email,
            name=colleague.name,
            password=password,
            is_staff=colleague.is_staff,
            timezone=home.timezone,
        )
        for code in colleague.sites:
            staffed = by_code[code]
            Membership.objects.create(user=user, dealership=staffed.dealership, role=colleague.role)
            staffed.staff.setdefault(colleague.role, []).append(user)


def _customers(rng: Random, staffed: Staffed, taken: set[str], now: datetime) -> None:
    """The customers of one dealership; the demo customer is the first of the first one."""
    dealership, site = staffed.dealership, staffed.site
    invented = people(rng, site.place, world.CUSTOMERS[site.code], taken)
    named = [(person.email, person.name, person.phone, person.address) for person in invented]
    if site is world.SITES[0]:
        email, name = world.DEMO_CUSTOMER
        named[0] = (email, name, *named[0][2:])
    accounts = User.objects.bulk_create(
        User(
            email=email,
            name=name,
            password=NO_PASSWORD,
            is_customer=True,
            timezone=site.timezone,
        )
        for email, name, _, _ in named
    )
    staffed.customers = Customer.objects.bulk_create(
        Customer(
            dealership=dealership,
            user=account,
            name=name,
            email=email,
            phone=phone,
            address=address,
            timezone=site.timezone,
            created_by=rng.choice(staffed.staff["SALES_REP"]),
        )
        for account, (email, name, phone, address) in zip(accounts, named, strict=True)
    )
    Consent.objects.bulk_create(
        Consent(
            customer=customer,
            channel=Channel.EMAIL,
            is_granted=True,
            source="signed with the first quote",
            given_at=now,
        )
        for customer in staffed.customers
    )


def _incentives(today: date) -> None:
    kept = {
        "manufacturer_code": world.MANUFACTURER,
        "valid_from": today.replace(day=1),
        "valid_to": date(today.year + 1, 2, 28),
    }
    everybody, loyalty = Incentive.Eligibility.EVERYBODY, Incentive.Eligibility.LOYALTY
    military = Incentive.Eligibility.MILITARY
    for line, code, text, amount, eligibility, is_later in (
        ("VELA", "WINTER", "Winter allowance", 750, everybody, False),
        ("", "LOYAL", "Loyalty allowance", 500, loyalty, False),
        ("", "SERVICE", "Thank you for your service", 500, military, False),
        ("TERRA", "DELIVERY", "Allowance of the month of delivery", 400, everybody, True),
    ):
        Incentive.objects.create(
            model_line_code=line,
            code=code,
            text=text,
            amount=Decimal(amount),
            eligibility=eligibility,
            is_set_at_delivery=is_later,
            **kept,
        )
