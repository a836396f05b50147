"""Plants, lines, the ways from them, and handover bays, for administrators."""

from __future__ import annotations

from django.contrib import admin

from customers.admin import Reference
from production.models import HandoverBay, Line, Plant, TransportLane


@admin.register(Plant)
class PlantAdmin(Reference):
    list_display = ["name", "code", "manufacturer", "country", "timezone"]
    list_select_related = ["manufacturer"]


@admin.register(Line)
class LineAdmin(Reference):
    list_display = ["code", "plant", "model_line_codes"]
    list_select_related = ["plant"]


@admin.register(HandoverBay)
class HandoverBayAdmin(Reference):
    dealership_path = "dealership"
    may_be_added = True
    list_display = ["name", "dealership", "is_mobile", "is_active"]
    list_select_related = ["dealership"]


@admin.register(TransportLane)
class TransportLaneAdmin(Reference):
    dealership_path = "dealership"
    may_be_added = True
    list_display = ["plant", "dealership", "mode", "carrier"]
    list_select_related = ["plant", "dealership"]
