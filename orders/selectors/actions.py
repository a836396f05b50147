"""What a person may do with an order now, and for everything else of this stage the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from customers.access import POLICY, Relation, scope_for
from customers.models import Role, User
from orders import lifecycle, words
from orders.changing import CHANGEABLE
from orders.models import CreditDecision, Handover, Hold, Order, OrderTerms, State
from production.milestones import STAGE_RANK, Stage

SETTLED = (CreditDecision.Decision.APPROVED, CreditDecision.Decision.CASH)
SENT = lifecycle.WAY.index(lifecycle.SUBMITTED)
DEPOSIT_STATES = lifecycle.WAY[
    lifecycle.WAY.index(lifecycle.ACCEPTED) : lifecycle.WAY.index(lifecycle.DELIVERED)
]
RUSHABLE = (State.APPROVED, State.BANKED, State.SCHEDULED)
EARLY = (State.QUOTED, State.ACCEPTED, State.VALIDATED, State.APPROVED)
CREDIT_STATES = DEPOSIT_STATES
HANDOVER_STATES = (State.BUILT, State.IN_TRANSIT, State.AT_DEALER, State.READY)
OPEN = tuple(state for state in State.values if state not in lifecycle.END_STATES)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the reasons are made of, read once per page."""

    order: Order
    holds: tuple[Hold, ...]
    has_handover: bool
    is_sellers: bool
    """Whether who looks at it sold it, and the dealership wants four eyes on a build sheet."""


