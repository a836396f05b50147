"""Rows of the fulfilment."""

from production.models.builds import (
    Build,
    BuildEvent,
    BuildState,
    Kind,
    Milestone,
)
from production.models.exceptions import DELAYS, BuildException, ExceptionKind
from production.models.feeds import (
    CataloguePull,
    FactoryFeed,
    FactoryRequest,
    InboxMessage,
    InboxState,
    RequestKind,
)
from production.models.handover import (
    HandoverAppointment,
    HandoverBay,
    PdiInspection,
    PdiItem,
)
from production.models.lanes import TransportLane
from production.models.records import QualityFinding, StageSample, TransportLeg
from production.models.slots import (
    Allocation,
    Line,
    OptionLimit,
    Plant,
    Reservation,
    ReservationState,
    SlotBucket,
)
from production.models.supply import OptionConstraint, SupplySheet

__all__ = [
    "DELAYS",
    "Allocation",
    "Build",
    "BuildEvent",
    "BuildException",
    "BuildState",
    "CataloguePull",
    "ExceptionKind",
    "FactoryFeed",
    "FactoryRequest",
    "HandoverAppointment",
    "HandoverBay",
    "InboxMessage",
    "InboxState",
    "Kind",
    "Line",
    "Milestone",
    "OptionConstraint",
    "OptionLimit",
    "PdiInspection",
    "PdiItem",
    "Plant",
    "QualityFinding",
    "RequestKind",
    "Reservation",
    "ReservationState",
    "SlotBucket",
    "StageSample",
    "SupplySheet",
    "TransportLane",
    "TransportLeg",
]
