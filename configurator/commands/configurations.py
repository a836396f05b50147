"""Putting a car together, click by click."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from configurator.catalogue import Assumption, Catalogue
from configurator.engine import Explanation
from configurator.models import Configuration, ConfigurationStep, ModelLine
from configurator.selectors import catalogue, current_model_lines, engine, limits_of
from configurator.selectors.completing import proposed_trim
from configurator.selectors.decisions import Offer, names, offers, picks_with
from customers.models import Customer, Dealership, User
from kernel.locks import locked
from kernel.refusals import Refusal, Stale

CODE_TRIES = 5
FIRST = ("the first offer",)  # stands for whichever repair is offered first


class CannotStart(Refusal):
    """This car cannot be configured, or not for this customer."""


class CannotChoose(Refusal):
    """The click is refused for good; the text says why."""


class ConflictNeedsDecision(Refusal):
    """The option fits only if other picks go: the customer decides, nothing has changed yet.

    ``offers`` are the ways out, the gentlest first; pass one's ``codes`` as ``accept_repair``.
    """

    def __init__(
        self, take: str, name: str, explanation: Explanation, offers: tuple[Offer, ...]
    ) -> None:
        super().__init__(f"{name} does not go with what was chosen. {' '.join(explanation.rules)}")
        self.take, self.name, self.explanation, self.offers = take, name, explanation, offers


@dataclass(frozen=True, slots=True)
class ChooseResult:
    """What a click did to the customer's own picks."""

    configuration: Configuration
    taken: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    step: ConfigurationStep | None = None
    """The change as it was written; None when there was none."""


def start_configuration(
    *,
    dealership: Dealership,
    model_line_id: int,
    customer: Customer | None = None,
    is_fleet: bool = False,
    market: str = "",
    by: User,
    now: datetime,
) -> Configuration:
    """Begin with the trim the catalogue proposes; everything else is open.

    :raises CannotStart: the car is not on sale now, or the customer is another dealership's.
    """
    if customer is not None and customer.dealership_id != dealership.pk:
        raise CannotStart("This customer belongs to another dealership.")
    if not current_model_lines(now).filter(pk=model_line_id).exists():
        raise CannotStart("This car is not on sale now. Choose one from the current catalogue.")
    lines = catalogue(model_line_id)
    if market and market not in lines.market_by_code:
        raise CannotStart(f"{lines.name} is not sold in the market {market}.")
    picks = list(proposed_trim(lines))
    for _ in range(CODE_TRIES):
        try:
            with transaction.atomic():
                return Configuration.objects.create(
                    dealership=dealership,
                    model_line_id=model_line_id,
                    customer=customer,
                    is_fleet=is_fleet,
                    market=market,
                    picks=picks,
                    created_by=by,
                    created_at=now,
                    updated_by=by,
                    updated_at=now,
                )
        except IntegrityError:  # the six letters were taken; draw again
            continue
    raise CannotStart("No free code was found. Try again.")


@transaction.atomic
def choose(
    *,
    configuration_id: int,
    take: str | None = None,
    drop: str | None = None,
    accept_repair: bool | Sequence[str] | None = False,
    version: int,
    by: User,
    now: datetime,
    read: Configuration | None = None,
    limits: tuple[Assumption, ...] | None = None,
) -> ChooseResult:
    """Take or drop one option.

    In a group of at most one, taking an option replaces the one picked there: that is what the
    click says. Any other pick goes only by an accepted repair: ``accept_repair`` is the ``codes``
    of the offer the customer accepted, or True for the first.

    :param read: the build as the caller has read it; it is brought up to date.
    :param limits: what holds beside the rules, where the caller has just asked for it. A build is
        no promise: what may be ordered is asked again when it is quoted.
    :raises Stale: the page was outdated.
    :raises ConflictNeedsDecision: other picks would have to go.
    :raises CannotChoose: no car can have the option today, or the rules keep it in the car.
    """
    configuration = at_version(configuration_id, version, read)
    lines = catalogue(configuration.model_line_id)
    code = take or drop or ""
    if code not in lines.by_code:
        raise CannotChoose(f"{lines.name} has no option {code}.")
    limits = limits_of(configuration, now) if limits is None else limits
    before = frozenset(configuration.picks)
    if take is not None:
        if isinstance(accept_repair, bool):
            accept_repair = FIRST if accept_repair else None
        after = taking(configuration, take, limits, accept_repair)
    else:
        after = dropping(configuration, code, limits)
    return keep(configuration, before, after, by=by, now=now)