type Reason = Callable[[Facts], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be done: where, by whom, and what must be so first."""

    name: str
    label: str
    icon: str
    states: Sequence[str]
    policy: str
    transition: str = ""
    reason: Reason | None = None
    is_side: bool = False
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the action card; ``why_not`` is empty when it can be done."""

    name: str
    label: str
    icon: str
    url: str
    why_not: str
    is_side: bool
    is_final: bool

    @property
    def is_allowed(self) -> bool:
        return not self.why_not


def _discount_waits(facts: Facts) -> str:
    order = facts.order
    waits = order.discount_asked_by_id is not None and order.discount_approved_by_id is None
    return "The discount waits for a manager." if waits else ""


def _no_discount(facts: Facts) -> str:
    return "" if _discount_waits(facts) else "No discount waits."


def _sold_it_himself(facts: Facts) -> str:
    if not facts.is_sellers:
        return ""
    return "Who sold a car does not check its build sheet: a sales manager or coordinator does."


def _credit_open(facts: Facts) -> str:
    return "" if facts.order.credit_status in SETTLED else "Finance has not settled the credit yet."


def _not_approvable(facts: Facts) -> str:
    order = facts.order
    if reason := _credit_open(facts):
        return reason
    if order.deposit_held < order.deposit:
        return f"The deposit of {order.deposit} is due; {order.deposit_held} is paid."
    return ""


def _not_ready(facts: Facts) -> str:
    missing = []
    build = facts.order.build
    if build is None or STAGE_RANK[Stage(build.stage)] < STAGE_RANK[Stage.PREPARED]:
        missing.append("the pre-delivery inspection")
    if not facts.has_handover:
        missing.append("a booked handover")
    return f"Still missing: {words.sentence_list(missing)}." if missing else ""


RULES = (
    Rule("accept", "Accept and sign", "signature", (State.QUOTED,), "orders.accept", "accept",
         _discount_waits),
    Rule("changes", "Change the car", "replace", CHANGEABLE, "orders.change", is_side=True),
    Rule("approve-discount", "Approve the discount", "badge-percent", (State.QUOTED,),
         "orders.approve_discount", reason=_no_discount),
    Rule("revise", "Take back and revise", "pencil", (State.QUOTED,), "orders.revise", "revise"),
    Rule("discard", "Discard the draft", "trash-2", (State.DRAFT,), "orders.discard",
         is_side=True, is_final=True),
    Rule("validate", "Check the build sheet", "clipboard-check", (State.ACCEPTED,),
         "orders.validate", "validate", _sold_it_himself),
    Rule("record-deposit", "Record a deposit", "banknote", DEPOSIT_STATES,
         "orders.record_deposit"),
    Rule("decide-credit", "Decide the credit", "landmark", CREDIT_STATES, "orders.decide_credit"),
    Rule("apply-credit", "Ask for a credit", "file-pen-line", CREDIT_STATES, "orders.apply_credit",
         is_side=True),
    Rule("approve", "Approve and hold a slot", "stamp", (State.VALIDATED,), "orders.approve",
         "approve", _not_approvable),
    Rule("submit", "Send to the factory", "send", (State.APPROVED,), "orders.submit", "submit",
         _credit_open, is_final=True),
    Rule("resubmit", "Take back and correct", "undo-2", (State.REJECTED,), "orders.resubmit",
         "resubmit"),
    Rule("book-handover", "Book the handover", "calendar-plus", HANDOVER_STATES,
         "orders.book_handover", "deliver"),
    Rule("make-ready", "Mark as ready", "circle-check", (State.AT_DEALER,), "orders.make_ready",
         "make_ready", _not_ready),
    Rule("deliver", "Hand over", "key-round", (State.READY,), "orders.deliver", "deliver",
         is_final=True),
    Rule("pay-balance", "Record the balance", "banknote", (State.READY, State.DELIVERED),
         "orders.pay_balance", is_side=True),
    Rule("close", "Close", "archive", (State.DELIVERED,), "orders.close", "close", is_final=True),
    Rule("comment", "Note or call", "message-square", tuple(State.values), "orders.comment",
         is_side=True),
    Rule("add-file", "Add a file", "paperclip", tuple(State.values), "orders.comment", is_side=True),
    Rule("set-priority", "Change the priority", "arrow-up-down", EARLY, "orders.set_priority",
         is_side=True),
    Rule("rush", "Rush", "zap", RUSHABLE, "orders.rush", is_side=True),
    Rule("delivery", "Change the delivery plan", "truck", lifecycle.PLANNED, "orders.plan_delivery",
         is_side=True),
    Rule("damage", "Damaged", "car", HANDOVER_STATES, "orders.report_damage", is_side=True),
    Rule("lost", "Lost on its way", "search-x", (State.IN_TRANSIT,), "orders.report_loss",
         is_side=True, is_final=True),
    Rule("reassign", "Give to a colleague", "user-round-pen", OPEN, "orders.reassign",
         is_side=True),
    Rule("hold", "Place a hold", "hand", OPEN, "orders.hold", is_side=True),
    Rule("cancel", "Cancel the order", "ban", lifecycle.CANCELLABLE, "orders.cancel", "cancel",
         is_side=True, is_final=True),
)  # fmt: skip
RULE_OF = {rule.name: rule for rule in RULES}


def why_not(name: str, order: Order, user: User) -> str:
    """Why ``user`` cannot do the action of that name to ``order`` now; empty when he can."""
    rule = RULE_OF[name]
    if order.state not in rule.states:
        return f"Not while it is {order.get_state_display().lower()}."
    standing = tuple(hold for hold in order.holds.all() if hold.released_at is None)
    facts = Facts(order, standing, has_handover=False, is_sellers=_is_sellers(order, user))
    return _why_not(rule, facts, user)


def allowed_actions(order: Order, user: User, holds: Sequence[Hold] | None = None) -> list[Action]:
    """Everything that belongs to the present state; the doable first, the rest with its reason."""
    standing = tuple(order.holds.standing()) if holds is None else tuple(holds)
    needs_handover = order.state == State.AT_DEALER
    has_handover = needs_handover and Handover.objects.filter(order=order).exists()
    facts = Facts(order, standing, has_handover, _is_sellers(order, user))
    settled = _settled(order)
    found = [
        _action(rule, facts, user, is_side=rule.is_side or rule.name in settled)
        for rule in RULES
        if order.state in rule.states
    ]
    relevant = [action for action in found if action.is_allowed or action.name not in settled]
    return sorted(relevant, key=lambda action: bool(action.why_not))


def _is_sellers(order: Order, user: User) -> bool:
    if order.state != State.ACCEPTED or order.sales_rep_id != user.pk:
        return False
    terms = OrderTerms.objects.filter(dealership=order.dealership_id)
    return not terms.filter(four_eyes=False).exists()


def _settled(order: Order) -> set[str]:
    """What is done or was never asked for: no reason is given why it cannot be done."""
    settled = set()
    if order.discount_asked_by_id is None or order.discount_approved_by_id is not None:
        settled.add("approve-discount")
    if order.deposit_held >= order.deposit:
        settled.add("record-deposit")
    if order.credit_status in SETTLED:
        settled.add("decide-credit")
    return settled


def _action(rule: Rule, facts: Facts, user: User, *, is_side: bool) -> Action:
    return Action(
        name=rule.name,
        label=rule.label,
        icon=rule.icon,
        url=reverse(f"orders:{rule.name}", args=[facts.order.number]),
        why_not=_why_not(rule, facts, user),
        is_side=is_side,
        is_final=rule.is_final,
    )


def _why_not(rule: Rule, facts: Facts, user: User) -> str:
    if rule.reason is not None and (reason := rule.reason(facts)):
        return reason
    for hold in facts.holds:
        if rule.transition and rule.transition in hold.blocks:
            return f"Held: {hold.get_reason_display().lower()}."
    scope = scope_for(user, rule.policy)
    if scope is None:
        return f"This is for {_roles(rule.policy)}."
    if not scope.covers(facts.order.dealership_id, facts.order.sales_rep_id):
        return "This is for the sales representative of the order."
    return ""


def _roles(policy: str) -> str:
    names = [
        str(Role(role).label).lower()
        for role, relation in POLICY[policy].items()
        if relation is not Relation.NONE
    ]
    return " or ".join(names)
