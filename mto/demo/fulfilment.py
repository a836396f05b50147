"""Writes the builds of the demonstration world and everything the factory ever said about them.

The rows are those that ``production`` would have written message by message, in bulk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from customers.models import User
from kernel.events import SYSTEM
from mto.demo.cases import Case
from mto.demo.histories import FACTORY_STATES, Step
from mto.demo.vins import vin
from production.commands import CHECKLIST
from production.commands.projection import samples_of
from production.legs import ahead_of
from production.milestones import MEANINGS, Mark, fold
from production.models import (
    Build,
    BuildEvent,
    FactoryRequest,
    HandoverAppointment,
    HandoverBay,
    Kind,
    Milestone,
    PdiInspection,
    PdiItem,
    QualityFinding,
    RequestKind,
    StageSample,
    TransportLeg,
)

VIN_AT = {"GRZ": "BIW-IN", "LEO": "SCH-FRZ"}
DEFECTS = (
    ("PNT-14", "Paint run on a door"),
    ("TRM-07", "Interior trim does not sit flush"),
    ("ELE-31", "Control unit stores a fault"),
    ("LEA-05", "Water test: seal leaks"),
)
HISTORY_REF = 900_000  # far from the numbers the factory gives out itself
MINUTE = timedelta(minutes=1)
DEALER_STEPS = {"pdi": "PDI-OK", "delivered": "HND"}


@dataclass
class Yard:
    """Rows waiting to be written together."""

    milestones: list[Milestone] = field(default_factory=list)
    events: list[BuildEvent] = field(default_factory=list)
    legs: list[TransportLeg] = field(default_factory=list)
    findings: list[QualityFinding] = field(default_factory=list)
    samples: list[StageSample] = field(default_factory=list)
    requests: list[FactoryRequest] = field(default_factory=list)
    inspections: list[PdiInspection] = field(default_factory=list)
    items: list[PdiItem] = field(default_factory=list)
    appointments: list[HandoverAppointment] = field(default_factory=list)

    def write(self) -> None:
        Milestone.objects.bulk_create(self.milestones, batch_size=1000)
        BuildEvent.objects.bulk_create(self.events, batch_size=1000)
        TransportLeg.objects.bulk_create(self.legs)
        QualityFinding.objects.bulk_create(self.findings)
        StageSample.objects.bulk_create(self.samples, batch_size=1000)
        FactoryRequest.objects.bulk_create(self.requests)
        PdiInspection.objects.bulk_create(self.inspections)
        PdiItem.objects.bulk_create(self.items, batch_size=1000)
        HandoverAppointment.objects.bulk_create(self.appointments)


@dataclass
class Fulfiller:
    """Turns histories into builds; ``answers`` keeps the build event of each step for the order."""

    rng: Random
    bays: dict[int, list[HandoverBay]]
    yard: Yard = field(default_factory=Yard)
    events: dict[tuple[str, str, int], BuildEvent] = field(default_factory=dict)
    slots: set[tuple[int, datetime]] = field(default_factory=set)
    booked: dict[str, HandoverAppointment] = field(default_factory=dict)

    def marks(self, case: Case) -> list[tuple[Mark, Step]]:
        """The milestones of the case in the order the factory and the dealership noted them."""
        found = []
        for step in case.history.steps:
            code = DEALER_STEPS.get(step.code, step.code)
            if code in MEANINGS:
                found.append((code, step))
        return [
            (Mark(number, step.at, code, step.occurrence), step)
            for number, (code, step) in enumerate(found, start=1)
        ]

    def build(self, case: Case, serial: int) -> Build | None:
        """The build as it stands today, not yet saved; None before it is submitted."""
        if not case.history.has("submitted") or case.specification is None:
            return None
        state = fold(mark for mark, _ in self.marks(case))
        heard = [step.at for step in case.history.steps if step.code in FACTORY_STATES]
        line, submitted = case.car.line, case.sure("submitted")
        if case.state != "SUBMITTED" and not case.factory_ref:
            case.factory_ref = f"M{submitted:%y}{HISTORY_REF + serial}"
        if case.history.has(VIN_AT[case.car.plant_code]):
            case.vin = vin(
                plant=case.car.plant_code,
                model_line=str(case.car.model_line.code),
                model_year=case.car.model_line.model_year,
                serial=serial,
            )
        road = ahead_of(state, has_upfit=case.car.has_upfit, opened_at=submitted)
        return Build(
            order_number=case.number,
            dealership=case.staffed.dealership,
            manufacturer=line.plant.manufacturer,
            specification=case.specification,
            model_line_code=case.car.model_line.code,
            model_name=str(case.car.model_line),
            codes=list(case.car.codes),
            reservation=case.reservation,
            plant=line.plant,
            slot_week=case.slot_week,
            priority=5 if case.customer else 9,
            factory_ref=case.factory_ref,
            vin=case.vin,
            state=_agreed(case),
            stage=state.stage,
            last_code=state.last_code,
            stage_since=state.stage_since,
            customer_milestone=state.customer_milestone,
            is_on_hold=state.is_on_hold,
            has_upfit=case.car.has_upfit,
            current_leg=road.legs[0].name if road.legs else "",
            leg_since=road.since if road.legs else None,
            promised_from=case.promised_from,
            promised_on=case.promised_on,
            opened_at=submitted,
            transmitted_at=submitted + MINUTE if case.state != "SUBMITTED" else None,
            acknowledged_at=case.at("ORD-ACK"),
            last_heard_at=max(heard, default=None),
            version=len(case.history.steps),
        )

    # ---- what happened to it, once the builds have their keys
    def tell(self, case: Case) -> None:
        """Everything recorded about the build of one case."""
        build = case.build
        if build is None:
            return
        coordinator = case.staffed.one("COORDINATOR")
        submitted = case.sure("submitted")
        self._event(case, Kind.OPENED, submitted, coordinator)
        self._request(case, submitted)
        if case.state == "SUBMITTED":
            return
        self._event(case, Kind.TRANSMITTED, submitted + MINUTE, None, factory_ref=case.factory_ref)
        marks = self.marks(case)
        for mark, step in marks:
            self._milestone(case, mark, step)
        self.yard.samples += samples_of(build, fold(mark for mark, _ in marks))
        for code, act in (
            ("QA-HOLD", self._hold),
            ("pdi", self._inspection),
            ("handover_booked", self._appointment),
            ("rejected", self._rejected),
            ("cancelled", self._withdrawn),
        ):
            at = case.at(code)
            if at is not None:
                act(case, at)

    def _event(
        self, case: Case, kind: Kind, at: datetime, by: User | None, **body: Any
    ) -> BuildEvent:
        made = BuildEvent(
            build=case.build,
            kind=kind,
            by=by,
            actor_name=by.name if by else SYSTEM,
            occurred_at=at,
            recorded_at=at,
            dispatched_at=at,
            body=body,
        )
        self.yard.events.append(made)
        return made

    def _request(self, case: Case, at: datetime) -> None:
        build = case.build
        if build is None:
            return
        is_sent = case.state != "SUBMITTED"
        key = f"{case.number}:{build.pk}:submit"
        week = case.slot_week
        line = case.car.line
        slot = {"plant": line.plant.code, "line": line.code, "week": str(week)} if week else None
        self.yard.requests.append(
            FactoryRequest(
                build=build,
                kind=RequestKind.SUBMIT,
                idempotency_key=key,
                body={
                    "order_number": case.number,
                    "dealer_code": case.staffed.dealership.code,
                    "release": case.car.model_line.release.code,
                    "model_line": case.car.model_line.code,
                    "codes": list(case.car.codes),
                    "slot": slot,
                    "priority": build.priority,
                    "requested_on": str(case.promised_on),
                },
                state="DONE" if is_sent else "QUEUED",
                due_at=at,
                answer={"ref": case.factory_ref, "status": "received"} if is_sent else {},
                attempts=1 if is_sent else 0,
            )
        )

    def _milestone(self, case: Case, mark: Mark, step: Step) -> None:
        meaning = MEANINGS[mark.code]
        detail: dict[str, Any] = {"plant": case.car.plant_code, "line": case.car.line.code}
        if step.leg is not None:
            detail |= {
                "leg": mark.occurrence,
                "mode": step.leg.mode,
                "from": step.leg.origin,
                "to": step.leg.destination,
            }
            self._leg(case, mark, step)
        self.yard.milestones.append(
            Milestone(
                build=case.build,
                code=mark.code,
                occurrence=mark.occurrence,
                occurred_at=mark.occurred_at,
                received_at=mark.occurred_at + MINUTE,
                sequence=mark.sequence,
                detail=detail,
            )
        )
        if mark.code == "ORD-ACK":
            ref = case.factory_ref
            made = self._event(case, Kind.ACKNOWLEDGED, mark.occurred_at, None, factory_ref=ref)
        else:
            made = self._event(
                case,
                Kind.MILESTONE,
                mark.occurred_at,
                None,
                code=mark.code,
                customer_milestone=meaning.customer_milestone,
                occurred_at=mark.occurred_at.isoformat(),
                occurrence=mark.occurrence,
            )
        self.events[case.number, mark.code, mark.occurrence] = made

    def _leg(self, case: Case, mark: Mark, step: Step) -> None:
        if step.leg is None:
            return
        if mark.code == "SHP-DEP":
            usual = timedelta(days=step.leg.days[1])
            self.yard.legs.append(
                TransportLeg(
                    build=case.build,
                    leg=mark.occurrence,
                    mode=step.leg.mode,
                    origin=step.leg.origin,
                    destination=step.leg.destination,
                    departed_at=mark.occurred_at,
                    expected_on=(mark.occurred_at + usual).date(),
                )
            )
        elif self.yard.legs:
            self.yard.legs[-1].arrived_at = mark.occurred_at

    def _hold(self, case: Case, at: datetime) -> None:
        code, text = self.rng.choice(DEFECTS)
        self._event(case, Kind.QUALITY_HOLD, at, None, reason=text, code=code)
        self.yard.findings.append(
            QualityFinding(
                build=case.build,
                key=f"{case.factory_ref}-{code}",
                code=code,
                text=text,
                found_at=at,
            )
        )

    def _inspection(self, case: Case, at: datetime) -> None:
        by = case.staffed.one("TECHNICIAN")
        inspection = PdiInspection(build=case.build, inspected_at=at, by=by, has_passed=True)
        self.yard.inspections.append(inspection)
        self.yard.items += [
            PdiItem(inspection=inspection, position=number, code=code, label=label, is_ok=True)
            for number, (code, label) in enumerate(CHECKLIST)
        ]
        self.events[case.number, "PDI-OK", 1] = self._event(case, Kind.PDI_PASSED, at, by)

    def _appointment(self, case: Case, at: datetime) -> None:
        starts, bay = self.handover(case)
        self.booked[case.number] = HandoverAppointment(
            bay=bay,
            build=case.build,
            starts_at=starts,
            ends_at=starts + timedelta(hours=1),
            booked_by=case.rep,
        )
        self.yard.appointments.append(self.booked[case.number])
        self._event(
            case, Kind.APPOINTMENT_BOOKED, at, case.rep, starts_at=starts.isoformat(), bay=bay.name
        )

    def handover(self, case: Case) -> tuple[datetime, HandoverBay]:
        """The hour and the bay of the handover: full hours in which the bay is free."""
        known = case.notes.get("handover")
        bays = self.bays[case.staffed.dealership.pk]
        if known:
            when, place = known.split("|")
            return datetime.fromisoformat(when), bays[int(place)]
        planned = case.history.planned("delivered") or case.sure("handover_booked")
        if "handover_at" in case.notes:
            planned = datetime.fromisoformat(case.notes["handover_at"])
        starts = planned.replace(minute=0, second=0, microsecond=0)
        for number, bay in _places(bays):
            slot = starts + timedelta(hours=number // len(bays))
            if (bay.pk, slot) not in self.slots:
                self.slots.add((bay.pk, slot))
                case.notes["handover"] = f"{slot.isoformat()}|{bays.index(bay)}"
                return slot, bay
        raise LookupError("No bay is free.")

    def _rejected(self, case: Case, at: datetime) -> None:
        reason = "The option is no longer offered for this market."
        made = self._event(case, Kind.REJECTED, at, None, reasons=[reason])
        self.events[case.number, "rejected", 1] = made

    def _withdrawn(self, case: Case, at: datetime) -> None:
        self._event(case, Kind.WITHDRAWN, at, case.rep, reason="The customer cancelled.")


def _places(bays: list[HandoverBay]) -> Iterator[tuple[int, HandoverBay]]:
    for number in range(200):
        yield number, bays[number % len(bays)]


def _agreed(case: Case) -> str:
    if case.state == "REJECTED":
        return "REJECTED"
    if case.state == "CANCELLED":
        return "WITHDRAWN"
    return "ACKNOWLEDGED" if case.history.has("ORD-ACK") else "OPENED"
