"""The promise: orders, their prices, money, decisions and events."""

from orders.models.accessories import Accessory
from orders.models.campaigns import Campaign, CampaignOffer, CampaignQuerySet
from orders.models.changes import ChangeQuerySet, ChangeRequest, ChangeState, FreezeRule
from orders.models.costs import CostLine
from orders.models.credit import CreditApplication, CreditCondition, CreditDecision
from orders.models.decisions import (
    Handover,
    Hold,
    PromiseEntry,
    Signature,
)
from orders.models.delivery import DeliveryPlan, DeliveryService
from orders.models.events import Kind, OrderEvent, OrderEventQuerySet
from orders.models.exports import JournalExport
from orders.models.faults import CarFault
from orders.models.files import OrderFile
from orders.models.fleets import Fleet, FleetQuerySet
from orders.models.incentives import Incentive
from orders.models.invoices import Invoice, InvoiceLine
from orders.models.money import Deposit, JournalEntry, JournalLine
from orders.models.numbers import NumberSequence
from orders.models.orders import Order
from orders.models.papers import Clause, ClauseQuerySet, Letterhead
from orders.models.payments import Payment, ProviderEvent, SimulatedCharge
from orders.models.pricing import (
    DealerFee,
    DiscountLimit,
    OrderTerms,
    QuoteVersion,
    TaxRule,
)
from orders.models.refunds import CancellationRequest, Refund
from orders.models.states import OrderQuerySet, State
from orders.models.stock import UnitHold, UnitHoldQuerySet

__all__ = [
    "Accessory",
    "Campaign",
    "CampaignOffer",
    "CampaignQuerySet",
    "CancellationRequest",
    "CarFault",
    "ChangeQuerySet",
    "ChangeRequest",
    "ChangeState",
    "Clause",
    "ClauseQuerySet",
    "CostLine",
    "CreditApplication",
    "CreditCondition",
    "CreditDecision",
    "DealerFee",
    "DeliveryPlan",
    "DeliveryService",
    "Deposit",
    "DiscountLimit",
    "Fleet",
    "FleetQuerySet",
    "FreezeRule",
    "Handover",
    "Hold",
    "Incentive",
    "Invoice",
    "InvoiceLine",
    "JournalEntry",
    "JournalExport",
    "JournalLine",
    "Kind",
    "Letterhead",
    "NumberSequence",
    "Order",
    "OrderEvent",
    "OrderEventQuerySet",
    "OrderFile",
    "OrderQuerySet",
    "OrderTerms",
    "Payment",
    "PromiseEntry",
    "ProviderEvent",
    "QuoteVersion",
    "Refund",
    "Signature",
    "SimulatedCharge",
    "State",
    "TaxRule",
    "UnitHold",
    "UnitHoldQuerySet",
]
