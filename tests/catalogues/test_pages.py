"""The administrator's pages of the catalogues, as Amy uses them."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from configurator import selectors
from configurator.commands import import_release
from configurator.models import CatalogueRelease, ModelLine, Source
from configurator.tasks import take_in
from customers.models import User
from tests.configurator.test_publish_report import broken_feed
from tests.factories_configurator import NOW, draft_line, export_payload, published_line
from tests.feeds.files import example, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, amy: User) -> Client:
    client.force_login(amy)
    return client


def send(office: Client, name: str, content: bytes, **fields: str) -> Any:
    upload = SimpleUploadedFile(name, content)
    return done(office, office.post("/catalogues/bring/", {"upload": upload, **fields}))


def done(office: Client, answer: Any) -> Any:
    """What the page says once the worker has been there."""
    if answer.status_code != 302:
        return answer
    take_in()
    return office.get(answer.headers["Location"])


def page_of(own: ModelLine, name: str = "catalogues:release", **keys: int) -> str:
    return reverse(name, kwargs={"pk": own.release_id, **keys})


def seen(office: Client, line: ModelLine) -> str:
    answer = office.get(page_of(line))
    mark: str = answer.context["discard"].initial["seen"]
    return mark


def test_a_template_comes_in_and_its_report_is_shown(office: Client) -> None:
    template = office.get("/catalogues/template.xlsx")
    assert template.headers["Content-Disposition"].startswith("attachment")
    answer = send(office, "city.xlsx", template.content)
    release = CatalogueRelease.objects.get()
    assert answer.status_code == 302
    shown = office.get(answer.headers["Location"]).content.decode()
    assert "Small Cars 2027" in shown
    assert "City is new." in shown
    assert office.get("/catalogues/template.zip").status_code == 200
    assert f"/catalogues/{release.pk}/" in office.get("/catalogues/").content.decode()


def test_every_fault_stands_beside_the_form(office: Client) -> None:
    cells = example()
    cells["Rules"][1][2] = "CAMERA requires GHOST"
    cells["Options"][2][4] = "dear"
    answer = send(office, "city.xlsx", xlsx(cells))
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "Rules, row 3, column “Rule”: Line 1, column 17: no option “GHOST”" in shown
    assert "Options, row 4, column “Retail”" in shown
    assert "2 faults" in shown
    assert not CatalogueRelease.objects.exists()


def test_a_form_without_a_file_or_with_too_many_is_refused(office: Client) -> None:
    assert office.post("/catalogues/bring/", {}).status_code == 422
    many = [SimpleUploadedFile(f"{n}.csv", b"x") for n in range(11)]
    assert (
        "at most 10 files" in office.post("/catalogues/bring/", {"upload": many}).content.decode()
    )


def test_a_feature_model_comes_in_with_what_it_does_not_say(office: Client) -> None:
    content = b"features\n    Car\n        alternative\n            A\n            B\n"
    answer = send(
        office, "car.uvl", content, maker_code="OPEN", maker_name="Open", release="1",
        title="Open car", currency="USD", valid_from="2027-01-01", model_year="2027",
        body_style="sedan",
    )  # fmt: skip
    assert answer.status_code == 302
    assert "is missing" in send(office, "car.uvl", content).content.decode()


def test_several_csv_files_are_one_release(office: Client) -> None:
    with zipfile.ZipFile(io.BytesIO(office.get("/catalogues/template.zip").content)) as source:
        files = [SimpleUploadedFile(n, source.read(n)) for n in source.namelist()]
    done(office, office.post("/catalogues/bring/", {"upload": files}))
    assert CatalogueRelease.objects.get().title == "Small Cars 2027"


def test_publishing_from_a_day_on(office: Client, amy: User) -> None:
    line = draft_line()
    data = {"valid_from": "2026-11-01", "seen": seen(office, line)}
    assert office.post(page_of(line, "catalogues:publish"), data).status_code == 302
    release = CatalogueRelease.objects.get()
    assert (release.published_by, release.state) == (amy, "Published")
    assert "Withdraw" in office.get(page_of(line)).content.decode()
    again = office.post(page_of(line, "catalogues:publish"), data)
    assert again.status_code == 422


def test_what_changed_since_the_page_was_opened_is_not_published(office: Client) -> None:
    line = draft_line()
    mark = seen(office, line)
    rule = line.rules.get(code="R1")
    url = page_of(line, "catalogues:rule-remove", line=line.pk, rule=rule.pk)
    assert office.post(url).status_code == 302
    data = {"valid_from": "2026-11-01", "seen": mark}
    answer = office.post(page_of(line, "catalogues:publish"), data)
    assert answer.status_code == 422
    assert "changed since you opened it" in answer.content.decode()
    data["seen"] = seen(office, line)
    assert office.post(page_of(line, "catalogues:publish"), data).status_code == 302


def test_a_stale_report_is_made_anew(office: Client) -> None:
    line = draft_line("2027-2")
    published_line()
    shown = office.get(page_of(line)).content.decode()
    assert "Another release was published" in shown
    assert page_of(line, "catalogues:publish") not in shown
    office.post(page_of(line, "catalogues:look-again"))
    assert page_of(line, "catalogues:publish") in office.get(page_of(line)).content.decode()


def test_discarding_and_withdrawing(office: Client) -> None:
    draft, sold = draft_line("2027-9"), published_line()
    url = page_of(draft, "catalogues:discard")
    assert office.post(url, {"seen": "something else"}).status_code == 422
    assert office.post(url, {"seen": seen(office, draft)}).status_code == 302
    assert not CatalogueRelease.objects.filter(code="2027-9").exists()
    url = page_of(sold, "catalogues:withdraw")
    assert office.post(url, {}).status_code == 422
    assert office.post(url, {"because": "Wrong prices."}).status_code == 302
    assert "Wrong prices." in office.get(page_of(sold)).content.decode()
    assert not selectors.current_model_lines(NOW).exists()


def test_a_rule_is_checked_while_it_is_written(office: Client) -> None:
    line = draft_line()
    url = page_of(line, "catalogues:rule-check", line=line.pk)
    shown = office.post(url, {"code": "N", "text": "SPORT requires RAILS"}).content.decode()
    assert "Cars it removes" in shown
    assert "Sport (SPORT)" in shown
    assert "<html" not in shown
    shown = office.post(url, {"code": "N", "text": "SPORT requires RALES"}).content.decode()
    assert "Line 1, column 16: no option “RALES”" in shown
    assert "No car at all" in office.post(url, {"text": "never"}).content.decode()
    assert "already" in office.post(url, {"text": "RAILS requires SPORT"}).content.decode()
    assert "Write a rule" in office.post(url, {"text": " "}).content.decode()
    assert line.rules.count() == 4


def test_a_rule_holds_in_one_market_and_is_tried_there(office: Client) -> None:
    import_release(None, export_payload(), Source.FACTORY, NOW)
    line = ModelLine.objects.get()
    url = page_of(line, "catalogues:rule-new", line=line.pk)
    assert "every market, also at home" in office.get(url).content.decode()
    data = {"code": "DE3", "sentence": "Germany asks for mats.", "market": "DE"}
    data["text"] = "MATS requires FOG"
    tried = office.post(url, {**data, "check": "1"}).content.decode()
    assert "It forbids nothing" in tried  # every car for Germany has the fog lamp
    at_home = office.post(url, {**data, "market": "", "check": "1"}).content.decode()
    assert "It forbids nothing" not in at_home
    for wrong in (
        {"market": "XX"},
        {"text": "price of MATS is 1 invoice 1 when HEAT"},
        {"text": "MATS includes HEAT"},
    ):
        assert office.post(url, {**data, **wrong}).status_code == 422
    assert office.post(url, data).status_code == 302
    rule = line.rules.get(code="DE3")
    assert rule.market == "DE"
    url = page_of(line, "catalogues:rule", line=line.pk, rule=rule.pk)
    assert '<option value="DE" selected>' in office.get(url).content.decode()
    office.post(url, {**data, "replaces": "DE3", "market": ""})
    assert line.rules.get(code="DE3").market == ""


def test_a_rule_is_written_without_javascript(office: Client) -> None:
    line = draft_line()
    url = page_of(line, "catalogues:rule-new", line=line.pk)
    data = {"code": "N1", "text": "MATS requires", "sentence": "Mats come with heat."}
    answer = office.post(url, data)
    assert answer.status_code == 422
    assert "Line 1, column 14" in answer.content.decode()
    data["text"] = "MATS requires HEAT"
    checked = office.post(url, {**data, "check": "1"})
    assert checked.status_code == 200
    assert "Cars it removes" in checked.content.decode()
    assert line.rules.count() == 4
    assert office.post(url, data).status_code == 302
    rule = line.rules.get(code="N1")
    url = page_of(line, "catalogues:rule", line=line.pk, rule=rule.pk)
    assert "MATS requires HEAT" in office.get(url).content.decode()
    office.post(url, {**data, "code": "N2", "text": "HEAT requires MATS"})
    rule.refresh_from_db()
    assert (rule.code, rule.source_text) == ("N2", "HEAT requires MATS")


def test_a_published_rule_can_be_read_and_not_written(office: Client) -> None:
    line = published_line()
    rule = line.rules.get(code="R2")
    url = page_of(line, "catalogues:rule", line=line.pk, rule=rule.pk)
    shown = office.get(url).content.decode()
    assert "BASE excludes BLUE" in shown
    assert "Save the rule" not in shown
    data = {"code": "R2", "text": "BASE excludes RED", "sentence": "No."}
    assert "published and final" in office.post(url, data).content.decode()


def test_rules_are_found_by_what_they_say(office: Client) -> None:
    line = draft_line()
    url = page_of(line, "catalogues:rules", line=line.pk)
    assert office.get(url).content.decode().count("data-row") == 4
    assert office.get(url, {"q": "rails"}).content.decode().count("data-row") == 1
    assert "No rule fits" in office.get(url, {"q": "zzz"}).content.decode()


def test_a_line_of_another_release_is_not_found(office: Client) -> None:
    line, other = draft_line("2027-7"), draft_line("2027-8")
    assert office.get(page_of(line, "catalogues:rules", line=other.pk)).status_code == 404


def test_a_broken_feed_is_shown_whole(office: Client) -> None:
    published_line()
    answer = send(office, "acme.json", json.dumps(broken_feed()).encode())
    shown = office.get(answer.headers["Location"]).content.decode()
    for words in (
        "Dead options", "R5: No car has the ghost light.", "Rules that never apply",
        "Rules that say nothing new", "R1: Roof rails need the Sport.", "In every car",
        "HEAT has two prices in some cars", "Price movements", "BARE Bare is new.",
        "NET: retail and invoice", "against release 2027-1",
    ):  # fmt: skip
        assert words in shown, words
