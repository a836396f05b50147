"""Changes that the manufacturer causes, put to many customers at once."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from customers.models import Dealership, Scope
from customers.models.scope import need_scope
from kernel.work import WorkQuerySet, WorkRow
from orders.models.changes import ChangeRequest
from orders.models.orders import Order


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, scope: Scope) -> Self:
        """:raises ScopeMissing: when called without one."""
        return self.filter(need_scope(scope).rows("dealership", "made_by"))

    def with_counts(self) -> Self:
        """How many orders it is about, and how many have been answered."""
        answered = Count("offers", filter=~Q(offers__answer=""))
        return self.annotate(size=Count("offers"), answered=answered)


class Campaign(models.Model):
    """One cause at the maker (a stop, a shortage) and what a dealership tells its customers about it.

    ``subject`` names the stop-sale, the constraint or the sheet: one campaign of a dealership each.
    """

    dealership = models.ForeignKey(Dealership, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    sentence = models.CharField(max_length=300)
    can_wait = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dealership", "subject"], name="campaign_once_per_subject"
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="campaign_says_why"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("orders:campaign", args=[self.pk])


class CampaignOffer(WorkRow):
    """What one order is offered: drawn up by the worker, answered by the customer.

    ``codes`` are the options of its car that are touched. Parked where no offer can be made; the
    error says why, and somebody calls.
    """

    class Answer(models.TextChoices):
        ALTERNATIVE = "alternative", "Took the way out"
        WAIT = "wait", "Waits for it"
        CANCEL = "cancel", "Cancelled without a fee"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="offers")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="campaign_offers")
    codes: models.Field[Any, Any] = models.JSONField(default=list)
    change = models.OneToOneField(
        ChangeRequest,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaign_offer",
    )
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True, db_default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["campaign", "order"], name="campaign_offer_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="campaign_answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.order}"
