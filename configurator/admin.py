"""Catalogues, for administrators to look at; a release is final once it is published."""

from __future__ import annotations

from django.contrib import admin

from configurator.models import CatalogueRelease, Manufacturer, ModelLine, Upfitter
from customers.admin import Reference


@admin.register(Manufacturer)
class ManufacturerAdmin(Reference):
    list_display = ["name", "code", "country"]


@admin.register(CatalogueRelease)
class CatalogueReleaseAdmin(Reference):
    list_display = ["title", "manufacturer", "valid_from", "valid_to", "source", "published_at"]
    list_filter = ["manufacturer"]
    list_select_related = ["manufacturer"]
    exclude = ["report"]


@admin.register(ModelLine)
class ModelLineAdmin(Reference):
    list_display = ["name", "code", "release"]
    list_select_related = ["release"]
    search_fields = ["name", "code"]


@admin.register(Upfitter)
class UpfitterAdmin(Reference):
    list_display = ["name", "code", "dealership", "manufacturer", "place", "is_active"]
    list_select_related = ["dealership", "manufacturer"]
    search_fields = ["name", "code"]
    dealership_path = "dealership"
    may_be_added = True
