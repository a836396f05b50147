"""Who reacts to what: the one page to read. Handlers only write rows and may run twice.

Every kind of event has its line, also where nobody reacts: a test compares this table with the kinds.
"""

from configurator.models import SpecialEventKind
from mto.dispatch import Handler, Subscriptions
from orders.models import Kind as OrderKind
from orders.reactions import follow_build, note_special, request_documents, tell_customer
from production.models import Kind as BuildKind

TELL: list[Handler] = [tell_customer]
PRINT: list[Handler] = [request_documents]
TELL_AND_PRINT: list[Handler] = [tell_customer, request_documents]
FOLLOW: list[Handler] = [follow_build]
NOTE_SPECIAL: list[Handler] = [note_special]
NOBODY: list[Handler] = []

SUBSCRIPTIONS: Subscriptions = {
    # what happens to the factory's object moves the promise
    **dict.fromkeys(BuildKind.values, FOLLOW),
    # what becomes of a special request stands in the timeline of the order it belongs to
    **dict.fromkeys(SpecialEventKind.values, NOTE_SPECIAL),
    # ---- what happens to the promise is told to the customer and put on paper
    OrderKind.QUOTED: TELL_AND_PRINT,
    OrderKind.REVISED: NOBODY,
    OrderKind.DISCARDED: NOBODY,
    OrderKind.EXPIRED: NOBODY,
    OrderKind.DISCOUNT_APPROVED: NOBODY,
    OrderKind.ACCEPTED: PRINT,
    OrderKind.DEPOSIT_RECEIVED: TELL_AND_PRINT,
    OrderKind.VALIDATED: PRINT,
    OrderKind.VALIDATION_FAILED: NOBODY,
    OrderKind.CREDIT_APPROVED: NOBODY,
    OrderKind.CREDIT_APPLIED: NOBODY,
    OrderKind.CREDIT_CONDITIONAL: NOBODY,
    OrderKind.CREDIT_CONDITION_MET: NOBODY,
    OrderKind.CREDIT_ENDING: NOBODY,
    OrderKind.CREDIT_DECLINED: NOBODY,
    OrderKind.CREDIT_LAPSED: NOBODY,
    OrderKind.SLOT_HELD: NOBODY,
    OrderKind.PROMISED: NOBODY,
    OrderKind.APPROVED: TELL_AND_PRINT,
    OrderKind.SUBMITTED: NOBODY,
    OrderKind.RESUBMITTED: NOBODY,
    OrderKind.ACKNOWLEDGED: TELL,
    OrderKind.REJECTED: NOBODY,
    OrderKind.SCHEDULED: TELL,
    OrderKind.FELL_BACK: NOBODY,
    OrderKind.STARTED: TELL,
    OrderKind.SCRAPPED: NOBODY,
    OrderKind.BUILT: NOBODY,
    OrderKind.DEPARTED: TELL,
    OrderKind.LOSS_REPORTED: NOBODY,
    OrderKind.DAMAGE_REPORTED: NOBODY,
    OrderKind.LOST: NOBODY,
    OrderKind.ARRIVED: TELL,
    OrderKind.MADE_READY: NOBODY,
    OrderKind.DELIVERED: TELL_AND_PRINT,
    OrderKind.INVOICED: NOBODY,
    OrderKind.REVENUE_RECOGNISED: NOBODY,
    OrderKind.CLOSED: NOBODY,
    OrderKind.CANCELLED: NOBODY,
    OrderKind.SETTLED: TELL_AND_PRINT,
    OrderKind.BALANCE_PAID: PRINT,
    OrderKind.REFUND_ASKED: NOBODY,
    OrderKind.REFUND_APPROVED: NOBODY,
    OrderKind.REFUND_PAID: NOBODY,
    OrderKind.CANCELLATION_ASKED: NOBODY,
    OrderKind.CANCELLATION_DECLINED: NOBODY,
    OrderKind.MILESTONE: TELL,
    OrderKind.WINDOW_CHANGED: TELL,
    OrderKind.SLOT_MOVED: NOBODY,
    OrderKind.PREPARED: TELL_AND_PRINT,
    OrderKind.DELIVERY_PLANNED: NOBODY,
    OrderKind.HANDOVER_BOOKED: TELL,
    OrderKind.HOLD_PLACED: NOBODY,
    OrderKind.HOLD_RELEASED: NOBODY,
    OrderKind.PRIORITY_SET: NOBODY,
    OrderKind.REASSIGNED: NOBODY,
    OrderKind.COMMENTED: NOBODY,
    OrderKind.CALLED: NOBODY,
    OrderKind.FILE_ADDED: NOBODY,
    OrderKind.CHANGE_ASKED: NOBODY,
    OrderKind.CHANGE_PROPOSED: NOBODY,
    OrderKind.CHANGE_OFFERED: TELL,
    OrderKind.CHANGE_SIGNED: NOBODY,
    OrderKind.CHANGE_SENT: NOBODY,
    OrderKind.CHANGE_CONFIRMED: TELL_AND_PRINT,
    OrderKind.CHANGE_REFUSED: TELL,
    OrderKind.CHANGE_WITHDRAWN: NOBODY,
    OrderKind.CHANGE_EXPIRED: NOBODY,
    OrderKind.DELAY_TOLD: TELL,
    OrderKind.NOTHING_NEW: TELL,
    OrderKind.HANDOVER_REMINDED: TELL,
    OrderKind.SURVEY_ASKED: TELL,
}
