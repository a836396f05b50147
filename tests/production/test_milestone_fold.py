"""The state of a build is a fold of its milestones: order and repetition make no difference."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from production import legs, milestones
from production.milestones import Mark, Stage, fold

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
ROAD = (
    "ORD-ACK", "SCH-WK", "SCH-FRZ", "BIW-IN", "BIW-OUT", "PNT-IN", "PNT-OUT", "TRM-IN", "FIN-OUT",
    "QA-OK", "REL", "SHP-DEP", "SHP-ARR", "DLR-RCV", "PDI-OK", "HND",
)  # fmt: skip


def marks(*codes: str) -> list[Mark]:
    return [Mark(n + 1, START + timedelta(days=n), code) for n, code in enumerate(codes)]


marked = st.lists(
    st.builds(
        Mark,
        st.integers(1, 40),
        st.integers(0, 90).map(lambda n: START + timedelta(days=n)),
        st.sampled_from(sorted(milestones.MEANINGS)),
        st.integers(1, 3),
    ),
    max_size=20,
)


@given(happened=marked, data=st.data())
def test_any_permutation_and_any_duplication_gives_the_same_state(
    happened: list[Mark], data: st.DataObject
) -> None:
    again = data.draw(st.permutations(happened))
    repeats = data.draw(st.lists(st.sampled_from(happened), max_size=8)) if happened else []
    assert fold([*again, *repeats]) == fold(happened)


@given(happened=marked, extra=marked)
def test_without_a_correction_the_stage_never_goes_back(
    happened: list[Mark], extra: list[Mark]
) -> None:
    plain = [m for m in happened if not milestones.MEANINGS[m.code].is_correction]
    more = [m for m in extra if not milestones.MEANINGS[m.code].is_correction]
    rank = milestones.STAGE_RANK
    assert rank[fold([*plain, *more]).stage] >= rank[fold(plain).stage]


def test_nothing_heard_yet_is_an_opened_build() -> None:
    assert fold([]).stage is Stage.OPENED


@pytest.mark.parametrize(
    ("upto", "stage", "customer"),
    [
        ("ORD-ACK", Stage.BANKED, "order_confirmed"),
        ("SCH-WK", Stage.SCHEDULED, "slot_booked"),
        ("SCH-FRZ", Stage.FROZEN, "slot_booked"),
        ("BIW-IN", Stage.BODY, "in_production"),
        ("PNT-OUT", Stage.PAINT, "in_production"),
        ("TRM-IN", Stage.ASSEMBLY, "in_production"),
        ("FIN-OUT", Stage.BUILT, "in_production"),
        ("QA-OK", Stage.QUALITY, "quality_check"),
        ("REL", Stage.RELEASED, "on_the_way"),
        ("SHP-DEP", Stage.IN_TRANSIT, "on_the_way"),
        ("DLR-RCV", Stage.ARRIVED, "at_dealer"),
        ("PDI-OK", Stage.PREPARED, "at_dealer"),
        ("HND", Stage.HANDED_OVER, "handed_over"),
    ],
)
def test_each_milestone_has_its_stage_and_customer_milestone(
    upto: str, stage: Stage, customer: str
) -> None:
    state = fold(marks(*ROAD[: ROAD.index(upto) + 1]))
    assert (state.stage, state.customer_milestone) == (stage, customer)
    assert customer in milestones.CUSTOMER_MILESTONES
    assert state.skipped == ()


def test_skipped_milestones_are_named() -> None:
    assert fold(marks("ORD-ACK", "SCH-WK", "BIW-IN", "FIN-OUT")).skipped == (
        "BIW-OUT",
        "PNT-IN",
        "PNT-OUT",
        "TRM-IN",
    )


def test_a_late_message_does_not_pull_the_build_back() -> None:
    late = [*marks("ORD-ACK", "SCH-WK", "BIW-IN"), Mark(9, START, "SCH-FRZ")]
    assert fold(late).stage is Stage.BODY


@pytest.mark.parametrize("closing", ["RWK-OUT", "QA-OK", "REL"])
def test_a_hold_is_open_until_a_later_word_closes_it(closing: str) -> None:
    held = marks("ORD-ACK", "FIN-OUT", "QA-HOLD", "RWK-IN")
    assert fold(held).is_on_hold
    done = [*held, Mark(9, START + timedelta(days=9), closing)]
    assert not fold(done).is_on_hold
    assert fold([*done, Mark(10, START + timedelta(days=10), "QA-HOLD", 2)]).is_on_hold


def test_scrapping_puts_the_build_back_into_the_bank() -> None:
    state = fold(marks("ORD-ACK", "SCH-WK", "BIW-IN", "SCRAP"))
    assert state.stage is Stage.BANKED
    assert state.at("BIW-IN") is None
    assert state.stage_since == START + timedelta(days=3)
    again = fold(marks("ORD-ACK", "SCH-WK", "BIW-IN", "SCRAP", "SCH-WK"))
    assert again.stage is Stage.SCHEDULED


def test_an_unknown_code_is_refused_by_name() -> None:
    with pytest.raises(milestones.UnknownMilestone, match="ZZ-99"):
        fold([Mark(1, START, "ZZ-99")])


def test_the_legs_ahead_shrink_with_every_milestone() -> None:
    left = [
        len(legs.ahead_of(fold(marks(*ROAD[:n])), has_upfit=False, opened_at=START).legs)
        for n in range(len(ROAD) + 1)
    ]
    assert left[0] == 10
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0


def test_a_leg_whose_start_was_skipped_runs_from_what_is_known() -> None:
    ahead = legs.ahead_of(fold(marks("ORD-ACK", "TRM-IN")), has_upfit=False, opened_at=None)
    assert ahead.legs[0] is legs.ASSEMBLY
    assert ahead.since == START + timedelta(days=1)


def test_a_hold_is_a_leg_of_its_own_and_upfit_only_where_ordered() -> None:
    held = fold(marks("ORD-ACK", "FIN-OUT", "QA-HOLD"))
    assert legs.ahead_of(held, has_upfit=False, opened_at=None).legs[0] is legs.HOLD
    assert legs.UPFIT in legs.ahead_of(held, has_upfit=True, opened_at=None).legs
    assert legs.UPFIT not in legs.ahead_of(held, has_upfit=False, opened_at=None).legs


def test_finished_legs_are_measured() -> None:
    runs = {run.leg.name: run for run in legs.legs_run(fold(marks(*ROAD)))}
    assert set(runs) == {
        "bank", "wait", "body", "paint", "assembly", "quality", "release", "transport", "prepare",
    }  # fmt: skip
    assert runs["body"].ended_at - runs["body"].began_at == timedelta(days=1)
