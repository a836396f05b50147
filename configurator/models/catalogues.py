"""A release of a manufacturer: its model lines with their groups, options and rules."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from configurator.catalogue import Area, RuleKind
from configurator.triggers import frozen_line, frozen_part, frozen_release

COLOUR = RegexValidator(r"^#[0-9a-f]{6}\Z")


class BodyStyle(models.TextChoices):
    SEDAN = "sedan", "Sedan"
    SUV = "suv", "SUV"
    PICKUP = "pickup", "Pickup"
    HATCHBACK = "hatchback", "Hatchback"
    WAGON = "wagon", "Wagon"
    COUPE = "coupe", "Coupe"
    VAN = "van", "Van"


class Source(models.TextChoices):
    FACTORY = "factory feed", "Manufacturer's feed"
    STYLE = "style feed", "Style feed"
    FILE = "file", "Uploaded file"
    SHEETS = "sheets", "Sheets"
    MODEL = "feature model", "Feature model"


class Manufacturer(models.Model):
    """A maker of cars."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return self.name


class CatalogueReleaseQuerySet(models.QuerySet["CatalogueRelease"]):
    def published(self) -> CatalogueReleaseQuerySet:
        """Those a person has published."""
        return self.filter(published_at__isnull=False)

    def valid(self, *, on: date) -> CatalogueReleaseQuerySet:
        """Published, begun, not over on that day and not withdrawn."""
        running = Q(valid_to=None) | Q(valid_to__gte=on)
        return self.published().filter(running, valid_from__lte=on, withdrawn_at=None)

    def current(self, *, on: date) -> CatalogueReleaseQuerySet:
        """The newest valid release of every manufacturer and series."""
        newest_first = ("manufacturer", "series", "-valid_from", "-published_at", "-pk")
        newest = self.valid(on=on).order_by(*newest_first).distinct("manufacturer", "series")
        return self.filter(pk__in=newest.values("pk"))


