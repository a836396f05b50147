"""Stop-sales and short options: entered, looked at, in force at once, and over again."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from configurator.commands import StopOrder, end_stop_sale, report_stops, stop_sales
from configurator.engine import Status
from configurator.feeds import UnreadableFeed
from configurator.feeds.supply import EXAMPLE, SHEETS, Known, read_supply
from configurator.feeds.template import csv_files, workbook
from configurator.models import Manufacturer, ModelLine, Option, StopSale, StopSource
from configurator.selectors import assumptions_on, buildable_today, engine
from customers.models import Customer, Dealership, User
from kernel.calendar import iso_week
from orders.models import Order, State
from production.commands.shortages import cut_limits, tell_effects
from production.commands.supply import end_constraint
from production.models import OptionConstraint, OptionLimit, SupplySheet
from tests.factories_configurator import NOW, published_line, specification
from tests.factories_production import MONDAY, plant_line, weeks

TODAY = NOW.date()
KNOWN = Known({"": {"HEAT", "SEA"}, "CITY": {"HEAT", "SEA"}}, {"GRZ"})
db = pytest.mark.django_db


@pytest.fixture
def line() -> ModelLine:
    """On sale, built at Graz on ten places a week from next Monday on."""
    made = published_line()
    weeks(plant_line(made.release.manufacturer, models=("ROAD",)), count=6)
    return made


def stop(line: ModelLine, code: str, *, by: User | None = None, **more: Any) -> list[StopSale]:
    given = {
        "line": more.pop("at", ""),
        "from_on": TODAY,
        "until_on": None,
        "reason": "A fire.",
        **more,
    }
    return stop_sales(
        manufacturer=line.release.manufacturer, stops=[StopOrder(code, **given)],
        source=StopSource.HAND, by=by, now=NOW,
    )  # fmt: skip


def status(line: ModelLine, code: str, on: date = TODAY) -> Status:
    return engine(line.pk).status((), assumptions_on(line.pk, on=on)).status[code]


def sheet_of(stops: str = "", short: str = "") -> dict[str, bytes]:
    heads = {sheet.name: ",".join(column.heading for column in sheet.columns) for sheet in SHEETS}
    found = {"Stop-sales": stops, "Constraints": short}
    return {
        f"{name}.csv": f"{heads[name]}\n{rows}\n".encode() for name, rows in found.items() if rows
    }


def test_the_template_says_what_it_shows() -> None:
    for content, name in (
        (workbook(SHEETS, EXAMPLE), "s.xlsx"),
        (csv_files(SHEETS, EXAMPLE), "s.zip"),
    ):
        found = read_supply({name: content}, KNOWN)
        assert (found.stops[0].option, found.stops[0].lines) == ("HEAT", ("CITY",))
        assert found.stops[0].until_on == date(2027, 2, 28)
        assert iso_week(found.short[0].from_on) == "2027-W05"
        assert (found.short[0].per_week, found.short[0].share) == (9, None)


def test_every_fault_is_told_by_its_row_and_column() -> None:
    rows = "\n".join(
        ["GHOST,,2027-01-01,,Why", "HEAT,CITY,2027-02-30,,Why", "HEAT,TOWN,2027-01-02,2027-01-01,"]
    )
    short = "SEA,MOON,2027-W05,,9,10,Why\nSEA,,2027-W60,,,,Why\nSEA,,2027-W06,,-1,,Why"
    with pytest.raises(UnreadableFeed) as wrong:
        read_supply(sheet_of(rows, short), KNOWN)
    told = [str(problem) for problem in wrong.value.problems]
    for part in (
        "Stop-sales, row 2, column “Option”: no option 'GHOST' is on sale",
        "Stop-sales, row 3, column “From”: '2027-02-30' is not a date",
        "Stop-sales, row 4, column “Models”: no model line 'TOWN'",
        "Stop-sales, row 4, column “Until”: is before the first day",
        "Stop-sales, row 4, column “Reason”: is missing",
        "Constraints, row 2, column “Plant”: there is no plant 'MOON'",
        "Constraints, row 2, column “Per week”: either",
        "Constraints, row 3, column “From week”: '2027-W60' is not a date",
        "Constraints, row 4, column “Per week”: a whole number is expected",
    ):
        assert any(problem.startswith(part) for problem in told), (part, told)


@db
def test_a_stop_blocks_the_option_with_its_sentence_and_a_way_out(line: ModelLine) -> None:
    assert status(line, "SPORT") is Status.FREE
    stop(line, "SPORT", until_on=TODAY + timedelta(days=9))
    assert status(line, "SPORT") is Status.BLOCKED
    assert status(line, "RAILS") is Status.BLOCKED, "what needs it is blocked as well"
    limits = assumptions_on(line.pk, on=TODAY)
    reason = engine(line.pk).explain((), "RAILS", limits)
    assert reason is not None
    assert "Sport cannot be ordered until December 2, 2026: A fire." in reason.rules
    assert status(line, "SPORT", TODAY + timedelta(days=10)) is Status.FREE
    assert status(line, "SPORT", TODAY - timedelta(days=1)) is Status.FREE


@db
def test_a_stop_of_another_line_or_maker_stops_nothing_here(line: ModelLine) -> None:
    other = Manufacturer.objects.create(code="OTHER", name="Other")
    row = {"from_on": TODAY, "reason": "x", "source": "hand", "entered_at": NOW}
    StopSale.objects.create(manufacturer=other, option_code="HEAT", **row)
    maker = line.release.manufacturer
    StopSale.objects.create(manufacturer=maker, option_code="HEAT", model_line_code="VAN", **row)
    assert status(line, "HEAT") is Status.FREE
    stop(line, "HEAT", at="ROAD")
    assert status(line, "HEAT") is Status.BLOCKED


@db
def test_a_repeat_adds_nothing_and_an_end_needs_a_reason(line: ModelLine, amy: User) -> None:
    (first,) = stop(line, "HEAT")
    assert stop(line, "HEAT") == []
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        StopSale.objects.filter(pk=first.pk).update(reason="Another.")
    end_stop_sale(stop_id=first.pk, because="They deliver again.", by=amy, now=NOW)
    assert status(line, "HEAT") is Status.FREE
    assert stop(line, "HEAT"), "the same can be stopped again later"


@db
def test_what_the_factory_reports_no_longer_is_sold_again(line: ModelLine) -> None:
    maker = line.release.manufacturer
    said = [StopOrder("HEAT", "", TODAY, None, "Recall."), StopOrder("GHOST", "", TODAY, None, "x")]
    for _ in range(2):
        report_stops(manufacturer=maker, stops=said, source=StopSource.FACTORY, now=NOW)
    assert StopSale.objects.get().reason == "Recall."
    stop(line, "MATS")
    report_stops(manufacturer=maker, stops=[], source=StopSource.FACTORY, now=NOW)
    assert [row.option_code for row in StopSale.objects.standing()] == ["MATS"]


@db
def test_a_car_on_order_stays_buildable_when_only_places_are_lacking(
    line: ModelLine, harbor: Dealership, ada: User
) -> None:
    car = specification(harbor, ada, line, "HEAT")
    report_stops(
        manufacturer=line.release.manufacturer, source=StopSource.PLANTS, now=NOW,
        stops=[StopOrder("HEAT", "ROAD", TODAY, None, "No plant has room.")],
    )  # fmt: skip
    assert status(line, "HEAT") is Status.BLOCKED
    assert buildable_today(car, TODAY) == []
    stop(line, "HEAT", from_on=TODAY - timedelta(days=1))
    assert buildable_today(car, TODAY)


@pytest.fixture
def desk(client: Client, cora: User) -> Client:
    client.force_login(cora)
    return client


def bring(desk: Client, line: ModelLine, **rows: str) -> Any:
    maker = line.release.manufacturer_id
    with io.BytesIO() as kept:
        with zipfile.ZipFile(kept, "w") as archive:
            for name, content in sheet_of(**rows).items():
                archive.writestr(name, content)
        upload = SimpleUploadedFile("supply.zip", kept.getvalue())
    return desk.post("/production/supply/read/", {"manufacturer": maker, "upload": upload})


def order(place: Dealership, rep: User, line: ModelLine, *picks: str) -> Order:
    customer = Customer.objects.create(dealership=place, name="Buyer")
    made: Order = Order.objects.create(
        number=f"T-{picks[0]}", dealership=place, customer=customer, customer_name="Buyer",
        sales_rep=rep, specification=specification(place, rep, line, *picks), state_since=NOW,
        state=State.QUOTED,
    )  # fmt: skip
    return made


@db
@pytest.mark.usefixtures("_stopped_clock")
def test_a_file_is_looked_at_with_the_orders_it_hits_and_then_put_in_force(
    desk: Client, line: ModelLine, harbor: Dealership, ada: User
) -> None:
    order(harbor, ada, line, "HEAT")
    order(harbor, ada, line, "MATS")
    answer = bring(desk, line, stops="HEAT,,2026-11-01,,The seats are gone.")
    kept = SupplySheet.objects.get()
    assert answer.headers["Location"] == f"/production/supply/sheets/{kept.pk}/"
    shown = desk.get(answer.headers["Location"]).content.decode()
    assert "Nothing has changed so far." in shown
    assert "Heated seats" in shown
    assert status(line, "HEAT") is Status.FREE
    hits = desk.get(f"/orders/hit/sheet/{kept.pk}/").context["hits"]
    assert (hits.count, hits.shown[0].number) == (1, "T-HEAT")
    way = hits.shown[0].way_out
    assert (way.dropped, way.added) == (("Heated seats",), ())
    assert way.difference.amount == -450
    url = f"/production/supply/sheets/{kept.pk}/apply/"
    assert desk.post(url).status_code == 302
    assert status(line, "HEAT") is Status.BLOCKED
    assert desk.post(url).status_code == 409
    bring(desk, line, stops="HEAT,,2026-11-01,,The seats are gone.")
    again = SupplySheet.objects.latest("pk")
    assert desk.get(f"/production/supply/sheets/{again.pk}/").context["page"].new == 0
    desk.post(f"/production/supply/sheets/{again.pk}/apply/")
    assert StopSale.objects.count() == 1
    stopped = StopSale.objects.get()
    assert "The seats are gone." in desk.get("/production/supply/").content.decode()
    assert desk.get(f"/orders/hit/stop/{stopped.pk}/").context["hits"].count == 1
    end = f"/production/supply/stops/{stopped.pk}/end/"
    assert desk.post(end, {}).status_code == 422
    assert desk.post(end, {"because": "Found more."}).status_code == 302
    assert "Found more." in desk.get("/production/supply/?all=1").content.decode()


@db
@pytest.mark.usefixtures("_stopped_clock")
def test_a_faulty_file_keeps_nothing_and_lists_its_faults(desk: Client, line: ModelLine) -> None:
    answer = bring(desk, line, short="HEAT,MOON,2026-W50,,3,,Short.\nGHOST,,2026-W50,,3,,Short.")
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Constraints, row 2, column “Plant”: there is no plant" in shown
    assert "Constraints, row 3, column “Option”" in shown
    assert not SupplySheet.objects.exists()


@db
@pytest.mark.usefixtures("_stopped_clock")
def test_an_entry_by_hand_is_judged_like_a_row_beside_its_fields(
    desk: Client, line: ModelLine
) -> None:
    entry = {
        "stop-manufacturer": line.release.manufacturer_id, "stop-option": "GHOST",
        "stop-from_on": "2026-11-23", "stop-reason": "A fire.",
    }  # fmt: skip
    answer = desk.post("/production/supply/stop/", entry)
    assert answer.status_code == 422
    assert "No option" in str(answer.context["stop"].errors["option"])
    answer = desk.post("/production/supply/stop/", {**entry, "stop-option": "HEAT"})
    sheet = SupplySheet.objects.get()
    desk.post(f"/production/supply/sheets/{sheet.pk}/apply/")
    assert StopSale.objects.get().source == StopSource.HAND


@db
@pytest.mark.usefixtures("_stopped_clock")
def test_a_short_option_waits_for_the_weeks_that_have_room(
    desk: Client, line: ModelLine, harbor: Dealership, ada: User
) -> None:
    order(harbor, ada, line, "HEAT")
    short = "HEAT,GRZ,2026-W48,2026-W51,0,,Seats are short.\nMATS,,2026-W49,2026-W49,,20,Mats."
    bring(desk, line, short=short)
    kept = SupplySheet.objects.get()
    assert desk.get(f"/orders/hit/sheet/{kept.pk}/").context["hits"].count == 1
    desk.post(f"/production/supply/sheets/{kept.pk}/apply/")
    limits = {
        (row.option_code, iso_week(row.week_start)): row.capacity
        for row in OptionLimit.objects.all()
    }
    assert limits["HEAT", "2026-W49"] == 0
    assert limits["MATS", "2026-W49"] == 2, "a fifth of ten places"
    assert ("HEAT", "2026-W52") not in limits
    tell_effects(now=NOW)
    heat = Option.objects.get(code="HEAT", model_line=line)
    assert heat.effect_days == 21, "the first free week is W49, the first with seats W52"
    assert status(line, "HEAT") is Status.FREE, "short is not stopped"
    constraint = OptionConstraint.objects.get(option_code="HEAT")
    end = f"/production/supply/short/{constraint.pk}/end/"
    assert desk.post(end, {"because": "Seats came."}).status_code == 302
    tell_effects(now=NOW)
    heat.refresh_from_db()
    assert heat.effect_days == 0


@db
def test_an_option_that_fits_into_no_week_is_stopped_until_one_has_room(
    line: ModelLine, cora: User
) -> None:
    maker = line.release.manufacturer
    sheet = SupplySheet.objects.create(manufacturer=maker, rows={}, made_at=NOW, made_by=cora)
    row = OptionConstraint.objects.create(
        manufacturer=maker, option_code="HEAT", from_week=MONDAY, per_week=0,
        reason="No seats this year.", sheet=sheet, entered_at=NOW, entered_by=cora,
    )  # fmt: skip
    assert cut_limits(maker, now=NOW) == 6
    assert cut_limits(maker, now=NOW) == 0
    for _ in range(2):
        tell_effects(now=NOW)
    assert StopSale.objects.get().source == StopSource.PLANTS
    assert status(line, "HEAT") is Status.BLOCKED
    OptionLimit.objects.filter(week_start=MONDAY + timedelta(weeks=2)).update(
        factory_capacity=4, taken=0
    )
    end_constraint(constraint_id=row.pk, because="Seats came.", by=cora, now=NOW)
    assert OptionLimit.objects.get(factory_capacity=4).capacity == 4
    tell_effects(now=NOW)
    assert status(line, "HEAT") is Status.FREE
    assert not StopSale.objects.standing().exists()


@db
def test_what_is_taken_keeps_its_place(line: ModelLine, cora: User) -> None:
    maker = line.release.manufacturer
    limit = OptionLimit.objects.create(
        plant=plant_line(maker).plant, week_start=MONDAY + timedelta(weeks=1), option_code="HEAT",
        capacity=8, factory_capacity=8, taken=5,
    )  # fmt: skip
    sheet = SupplySheet.objects.create(manufacturer=maker, rows={}, made_at=NOW, made_by=cora)
    OptionConstraint.objects.create(
        manufacturer=maker, option_code="HEAT", from_week=MONDAY, per_week=3, reason="Short.",
        sheet=sheet, entered_at=NOW, entered_by=cora,
    )  # fmt: skip
    cut_limits(maker, now=NOW)
    limit.refresh_from_db()
    assert (limit.capacity, limit.taken) == (5, 5)
