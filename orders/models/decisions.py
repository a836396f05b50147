"""What people decided, signed and promised about an order; kept as it was said."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from kernel.triggers import append_only
from orders import signing
from orders.models.orders import Order
from orders.models.pricing import QuoteVersion


class Signature(models.Model):
    """A name under a text, typed or drawn: when, from where, on which terms, and the fingerprint of it all.

    It is about a price sheet (``quote``) or, where there is none, about a ``subject`` such as ``change:7``.
    """

    class SignatureKind(models.TextChoices):
        TYPED = signing.TYPED, "Typed"
        DRAWN = signing.DRAWN, "Drawn"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="signatures")
    quote = models.ForeignKey(
        QuoteVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject = models.CharField(max_length=60, null=True, blank=True)  # noqa: DJ001  # unique where set
    signed_name = models.CharField(max_length=120)
    kind = models.CharField(
        max_length=8,
        choices=SignatureKind.choices,
        default=SignatureKind.TYPED,
        db_default=SignatureKind.TYPED,
    )
    drawing = models.TextField(blank=True, default="", db_default="")
    consent_text = models.TextField()
    electronic_consent = models.TextField(blank=True, default="", db_default="")
    terms_text = models.TextField(blank=True, default="", db_default="")
    terms_figures: models.Field[Any, Any] = models.JSONField(
        default=dict, blank=True, db_default=Value({}, models.JSONField())
    )
    signed_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quote"], name="signature_once_per_quote"),
            models.UniqueConstraint(fields=["subject"], name="signature_once_per_subject"),
            models.CheckConstraint(
                condition=Q(quote__isnull=False, subject__isnull=True)
                | Q(quote__isnull=True, subject__isnull=False),
                name="signature_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(signed_name=""), name="signature_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind="typed", drawing="")
                | Q(kind="drawn", drawing__regex=signing.STROKES),
                name="signature_drawn_as_strokes",
            ),
        ]
        triggers = append_only(except_columns=())

    def __str__(self) -> str:
        return f"{self.signed_name}, {self.signed_at:%Y-%m-%d}"

    @property
    def terms(self) -> signing.AgreedTerms | None:
        """The terms it was given on; None for a signature older than the keeping of them."""
        if not self.terms_figures:
            return None
        return signing.AgreedTerms.kept(self.terms_text, self.terms_figures)

    def recomputed(self) -> str:
        """The fingerprint computed again from what is stored; equals ``sha256`` for ever."""
        about = self.subject or ""
        if self.quote is not None:
            about = self.quote.sha256
        return signing.Signed(
            about=about,
            consent_text=self.consent_text,
            name=self.signed_name,
            at=self.signed_at.isoformat(),
            address=self.address or "",
            terms_text=self.terms_text,
            figures=self.terms_figures,
            drawing=self.drawing,
            electronic_consent=self.electronic_consent,
        ).sha256


class HoldQuerySet(models.QuerySet["Hold"]):
    def standing(self) -> Self:
        """Not released yet."""
        return self.filter(released_at=None)


STOPPED = {
    "approve": "no approval",
    "submit": "no sending to the factory",
    "make_ready": "not marked as ready",
    "deliver": "no handover",
}


class Hold(models.Model):
    """A reason why an order must not go on. It blocks the transitions it names until it is released."""

    class Reason(models.TextChoices):
        PARTS = "parts", "Parts or commodity"
        ALLOCATION = "allocation", "Allocation"
        PLANT = "plant", "Plant downtime or changeover"
        QUALITY = "quality", "Quality"
        REWORK = "rework", "Rework"
        DAMAGE = "damage", "Damage"
        CARRIER = "carrier", "Carrier or railcar shortage"
        WEATHER = "weather", "Weather"
        STRIKE = "strike", "Strike"
        DIVERTED = "diverted", "Mis-shipped or diverted"
        PORT = "port", "Port or customs"
        STOP_SALE = "stop_sale", "Stop-sale or recall"
        FINANCE = "finance", "Finance"
        PAPERWORK = "paperwork", "Paperwork or tax"
        UPFITTER = "upfitter", "Upfitter"
        CUSTOMER = "customer", "Customer's wish"
        DEALER = "dealer", "Dealership not ready"
        UNKNOWN = "unknown", "Unknown, asked"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.CharField(max_length=300, blank=True)
    blocks = ArrayField(models.CharField(max_length=20))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    placed_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="holds",
    )
    """Who has to see to it."""
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    released_at = models.DateTimeField(null=True, blank=True)
    release_note = models.CharField(max_length=300, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "reason"],
                condition=Q(released_at=None),
                name="hold_once_per_reason",
            )
        ]

    def __str__(self) -> str:
        return self.get_reason_display()

    @property
    def what_it_stops(self) -> str:
        """``Until then: no approval, no sending to the factory.``"""
        named = [STOPPED[name] for name in self.blocks if name in STOPPED]
        return f"Until then: {', '.join(named)}." if named else ""


class PromiseEntry(models.Model):
    """The ledger of promises: every window ever told, why it changed, and whether it was kept."""

    class Kind(models.TextChoices):
        PROMISE = "promise", "Promised"
        ESTIMATE = "estimate", "Estimate"
        KEPT = "kept", "Kept"
        MISSED = "missed", "Missed"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="promises")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    window_from = models.DateField()
    window_p50 = models.DateField(null=True, blank=True)
    window_on = models.DateField()
    cause = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(window_from__lte=F("window_on")),
                name="promise_window_in_order",
            )
        ]
        indexes = [models.Index(fields=["order", "at"], name="promise_of_order")]
        triggers = append_only(except_columns=())

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.window_from} to {self.window_on}"


class Handover(models.Model):
    """The appointment to take the car, and the record of it once it took place."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="handover")
    appointment = models.OneToOneField(
        "production.HandoverAppointment",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    odometer = models.PositiveIntegerField(null=True, blank=True)
    keys = models.PositiveSmallIntegerField(null=True, blank=True)
    signed_name = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at=None) | ~Q(signed_name=""),
                name="handover_is_signed",
            )
        ]

    def __str__(self) -> str:
        return f"Handover of {self.order}"
