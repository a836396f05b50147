"""The compiled form of a model line: work to be done once, then kept for good."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from configurator.models.catalogues import ModelLine
from kernel.work import WorkQuerySet, WorkRow, WorkState


class CompiledLineQuerySet(WorkQuerySet):
    def done(self) -> Self:
        return self.filter(state=WorkState.DONE)


class CompiledLine(WorkRow):
    """Arrays by which every click on a model line is answered; without them a solver answers.

    ``fingerprint`` is that of the rules alone: a release that only changes prices, names or dates
    takes the arrays of the one before. Parked rows say why the line did not compile.
    """

    model_line = models.OneToOneField(
        ModelLine, on_delete=models.CASCADE, related_name="compiled", primary_key=True
    )
    fingerprint = models.CharField(max_length=64, blank=True)
    circuit = models.BinaryField(null=True)
    cars = models.TextField(blank=True)
    """How many cars there are, in decimal digits: more than any number type holds."""
    seconds = models.DecimalField(max_digits=7, decimal_places=2, null=True)

    objects = CompiledLineQuerySet.as_manager()

    class Meta(WorkRow.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=WorkState.values), name="compiledline_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="DONE") | Q(circuit__isnull=False) & Q(cars__regex=r"^\d+$"),
                name="compiledline_done_has_circuit",
            ),
        ]
        indexes = [
            *WorkRow.Meta.indexes,
            models.Index(
                fields=["fingerprint"], condition=Q(state="DONE"), name="compiledline_reuse"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_line} ({self.get_state_display().lower()})"
