"""What a person puts together, step by step, and what is frozen of it for an order."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from configurator.models.catalogues import CatalogueRelease, ModelLine
from customers.models import Customer, Dealership, Scope
from customers.models.scope import need_scope
from kernel.triggers import append_only

CLEAR_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that are mistaken for another


def new_code() -> str:
    """Six letters a customer can read out on the telephone."""
    return "".join(secrets.choice(CLEAR_LETTERS) for _ in range(6))


def new_specification_number() -> str:
    """A number that says nothing about how many there are."""
    return "S-" + "".join(secrets.choice(CLEAR_LETTERS) for _ in range(8))


REPORT = "model_line__release__report"
"""What was found at import: as long as the catalogue, and no page about a build says it."""


class ConfigurationQuerySet(models.QuerySet["Configuration"]):
    def visible_to(self, scope: Scope) -> ConfigurationQuerySet:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("dealership", "created_by"))

    def for_click(self) -> ConfigurationQuerySet:
        """With what is needed to answer a click."""
        return self.select_related("dealership", "model_line__release").defer(REPORT)

    def for_page(self) -> ConfigurationQuerySet:
        """With everything a page about it names, in one query."""
        return self.select_related(
            "dealership", "customer", "created_by", "model_line__release__manufacturer"
        ).defer(REPORT)


class Configuration(models.Model):
    """The customer's own picks on one model line; everything else follows from the rules.

    ``version`` counts the changes, so that a click on an outdated page is noticed.
    """

    code = models.CharField(max_length=6, unique=True, default=new_code, editable=False)
    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    model_line = models.ForeignKey(ModelLine, on_delete=models.PROTECT, related_name="+")
    picks = models.JSONField(default=list)
    needs = models.ForeignKey(
        "NeedsSheet", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_fleet = models.BooleanField(default=False)
    market = models.CharField(max_length=8, blank=True, db_default="")
    """Code of the market the car is for; empty for the home market."""
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ConfigurationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(version__gte=1), name="configuration_version_counts"
            ),
            models.UniqueConstraint(
                fields=["id", "dealership"], name="configuration_with_dealership"
            ),
        ]
        indexes = [models.Index(fields=["dealership", "-updated_at"], name="configuration_recent")]

    def __str__(self) -> str:
        return f"{self.code} · {self.model_line}"


class ConfigurationStep(models.Model):
    """One click: the picks before and after it. Undone steps wait until something new is chosen.

    The lines are named where a build was brought to a newer catalogue.
    """

    configuration = models.ForeignKey(Configuration, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    market_before = models.CharField(max_length=8, blank=True, db_default="")
    market_after = models.CharField(max_length=8, blank=True, db_default="")
    line_before = models.ForeignKey(
        ModelLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    line_after = models.ForeignKey(
        ModelLine, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_undone = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["configuration", "number"],
                name="configuration_step_number_once",
            ),
            models.CheckConstraint(
                condition=Q(line_before=None, line_after=None)
                | Q(line_before__isnull=False, line_after__isnull=False),
                name="configuration_step_from_line_to_line",
            ),
        ]

    def __str__(self) -> str:
        return f"Step {self.number} of {self.configuration_id}"


class Specification(models.Model):
    """A frozen, complete, buildable car with its price lines; never changed, never deleted."""

    number = models.CharField(
        max_length=12, unique=True, default=new_specification_number, editable=False
    )
    configuration = models.ForeignKey(
        Configuration, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    model_line = models.ForeignKey(ModelLine, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(CatalogueRelease, on_delete=models.PROTECT, related_name="+")
    codes = models.JSONField()
    picks = models.JSONField(default=list)
    lines = models.JSONField()
    total_amount = models.DecimalField(max_digits=14, decimal_places=2)
    invoice_total_amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    is_fleet = models.BooleanField(default=False)
    market = models.CharField(max_length=8, blank=True, db_default="")
    homologation: models.Field[Any, Any] = models.JSONField(default=dict, db_default={})
    """For a market: its name, its rules as they stood (code, sentence) and the documents needed."""
    specials: models.Field[Any, Any] = models.JSONField(default=list, db_default=[])
    """The special requests that are part of the car, each with the answer it was frozen with."""
    sha256 = models.CharField(max_length=64)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    frozen_at = models.DateTimeField()

    class Meta:
        triggers = append_only(except_columns=())
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="specification_has_a_hash",
            ),
            models.UniqueConstraint(
                fields=["configuration", "sha256"], name="specification_frozen_once"
            ),
            models.UniqueConstraint(
                fields=["id", "configuration"], name="specification_with_configuration"
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="specification_same_car")]

    def __str__(self) -> str:
        return f"{self.number} · {self.model_line}"
