"""Papers: frozen when asked for, rendered once by the worker, downloaded by who may."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import User
from kernel import rendering
from kernel.models import Document
from orders import commands, reactions, selectors
from orders.models import Order, OrderEvent, State
from production.commands import CHECKLIST, Check, record_pdi
from production.models import BuildEvent
from production.models import Kind as BuildKind
from tests.factories_orders import NOW, Desk, again, at, quoted
from tests.orders.test_changes import offered, signed
from tests.paper_structure import Structure, structure


def asked_for(order: Order) -> list[Document]:
    for event in OrderEvent.objects.filter(order=order):
        reactions.request_documents(event, now=NOW)
    return list(Document.objects.filter(subject_key=order.number).order_by("created_at", "kind"))


def read(paper: Document) -> Structure:
    assert paper.state == "DONE", paper.error
    return structure(bytes(paper.content or b""))


def text_of(paper: Document) -> str:
    return read(paper).text


def is_kept_and_read_aloud(found: Structure) -> None:
    """What PDF/A-2a and PDF/UA-1 ask of every paper, as far as a reader sees it."""
    assert (found.archive, found.access, found.intents) == ("2A", "1", ("/GTS_PDFA1",))
    assert found.is_marked
    assert found.shows_title
    assert found.titles_agree
    assert found.headings[0] == "H1"
    assert found.headings.count("H1") == 1
    assert {"Document", "P", "Table", "TR", "TH", "TD"} <= found.tags
    assert found.pictures_without_words == 0
    assert found.loose_fonts == frozenset()


@pytest.mark.pdf
def test_every_paper_of_a_whole_life_is_rendered(desk: Desk) -> None:
    order = at(desk, State.DELIVERED)
    asked_for(order)
    rendering.render_due(now=NOW.replace(year=2099))
    papers = {paper.kind: paper for paper in asked_for(order)}
    assert set(papers) == {
        "quote",
        "price-sheet",
        "deposit-receipt",
        "build-sheet",
        "order-confirmation",
        "handover-record",
    }
    for paper in papers.values():
        assert hashlib.sha256(bytes(paper.content or b"")).hexdigest() == paper.sha256
        found = read(paper)
        is_kept_and_read_aloud(found)
        assert found.language == "en"
        assert order.number in found.text
        assert "Harbor Meridian" in found.text
    assert "$22,890.34" in text_of(papers["quote"])
    assert "We promise delivery" in text_of(papers["order-confirmation"])
    assert "$1,000.00" in text_of(papers["deposit-receipt"])
    assert "Dana Dale" in text_of(papers["handover-record"])
    assert "it can be built as sold" in text_of(papers["build-sheet"])


@pytest.mark.pdf
def test_a_papers_content_is_that_of_the_moment_it_was_asked_for(desk: Desk) -> None:
    order = quoted(desk)
    asked_for(order)
    desk.dealership.name = "Renamed"
    desk.dealership.save()
    rendering.render_due(now=NOW.replace(year=2099))
    assert "Harbor Meridian" in text_of(asked_for(order)[0])


@pytest.mark.pdf
def test_the_cancellation_statement(desk: Desk) -> None:
    desk.customer.language = "de"
    desk.customer.save()
    order = at(desk, State.BANKED)
    commands.cancel(
        order_id=order.pk, reason="Moved", is_customers_cause=True, by=desk.rep, now=NOW
    )
    (statement,) = [paper for paper in asked_for(order) if paper.kind == "cancellation"]
    found = structure(rendering.render(statement.template, statement.snapshot, statement.language))
    is_kept_and_read_aloud(found)
    assert found.language == "de"
    assert "Erstattung abzüglich der Bearbeitungsgebühr." in found.text
    assert "750,00" in found.text


def finished(order: Order, kind: str = "quote") -> Document:
    paper = next(paper for paper in asked_for(order) if paper.kind == kind)
    paper.succeed(NOW, content=b"%PDF-1.7", sha256="0" * 64, rendered_at=NOW)
    return paper


def test_a_document_is_for_those_who_see_the_order(
    desk: Desk, client: Client, ben: User, cleo: User
) -> None:
    order = quoted(desk)
    other = quoted(desk)
    paper = finished(order)
    url = reverse("orders:document", args=[order.number, paper.pk])
    client.force_login(ben)
    answer = client.get(url)
    assert answer.content == b"%PDF-1.7"
    assert order.number in answer["Content-Disposition"]
    assert client.get(url.replace(order.number, other.number)).status_code == 404
    client.force_login(cleo)
    assert client.get(url).status_code == 404


def test_a_document_that_is_not_written_yet_is_not_there(desk: Desk, client: Client) -> None:
    order = quoted(desk)
    paper = asked_for(order)[0]
    client.force_login(desk.rep)
    assert client.get(reverse("orders:document", args=[order.number, paper.pk])).status_code == 404
    assert "is being written" in client.get(order.get_absolute_url()).text


def test_the_customer_gets_only_his_own_finished_documents(
    desk: Desk, dana: User, erin: User
) -> None:
    order = quoted(desk)
    paper = finished(order)
    assert selectors.customer_document(dana, order.number, paper.pk) == paper
    with pytest.raises(selectors.DOCUMENT_MISSING):
        selectors.customer_document(erin, order.number, paper.pk)
    with pytest.raises(selectors.DOCUMENT_MISSING):
        selectors.customer_document(dana, quoted(desk).number, paper.pk)


def test_what_is_for_the_dealership_only_never_reaches_the_customer(
    desk: Desk, dana: User, client: Client
) -> None:
    order = at(desk, State.VALIDATED)
    paper = finished(order, "build-sheet")
    assert [part["sent"] for part in paper.snapshot["parts"]] == [
        part["quoted"] for part in paper.snapshot["parts"]
    ]
    with pytest.raises(selectors.DOCUMENT_MISSING):
        selectors.customer_document(dana, order.number, paper.pk)
    shown = selectors.customer_order(dana, order.number).documents
    assert {document.name for document in shown} == {"Quote", "Price sheet"}
    client.force_login(desk.coordinator)
    assert client.get(reverse("orders:document", args=[order.number, paper.pk])).status_code == 200


def test_a_change_has_a_paper_of_its_own(desk: Desk) -> None:
    order = at(desk, State.APPROVED)
    before = order.total
    change = offered(order, desk, "HEAT")
    signed(change, desk)
    after = again(order).total
    papers = {paper.kind: paper.snapshot for paper in asked_for(order)}
    paper = papers["change-order"]
    assert [row["becomes"] for row in paper["rows"]] == ["Heated seats"]
    assert paper["old_total"]["amount"] == str(before.amount)
    assert paper["total"]["amount"] == str(after.amount)
    assert paper["difference"]["priced"] == f"+{after - before}"
    assert paper["signature"]["name"] == "Dana Dale"


def test_an_inspection_is_on_record_with_the_fault_it_found(desk: Desk) -> None:
    order = at(desk, State.AT_DEALER)
    first, *rest = [Check(code, is_ok=True) for code, _ in CHECKLIST]
    faulty = Check(first.code, is_ok=False, note="Scratch on the door")
    for points in ([faulty, *rest], [first, *rest]):
        record_pdi(build_id=order.build_id, items=points, by=desk.coordinator, now=NOW)
    passed = BuildEvent.objects.get(build=order.build_id, kind=BuildKind.PDI_PASSED)
    commands.follow_build(passed, now=NOW)
    (paper,) = [paper for paper in asked_for(order) if paper.kind == "inspection-record"]
    results = [(one["result"], one["points"][0]["note"]) for one in paper.snapshot["inspections"]]
    assert results == [("Not passed", "Scratch on the door"), ("Passed", "")]