@transaction.atomic
def undo(*, configuration_id: int, version: int, by: User, now: datetime) -> Configuration:
    """Take back the last click. :raises CannotChoose: when there is none."""
    configuration = at_version(configuration_id, version)
    step = configuration.steps.filter(is_undone=False).order_by("-number").first()
    if step is None:
        raise CannotChoose("There is nothing to undo.")
    step.is_undone = True
    step.save(update_fields=["is_undone"])
    _set_picks(configuration, step.before, step.market_before, step.line_before_id, by=by, now=now)
    return configuration


@transaction.atomic
def redo(*, configuration_id: int, version: int, by: User, now: datetime) -> Configuration:
    """Do the last undone click again. :raises CannotChoose: when there is none."""
    configuration = at_version(configuration_id, version)
    step = configuration.steps.filter(is_undone=True).order_by("number").first()
    if step is None:
        raise CannotChoose("There is nothing to redo.")
    step.is_undone = False
    step.save(update_fields=["is_undone"])
    _set_picks(configuration, step.after, step.market_after, step.line_after_id, by=by, now=now)
    return configuration


@transaction.atomic
def return_to(
    *, configuration_id: int, number: int, version: int, by: User, now: datetime
) -> ChooseResult:
    """Put the picks as they were after that change; 0 means as the build began.

    This is a change like any other: nothing in between is lost, and it can be undone.

    :raises Stale: the page was outdated. :raises CannotChoose: there is no such change.
    """
    configuration = at_version(configuration_id, version)
    steps = configuration.steps.order_by("number")
    step = steps.first() if number == 0 else steps.filter(number=number).first()
    if step is None:
        raise CannotChoose("This change is no part of the history any more.")
    lines = catalogue(configuration.model_line_id)
    wanted = frozenset(step.before if number == 0 else step.after)
    if unknown := wanted - lines.by_code.keys():
        raise CannotChoose(f"{lines.name} has no option {', '.join(sorted(unknown))} any more.")
    market = step.market_before if number == 0 else step.market_after
    before = frozenset(configuration.picks)
    return keep(configuration, before, wanted, market=market, by=by, now=now)


@transaction.atomic
def adopt_picks(
    *, configuration_id: int, picks: Sequence[str], by: User | None, now: datetime
) -> Configuration:
    """Bring the build to the car that its order became, as a change that can be undone."""
    configuration = locked(Configuration.objects.for_page(), pk=configuration_id)
    person = by or configuration.created_by
    keep(configuration, frozenset(configuration.picks), frozenset(picks), by=person, now=now)
    return configuration


@transaction.atomic
def assign_customer(
    *, configuration_id: int, customer: Customer | None, by: User, now: datetime
) -> Configuration:
    """Say whose car this is. :raises CannotChoose: another dealership's customer."""
    configuration = Configuration.objects.select_for_update(no_key=True).get(pk=configuration_id)
    if customer is not None and customer.dealership_id != configuration.dealership_id:
        raise CannotChoose("This customer belongs to another dealership.")
    configuration.customer = customer
    configuration.updated_at, configuration.updated_by = now, by
    configuration.save(update_fields=["customer", "updated_at", "updated_by"])
    return configuration


@transaction.atomic
def entrust(*, configuration_id: int, to: User, by: User, now: datetime) -> Configuration:
    """Give a configuration to a colleague, who may then go on with it."""
    configuration = Configuration.objects.select_for_update(no_key=True).get(pk=configuration_id)
    configuration.created_by = to
    configuration.updated_at, configuration.updated_by = now, by
    configuration.save(update_fields=["created_by", "updated_at", "updated_by"])
    return configuration


