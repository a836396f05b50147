"""The people and places every other app refers to."""

from customers.models.customers import Channel, Consent, Customer, CustomerQuerySet
from customers.models.dealerships import DealerGroup, Dealership, Membership, Role
from customers.models.messages import Message, MessageQuerySet
from customers.models.scope import Relation, Scope, ScopeMissing
from customers.models.users import User, UserManager

__all__ = [
    "Channel",
    "Consent",
    "Customer",
    "CustomerQuerySet",
    "DealerGroup",
    "Dealership",
    "Membership",
    "Message",
    "MessageQuerySet",
    "Relation",
    "Role",
    "Scope",
    "ScopeMissing",
    "User",
    "UserManager",
]
