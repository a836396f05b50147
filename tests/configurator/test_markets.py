"""A build for another market: it asks before it changes the car, is undone, frozen and checked."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from configurator import commands, selectors
from configurator.commands import CannotChoose, CannotImport, MarketNeedsDecision
from configurator.models import Configuration, ModelLine, Source
from configurator.reports import compared
from configurator.selectors.history import entries, steps_of
from configurator.selectors.reopening import today
from customers.models import Dealership, User
from kernel.refusals import Stale
from tests.factories_configurator import (
    NOW,
    configuration,
    export_payload,
    has,
    published_line,
    release_payload,
    rule,
)


@pytest.fixture
def line(db: None) -> ModelLine:
    return published_line(export_payload())


@pytest.fixture
def car(line: ModelLine, harbor: Dealership, ada: User) -> Configuration:
    started = configuration(harbor, ada, line)
    started.picks = ["SPORT", "RAILS", "PACK"]
    started.save(update_fields=["picks"])
    return started


def go(car: Configuration, by: User, market: str, accept: list[str] | None = None) -> Configuration:
    car.refresh_from_db()
    done = commands.set_market(
        configuration_id=car.pk, market=market, version=car.version, by=by, now=NOW, accept=accept
    )
    return done.configuration


def test_what_would_change_is_asked_first_with_its_reason_and_price(
    car: Configuration, ada: User
) -> None:
    with pytest.raises(MarketNeedsDecision) as asked:
        go(car, ada, "DE")
    way = asked.value.ways[0]
    assert way.dropped_codes == ("RAILS",)
    assert way.offer.added == ("Rear fog lamp",)
    assert way.offer.price_difference.amount == Decimal("-220.00")
    assert asked.value.because == ("Germany: The roof rails are not approved.",)
    car.refresh_from_db()
    assert (car.market, "RAILS" in car.picks, car.steps.count()) == ("", True, 0)


def test_accepted_it_is_one_step_that_can_be_undone_and_done_again(
    car: Configuration, ada: User
) -> None:
    there = go(car, ada, "DE", accept=["RAILS"])
    assert (there.market, there.picks) == ("DE", ["SPORT", "PACK"])
    shown = selectors.configurator_page(there, NOW)
    assert "FOG" in shown.in_car
    assert shown.change.amount == Decimal("-220.00")
    (entry,) = entries(there, list(steps_of(there)), NOW)
    assert entry.taken == ("built for Germany",)
    back = commands.undo(configuration_id=car.pk, version=there.version, by=ada, now=NOW)
    assert (back.market, back.picks) == ("", ["SPORT", "RAILS", "PACK"])
    again = commands.redo(configuration_id=car.pk, version=back.version, by=ada, now=NOW)
    assert (again.market, again.picks) == ("DE", ["SPORT", "PACK"])
    begun = commands.return_to(
        configuration_id=car.pk, number=0, version=again.version, by=ada, now=NOW
    ).configuration
    assert (begun.market, "RAILS" in begun.picks) == ("", True)


def test_what_comes_along_is_asked_about_too(car: Configuration, ada: User) -> None:
    car.picks = ["SPORT"]
    car.save(update_fields=["picks"])
    with pytest.raises(MarketNeedsDecision) as asked:
        go(car, ada, "DE")
    assert asked.value.ways[0].dropped_codes == ()
    assert go(car, ada, "DE", accept=[]).market == "DE"
    with pytest.raises(MarketNeedsDecision):  # at home the fog lamp goes again
        go(car, ada, "")
    assert go(car, ada, "", accept=[]).market == ""


def test_an_answer_to_another_question_is_none(car: Configuration, ada: User) -> None:
    with pytest.raises(MarketNeedsDecision):
        go(car, ada, "DE", accept=["PACK"])


def test_in_the_market_every_click_knows_its_rules(car: Configuration, ada: User) -> None:
    there = go(car, ada, "DE", accept=["RAILS"])
    with pytest.raises(CannotChoose, match=r"Germany: The roof rails are not approved\."):
        commands.choose(
            configuration_id=car.pk, take="RAILS", version=there.version, by=ada, now=NOW
        )
    with pytest.raises(CannotChoose, match="Germany asks for a rear fog lamp"):
        commands.choose(configuration_id=car.pk, drop="FOG", version=there.version, by=ada, now=NOW)
    why = selectors.why(there, "FOG", NOW)
    assert (why.status, why.rules) == ("forced", ("Germany asks for a rear fog lamp.",))


def test_refused_are_markets_that_are_not_there_and_outdated_pages(
    car: Configuration, ada: User, line: ModelLine
) -> None:
    with pytest.raises(CannotChoose, match="not sold in the market FR"):
        go(car, ada, "FR")
    with pytest.raises(Stale):
        commands.set_market(configuration_id=car.pk, market="DE", version=99, by=ada, now=NOW)
    with pytest.raises(commands.CannotStart, match="not sold in the market FR"):
        commands.start_configuration(
            dealership=car.dealership, model_line_id=line.pk, market="FR", by=ada, now=NOW
        )


def test_the_specification_keeps_the_market_its_rules_and_papers(
    car: Configuration, ada: User
) -> None:
    home = commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    assert (home.market, home.homologation) == ("", {})
    go(car, ada, "DE", accept=["RAILS"])
    frozen = commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    assert "FOG" in frozen.codes
    kept = selectors.frozen_homologation(frozen.homologation)
    assert kept is not None
    assert kept.documents == ("Certificate of conformity", "Customs declaration")
    assert kept.rules[1] == "Germany: The roof rails are not approved."
    assert frozen.sha256 != home.sha256
    assert not selectors.buildable_today(frozen, NOW.date())


def test_a_market_that_ends_with_a_release_is_told(car: Configuration, ada: User) -> None:
    go(car, ada, "DE", accept=["RAILS"])
    frozen = commands.freeze(configuration_id=car.pk, by=ada, now=NOW)
    published_line(release_payload(release="2027-2", valid_from="2026-11-01"))
    assert selectors.buildable_today(frozen, NOW.date()) == ["Road is not sold in the market DE."]


def test_a_market_without_any_car_refuses_the_release(db: None) -> None:
    payload = export_payload()
    payload["model_lines"][0]["rules"].append(
        rule("DE3", "excludes", "No fog lamps.", {"op": "true"}, has("FOG"), market="DE")
    )
    with pytest.raises(CannotImport) as refused:
        commands.import_release(None, payload, Source.FACTORY, NOW)
    (problem,) = refused.value.problems
    assert "no car can be built for Germany" in problem
    assert "DE3: Germany: No fog lamps." in problem


def test_the_report_names_what_changes_about_markets(line: ModelLine) -> None:
    there = selectors.catalogue(line.pk)
    home = selectors.catalogue(published_line(release_payload(release="OLD")).pk)
    told = compared(home, there)
    assert "Market DE Germany is new." in told
    assert "Market DE Germany is gone." in compared(there, home)


def test_the_page_asks_and_the_answer_is_kept(
    car: Configuration, client: Client, ada: User
) -> None:
    client.force_login(ada)
    shown = client.get(reverse("configurator:market", args=[car.code]))
    assert b"Germany asks for a rear fog lamp." in shown.content
    assert b"Customs declaration" in shown.content
    ask = {"market": "DE", "version": car.version}
    address = reverse("configurator:set-market", args=[car.code])
    asked = client.post(address, ask)
    assert asked.status_code == 409
    page = asked.content.decode()
    assert "Germany changes the car in 1 place" in page
    assert "Rear fog lamp" in page
    assert "Roof rails" in page
    done = client.post(address, {**ask, "is_accepted": "on", "accept": ["RAILS"]}, follow=True)
    assert "The car is for Germany now." in done.content.decode()
    assert (
        "For Germany"
        in client.get(reverse("configurator:detail", args=[car.code])).content.decode()
    )
    assert (
        "Certificate of conformity"
        in client.get(reverse("configurator:summary", args=[car.code])).content.decode()
    )
    stale = client.post(address, {"market": "", "version": 1})
    assert stale.status_code == 409


def test_a_catalogue_without_the_market_says_so_before_it_is_taken(
    car: Configuration, ada: User
) -> None:
    there = go(car, ada, "DE", ["RAILS"])
    assert not [each for each in today(there, there.model_line, NOW).gone if "Built" in each.name]
    line = published_line(release_payload(release="R-2", title="Home only"))
    found = today(there, line, NOW)
    assert found.gone[-1].name == "Built for Germany"
    assert "Home only is not sold there" in found.gone[-1].reason