def taking(
    configuration: Configuration,
    take: str,
    limits: Sequence[Assumption],
    accepted: Sequence[str] | None,
) -> frozenset[str]:
    """The build's picks with the option. :raises ConflictNeedsDecision: :raises CannotChoose:"""
    line_id = configuration.model_line_id
    wanted = picks_with(catalogue(line_id), configuration.picks, take)
    solver = engine(line_id)
    explanation = (
        None
        if solver.goes_together(wanted, limits)
        else solver.explain(wanted - {take}, take, limits)
    )
    if explanation is None:
        return wanted
    found = offers(line_id, configuration.picks, take, limits)
    name = catalogue(line_id).by_code[take].name
    if not found:
        raise CannotChoose(f"{name} cannot be ordered. {' '.join(explanation.rules)}")
    if accepted is not None:
        for offer in found:
            if accepted is FIRST or set(offer.codes) == set(accepted):
                return wanted - set(offer.codes)
    raise ConflictNeedsDecision(take, name, explanation, found)


def dropping(
    configuration: Configuration, drop: str, limits: Sequence[Assumption]
) -> frozenset[str]:
    """The build's picks without the option. :raises CannotChoose: it was not picked."""
    picks = frozenset(configuration.picks)
    if drop in picks:
        return picks - {drop}
    lines = catalogue(configuration.model_line_id)
    name = lines.by_code[drop].name
    reason = engine(configuration.model_line_id).explain_forced(picks, drop, limits)
    if reason is not None:
        because = names(lines, reason.picks)
        cause = f" because of {_listed(because)}" if because else ""
        raise CannotChoose(f"{name} is part of this car{cause}. {' '.join(reason.rules)}")
    raise CannotChoose(
        f"{name} was not chosen; it completes the car. Choose another option in its place."
    )


def keep(
    configuration: Configuration,
    before: frozenset[str],
    after: frozenset[str],
    *,
    market: str | None = None,
    line: ModelLine | None = None,
    by: User,
    now: datetime,
) -> ChooseResult:
    """Write the change as a step that can be undone; ``market`` and ``line`` are the new ones, if
    they change.
    """
    lines, was = catalogue(configuration.model_line_id), configuration.market
    new_lines = lines if line is None else catalogue(line.pk)
    market = was if market is None else market
    taken, dropped = _in_order(new_lines, after - before), _in_order(lines, before - after)
    if not taken and not dropped and market == was and line is None:
        return ChooseResult(configuration)
    last = configuration.steps.order_by("-number").values_list("number", "is_undone").first()
    if last is not None and last[1]:  # what was undone comes after all that stands
        configuration.steps.filter(is_undone=True).delete()
    picks = list(_in_order(new_lines, after))
    step = ConfigurationStep.objects.create(
        configuration=configuration,
        number=(last[0] if last else 0) + 1,
        before=configuration.picks,
        after=picks,
        market_before=was,
        market_after=market,
        line_before_id=None if line is None else configuration.model_line_id,
        line_after=line,
        by=by,
        at=now,
    )
    _set_picks(configuration, picks, market, None if line is None else line.pk, by=by, now=now)
    return ChooseResult(configuration, taken, dropped, step)


def _set_picks(
    configuration: Configuration,
    picks: list[str],
    market: str,
    line_id: int | None,
    *,
    by: User,
    now: datetime,
) -> None:
    configuration.picks, configuration.market = picks, market
    configuration.version += 1
    configuration.updated_at, configuration.updated_by = now, by
    fields = ["picks", "market", "version", "updated_at", "updated_by"]
    if line_id is not None:
        configuration.model_line_id = line_id
        fields.append("model_line")
    configuration.save(update_fields=fields)


def at_version(
    configuration_id: int, version: int, read: Configuration | None = None
) -> Configuration:
    """The build, locked. :raises Stale: it was changed since the page was made.

    :param read: not read again while its version stands: every change of the car makes a new one.
    """
    if read is not None and read.version == version:
        rows = Configuration.objects.select_for_update(no_key=True).filter(pk=configuration_id)
        configuration, stands_at = read, rows.values_list("version", flat=True).get()
    else:
        configuration = locked(Configuration.objects.for_page(), pk=configuration_id)
        stands_at = configuration.version
    if stands_at != version:
        raise Stale("This configuration was changed elsewhere. Here is its newest state.")
    return configuration


def _in_order(lines: Catalogue, codes: Iterable[str]) -> tuple[str, ...]:
    wanted = set(codes)
    return tuple(option.code for option in lines.options if option.code in wanted)


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
