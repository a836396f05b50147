"""Who works where in the demonstration: one group, two dealerships, every role. Pure data."""

from dataclasses import dataclass
from decimal import Decimal

from mto.demo.people import HARBOR, LAKE, Place

PASSWORD = "demo-mto-2026"  # noqa: S105 - printed on the sign-in page; refused outside demo mode
GROUP = ("harbor-group", "Harbor Auto Group")
MANUFACTURER = "MERIDIAN"
SEED = 20_260
CUSTOMERS = {"HARBOR": 24, "LAKE": 16}
SHARE_OF_HARBOR = 0.62
DEMO_CUSTOMER = ("customer@demo.mto", "Casey Morgan")


@dataclass(frozen=True)
class Site:
    """One dealership of the group."""

    code: str
    name: str
    timezone: str
    subdivision: str
    address: str
    phone: str
    email: str
    brand_colour: str
    deposit: Decimal
    place: Place


@dataclass(frozen=True)
class Colleague:
    """A member of staff: the first e-mail address of each role is a demo sign-in."""

    email: str
    name: str
    role: str
    sites: tuple[str, ...]
    is_staff: bool = False


SITES = (
    Site(
        code="HARBOR",
        name="Harbor Meridian",
        timezone="America/New_York",
        subdivision="ME",
        address="1 Dockside Way, Port Ellery, ME 04103",
        phone="+1 207 555 0140",
        email="hello@harbor.demo.mto",
        brand_colour="#14508c",
        deposit=Decimal(1000),
        place=HARBOR,
    ),
    Site(
        code="LAKE",
        name="Lakeside Meridian",
        timezone="America/Chicago",
        subdivision="IL",
        address="88 Shoreline Boulevard, Lakeside, IL 60613",
        phone="+1 312 555 0177",
        email="hello@lake.demo.mto",
        brand_colour="#1d6b4f",
        deposit=Decimal(1500),
        place=LAKE,
    ),
)
BOTH = ("HARBOR", "LAKE")
STAFF = (
    Colleague("rep@demo.mto", "Jonas Park", "SALES_REP", ("HARBOR",)),
    Colleague("mira@demo.mto", "Mira Solberg", "SALES_REP", ("HARBOR",)),
    Colleague("rep2@demo.mto", "Andre Bellamy", "SALES_REP", ("LAKE",)),
    Colleague("manager@demo.mto", "Ruth Calloway", "SALES_MANAGER", BOTH),
    Colleague("finance@demo.mto", "Victor Hale", "FINANCE", BOTH),
    Colleague("coordinator@demo.mto", "Lena Osterman", "COORDINATOR", BOTH),
    Colleague("technician@demo.mto", "Sam Ruiz", "TECHNICIAN", BOTH),
    Colleague("admin@demo.mto", "Dorothy Quinn", "ADMINISTRATOR", BOTH, is_staff=True),
)
