"""What the configurator page shows, and at what cost in queries."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from configurator import commands, selectors
from configurator.models import Configuration
from configurator.selectors import catalogues
from configurator.selectors.shown import ConfiguratorPage, OptionView
from configurator.tasks import compile_lines
from customers.models import Dealership, User
from kernel.money import Money
from tests.factories_configurator import (
    NOW,
    configuration,
    option,
    published_line,
    release_payload,
)


def view(page: ConfiguratorPage, code: str) -> OptionView:
    found = [o for a in page.areas for g in a.groups for o in g.options if o.code == code]
    return found[0]


def page_of(car: Configuration, now: datetime = NOW) -> ConfiguratorPage:
    return selectors.configurator_page(Configuration.objects.for_page().get(pk=car.pk), now)


@pytest.fixture
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiled form is looked for at every question."""
    monkeypatch.setattr(catalogues, "LOOK_AGAIN_SECONDS", 0)


@pytest.fixture
def car(harbor: Dealership, ada: User) -> Configuration:
    return configuration(harbor, ada)


def test_every_option_has_its_status_and_its_price(car: Configuration) -> None:
    page = page_of(car)
    assert view(page, "BASE").status == "picked"
    assert view(page, "SPORT").status == "switch"
    assert view(page, "RED").status == "forced"
    assert view(page, "BLUE").status == "blocked"
    assert view(page, "HEAT").status == "free"
    assert view(page, "RAILS").is_blocked
    assert view(page, "SPORT").effect == Money(Decimal(4000), "USD")
    assert view(page, "HEAT").effect == Money(Decimal(450), "USD")
    assert page.total == Money(Decimal("20995.00"), "USD")
    assert page.paint is not None
    assert page.paint.rgb == "#c01020"


def test_included_options_are_free_and_marked(car: Configuration, ada: User) -> None:
    commands.choose(configuration_id=car.pk, take="PACK", version=1, by=ada, now=NOW)
    page = page_of(car)
    mats = view(page, "MATS")
    assert (mats.status, mats.is_included, mats.is_automatic) == ("forced", True, True)
    assert mats.price == Money(Decimal(0), "USD")
    assert page.change == Money(Decimal(900), "USD")
    assert page.can_undo
    assert not page.can_redo


def test_the_total_shown_is_the_total_frozen(car: Configuration, ada: User) -> None:
    commands.choose(configuration_id=car.pk, take="SPORT", version=1, by=ada, now=NOW)
    shown = page_of(car)
    frozen = commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    assert shown.total == Money(frozen.total_amount, frozen.currency)
    assert set(frozen.codes) == shown.in_car
    assert shown.open_groups == ("Paint",)


def test_a_pick_that_ran_out_is_shown_with_its_reason(harbor: Dealership, ada: User) -> None:
    payload = release_payload()
    payload["model_lines"][0]["groups"][2]["options"].append(
        option("OLD", "Old radio", "100.00", available_to="2026-11-30")
    )
    car = configuration(harbor, ada, published_line(payload), "OLD")
    assert page_of(car).is_buildable
    later = page_of(car, datetime(2026, 12, 2, tzinfo=UTC))
    assert not later.is_buildable
    assert later.clash is not None
    assert later.clash.picks == ("OLD",)
    assert later.clash.rules == ("Old radio could be ordered until November 30, 2026.",)
    with pytest.raises(commands.CannotFreeze, match="Old radio"):
        commands.freeze(configuration_id=car.pk, by=ada, now=datetime(2026, 12, 2, tzinfo=UTC))


def test_the_day_is_the_dealerships(harbor: Dealership, lakeside: Dealership, ada: User) -> None:
    midnight_in_new_york = datetime(2027, 3, 1, 5, 30, tzinfo=UTC)
    line = published_line()
    assert (
        view(page_of(configuration(harbor, ada, line), midnight_in_new_york), "SOON").status
        == "free"
    )
    assert view(
        page_of(configuration(lakeside, ada, line), midnight_in_new_york), "SOON"
    ).is_blocked


def test_why_names_the_own_picks_and_the_rules(car: Configuration) -> None:
    blocked = selectors.why(car, "RAILS", NOW)
    assert blocked.picks == ("Base",)
    assert "Roof rails need the Sport." in blocked.rules
    assert blocked.offers[0].added == ("Sport",)
    forced = selectors.why(car, "RED", NOW)
    assert forced.status == "forced"
    assert "The Base does not come in blue." in forced.rules
    assert selectors.why(car, "HEAT", NOW).rules == ()


def test_effect_days_are_shown_although_the_release_is_final(car: Configuration) -> None:
    commands.record_option_effects(model_line_id=car.model_line_id, days={"HEAT": 12})
    assert view(page_of(car), "HEAT").effect_days == 12
    commands.record_option_effects(model_line_id=car.model_line_id, days={})
    assert view(page_of(car), "HEAT").effect_days == 0


@pytest.mark.parametrize("extra", [3, 300])
def test_a_page_takes_five_queries_however_long_the_line(
    extra: int,
    harbor: Dealership,
    ada: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    payload = release_payload()
    payload["model_lines"][0]["groups"][2]["options"] += [
        option(f"X{number}", f"Extra {number}", "10.00") for number in range(extra)
    ]
    car = configuration(harbor, ada, published_line(payload))
    for number in range(extra // 30):
        car.refresh_from_db()
        commands.choose(
            configuration_id=car.pk, take=f"X{number}", version=car.version, by=ada, now=NOW
        )
    page_of(car)
    with django_assert_num_queries(5):
        page_of(car)


def test_once_compiled_every_option_carries_the_price_of_having_it(
    look_at_once: None, car: Configuration, ada: User
) -> None:
    """A blocked one that of its cheapest way out, a free one with all it brings along."""
    commands.choose(configuration_id=car.pk, take="HEAT", version=1, by=ada, now=NOW)
    before = page_of(car)
    assert view(before, "RAILS").way_out is None
    compile_lines()
    page = page_of(car)
    assert [(v.code, v.status) for v in options(page)] == [
        (v.code, v.status) for v in options(before)
    ]
    rails, pack = view(page, "RAILS"), view(page, "PACK")
    assert (rails.way_out, rails.gives_up) == (Money(Decimal(4100), "USD"), 1)
    assert (pack.price, pack.effect) == (Money(Decimal(900), "USD"), Money(Decimal(450), "USD"))
    assert pack.brings_more
    assert view(page, "SPORT").effect == Money(Decimal(3800), "USD")
    assert view(page, "SOON").way_out is None


def options(page: ConfiguratorPage) -> list[OptionView]:
    return [option for area in page.areas for group in area.groups for option in group.options]


def test_a_way_out_says_what_it_does_to_the_date(car: Configuration, ada: User) -> None:
    commands.record_option_effects(model_line_id=car.model_line_id, days={"SPORT": 9, "RAILS": 4})
    with pytest.raises(commands.ConflictNeedsDecision) as asked:
        commands.choose(configuration_id=car.pk, take="RAILS", version=1, by=ada, now=NOW)
    assert asked.value.offers[0].days_difference == 9
