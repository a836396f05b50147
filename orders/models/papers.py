"""What a dealership's papers look like, and the clauses that the law of a place wants on them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from customers.models import Dealership

FALLBACK = "en"


class Letterhead(models.Model):
    """The logo on a dealership's papers: a small PNG that ``orders.logos`` has written itself."""

    dealership = models.OneToOneField(Dealership, on_delete=models.PROTECT, related_name="+")
    logo = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(logo=b""), name="letterhead_has_a_logo")]

    def __str__(self) -> str:
        return f"Letterhead of {self.dealership}"


class ClauseQuerySet(models.QuerySet["Clause"]):
    def on_paper(
        self, paper: str, *, dealership: Dealership, language: str, on: date
    ) -> list[dict[str, str]]:
        """Text and source of what a paper carries at that place on that day, in order; in English where
        the law's words were never put into ``language``.
        """
        found = self.in_force(on).filter(
            paper=paper,
            country=dealership.country,
            subdivision__in=("", dealership.subdivision),
            language__in=(language, FALLBACK),
        )
        texts: dict[str, dict[str, str]] = {}
        for clause in found.order_by("position", "pk"):
            if clause.language == language or clause.code not in texts:
                texts[clause.code] = {"text": clause.text, "source": clause.source}
        return list(texts.values())

    def in_force(self, on: date) -> Self:
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Clause(models.Model):
    """One clause of one jurisdiction on one kind of paper, from a day on.

    What stands here is text a dealership's lawyer has approved; ours is a demonstration and no advice.
    """

    class Paper(models.TextChoices):
        QUOTE = "quote", "Quote"
        CONFIRMATION = "order-confirmation", "Order confirmation"
        RECEIPT = "deposit-receipt", "Deposit receipt"

    country = models.CharField(max_length=2)
    subdivision = models.CharField(
        max_length=6, blank=True, help_text="Left empty, for the whole country."
    )
    paper = models.CharField(max_length=20, choices=Paper.choices)
    code = models.CharField(max_length=30)
    language = models.CharField(max_length=8, default=FALLBACK)
    text = models.TextField()
    source = models.CharField(max_length=200, blank=True, help_text="The law it comes from.")
    position = models.PositiveSmallIntegerField(default=1)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "subdivision", "paper", "code", "language", "valid_from"],
                name="clause_once_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(paper__in=["quote", "order-confirmation", "deposit-receipt"]),
                name="clause_paper_known",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="clause_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}-{self.subdivision} {self.code} ({self.language})"
