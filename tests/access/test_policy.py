"""The policy table's words and the scope they make."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from customers.access import POLICY, UnknownAction, can, require, scope_for
from customers.models import Customer, Dealership, Membership, Relation, Role, ScopeMissing, User
from tests.factories import CustomerFactory, DealershipFactory, MembershipFactory, staff


def fresh(user: User) -> User:
    """As the next request would load him: memberships are read once per loaded user."""
    return User.objects.get(pk=user.pk)


def test_an_action_is_a_known_word(ada: User) -> None:
    with pytest.raises(UnknownAction):
        can(ada, "orders.give_away")
    with pytest.raises(UnknownAction):
        require("orders.give_away")


def test_every_grant_is_worth_writing_down() -> None:
    for action, grants in POLICY.items():
        assert grants, action
        assert Relation.NONE not in grants.values(), action


def test_a_rep_acts_on_his_own_orders_and_sees_the_teams(ada: User, ben: User) -> None:
    place = ada.memberships.get().dealership_id
    assert can(ada, "orders.view", place, ben.pk)
    assert can(ada, "orders.cancel", place, ada.pk)
    assert not can(ada, "orders.cancel", place, ben.pk)


def test_a_role_counts_only_where_it_is_held(
    ada: User, harbor: Dealership, lakeside: Dealership
) -> None:
    MembershipFactory.create(user=ada, dealership=lakeside, role=Role.SALES_MANAGER)
    ada = fresh(ada)
    assert can(ada, "orders.cancel", lakeside.pk, owner_id=None)
    assert not can(ada, "orders.cancel", harbor.pk, owner_id=None)
    scope = scope_for(ada, "orders.cancel")
    assert scope is not None
    assert (scope.team_ids, scope.own_ids) == ({lakeside.pk}, {harbor.pk})
    assert scope.dealership_ids == {harbor.pk, lakeside.pk}
    assert not scope.own_only


def test_two_roles_at_one_place_add_up(ada: User, harbor: Dealership) -> None:
    MembershipFactory.create(user=ada, dealership=harbor, role=Role.FINANCE)
    assert can(fresh(ada), "orders.decide_credit", harbor.pk)
    assert can(fresh(ada), "orders.quote", harbor.pk, ada.pk)


def test_cost_is_shown_to_a_rep_only_by_leave(ada: User, harbor: Dealership, mona: User) -> None:
    assert not can(ada, "orders.view_cost", harbor.pk)
    assert can(mona, "orders.view_cost", harbor.pk)
    Membership.objects.filter(user=ada).update(may_see_cost=True)
    assert can(fresh(ada), "orders.view_cost", harbor.pk)


def test_an_administrator_reaches_his_group_and_no_other(
    amy: User, harbor: Dealership, lakeside: Dealership
) -> None:
    elsewhere = DealershipFactory.create()
    assert can(amy, "configurator.publish", harbor.pk)
    assert can(amy, "configurator.publish", lakeside.pk)
    assert not can(amy, "configurator.publish", elsewhere.pk)
    assert not can(amy, "orders.view", harbor.pk)


@pytest.mark.parametrize("who", ["dana", "dora", "nobody"])
def test_customers_the_disabled_and_those_without_a_role_reach_nothing(
    who: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    assert all(scope_for(user, action) is None for action in POLICY)
    assert scope_for(AnonymousUser(), "orders.view") is None


def test_rows_are_not_read_without_a_scope(db: None) -> None:
    with pytest.raises(ScopeMissing):
        Customer.objects.visible_to(None)  # type: ignore[arg-type]


def test_rows_are_read_within_it(ada: User, cleo: User, dana_record: Customer) -> None:
    theirs = CustomerFactory.create(dealership=cleo.memberships.get().dealership)
    for user, seen in ((ada, dana_record), (cleo, theirs)):
        scope = scope_for(user, "customers.view")
        assert scope is not None
        assert list(Customer.objects.visible_to(scope)) == [seen]


def test_own_rows_are_those_one_is_responsible_for(
    ada: User, ben: User, harbor: Dealership
) -> None:
    mine = CustomerFactory.create(dealership=harbor, created_by=ada)
    CustomerFactory.create(dealership=harbor, created_by=ben)
    scope = scope_for(ada, "orders.cancel")
    assert scope is not None
    assert list(Customer.objects.filter(scope.rows("dealership", "created_by"))) == [mine]
    assert scope.own_only


def test_roles_are_read_once(harbor: Dealership, django_assert_num_queries: object) -> None:
    user = fresh(staff(Role.SALES_REP, harbor))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert can(user, "orders.view", harbor.pk)
        assert can(user, "customers.view", harbor.pk)
        assert not can(user, "insights.view", harbor.pk)