class CatalogueRelease(models.Model):
    """What a manufacturer offers from a day on; final once published.

    A draft that somebody edited here has an ``edited_at`` and is not replaced by another import.
    Withdrawn, a release is offered no more; what was ordered from it stays as it is.

    Releases of one ``series`` replace each other: the whole range of a maker is one series (an
    empty text), a single car of the style feed another.
    """

    manufacturer = models.ForeignKey(
        Manufacturer, on_delete=models.PROTECT, related_name="releases"
    )
    code = models.CharField(max_length=80)
    series = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=20, choices=Source.choices)
    fingerprint = models.CharField(max_length=64)
    report = models.JSONField(default=dict)
    imported_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    withdrawn_because = models.CharField(max_length=300, blank=True, db_default="")

    objects = CatalogueReleaseQuerySet.as_manager()

    class Meta:
        triggers = frozen_release()
        constraints = [
            models.UniqueConstraint(fields=["manufacturer", "code"], name="release_code_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="release_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="release_source_known"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | Q(published_by=None),
                name="release_publisher_only_if_published",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, published_at__isnull=False)
                & ~Q(withdrawn_because=""),
                name="release_withdrawn_after_publishing_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Not yet published."""
        return self.published_at is None

    @property
    def state(self) -> str:
        """In a word, for people."""
        if self.withdrawn_at is not None:
            return "Withdrawn"
        return "Draft" if self.is_draft else "Published"


class ModelLineQuerySet(models.QuerySet["ModelLine"]):
    def current(self, *, on: date) -> ModelLineQuerySet:
        """What can be configured on that day."""
        releases = CatalogueRelease.objects.current(on=on)
        return self.filter(release__in=releases)


class ModelLine(models.Model):
    """One car of a release. ``freezes`` says after which milestone a class of options is fixed."""

    release = models.ForeignKey(
        CatalogueRelease, on_delete=models.CASCADE, related_name="model_lines"
    )
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    body_style = models.CharField(max_length=12, choices=BodyStyle.choices)
    model_year = models.PositiveSmallIntegerField()
    destination_amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    position = models.PositiveSmallIntegerField(default=0)
    freezes = models.JSONField(default=list)

    objects = ModelLineQuerySet.as_manager()

    class Meta:
        triggers = frozen_line()
        constraints = [
            models.UniqueConstraint(fields=["release", "code"], name="model_line_code_once"),
            models.CheckConstraint(
                condition=Q(body_style__in=BodyStyle.values),
                name="model_line_body_style_known",
            ),
            models.CheckConstraint(
                condition=Q(destination_amount__gte=0),
                name="model_line_destination_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_year} {self.name}"


class OptionGroup(models.Model):
    """Options of which between ``min_picks`` and ``max_picks`` are in every car."""

    model_line = models.ForeignKey(ModelLine, on_delete=models.CASCADE, related_name="groups")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=20, choices=[(area.value, area.value) for area in Area])
    position = models.PositiveSmallIntegerField(default=0)
    min_picks = models.PositiveSmallIntegerField(default=0)
    max_picks = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        triggers = frozen_part()
        constraints = [
            models.UniqueConstraint(fields=["model_line", "code"], name="option_group_code_once"),
            models.UniqueConstraint(fields=["id", "model_line"], name="option_group_with_line"),
            models.CheckConstraint(
                condition=Q(area__in=[area.value for area in Area]),
                name="option_group_area_known",
            ),
            models.CheckConstraint(
                condition=Q(max_picks=None) | Q(max_picks__gte=F("min_picks")),
                name="option_group_limits_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Option(models.Model):
    """One thing that can be in a car.

    ``effect_days`` is how many days later a car with it arrives; production keeps it up to date,
    so it is the one column that still moves after publishing.
    """

    model_line = models.ForeignKey(ModelLine, on_delete=models.CASCADE, related_name="options")
    group = models.ForeignKey(OptionGroup, on_delete=models.CASCADE, related_name="options")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    retail_amount = models.DecimalField(max_digits=14, decimal_places=2)
    invoice_amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    rgb = models.CharField(max_length=7, null=True, blank=True, validators=[COLOUR])  # noqa: DJ001
    rgb2 = models.CharField(max_length=7, null=True, blank=True, validators=[COLOUR])  # noqa: DJ001
    available_from = models.DateField(null=True, blank=True)
    available_to = models.DateField(null=True, blank=True)
    is_fleet_only = models.BooleanField(default=False)
    freeze_class = models.CharField(max_length=40, blank=True)
    is_default = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    markets: models.Field[Any, Any] = models.JSONField(default=list, db_default=[])
    """Codes of the only markets it is sold in; empty for everywhere."""
    effect_days = models.SmallIntegerField(default=0)
    meets: models.Field[Any, Any] = models.JSONField(
        default=dict, db_default=Value({}, output_field=models.JSONField())
    )
    """What a car can by it: the names of `configurator.catalogue.facts` with whole numbers."""

    class Meta:
        triggers = frozen_part(except_columns=("effect_days",))
        constraints = [
            models.UniqueConstraint(fields=["model_line", "code"], name="option_code_once"),
            models.CheckConstraint(condition=~Q(code=""), name="option_has_a_code"),
            models.CheckConstraint(
                condition=Q(available_to=None)
                | Q(available_from=None)
                | Q(available_to__gte=F("available_from")),
                name="option_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(rgb=None) | Q(rgb__regex=r"^#[0-9a-f]{6}$"),
                name="option_rgb_readable",
            ),
            models.CheckConstraint(
                condition=Q(rgb2=None) | Q(rgb2__regex=r"^#[0-9a-f]{6}$"),
                name="option_rgb2_readable",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Market(models.Model):
    """A country a model line is built for beside the home market; ``documents`` a car needs there."""

    model_line = models.ForeignKey(ModelLine, on_delete=models.CASCADE, related_name="markets")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=60)
    documents: models.Field[Any, Any] = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        triggers = frozen_part()
        constraints = [
            models.UniqueConstraint(fields=["model_line", "code"], name="market_code_once"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="market_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """A sentence of the manufacturer: text for people, expressions for the engine.

    With the code of a ``market`` it is a homologation rule and holds for cars to there only.
    """

    model_line = models.ForeignKey(ModelLine, on_delete=models.CASCADE, related_name="rules")
    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in RuleKind])
    sentence = models.TextField()
    source_text = models.TextField(blank=True)
    when: models.Field[Any, Any] = models.JSONField()
    then: models.Field[Any, Any] = models.JSONField()
    price: models.Field[Any, Any] = models.JSONField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    market = models.CharField(max_length=8, blank=True, db_default="")

    class Meta:
        triggers = frozen_part()
        constraints = [
            models.UniqueConstraint(fields=["model_line", "code"], name="rule_code_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in RuleKind]),
                name="rule_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="price", price__isnull=False)
                | (~Q(kind="price") & Q(price__isnull=True)),
                name="rule_price_belongs_to_price_rules",
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="rule_has_a_sentence"),
            models.CheckConstraint(
                condition=Q(market="") | ~Q(kind__in=["price", "includes"]),
                name="rule_of_a_market_prices_nothing",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
