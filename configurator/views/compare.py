"""Cars beside each other: the trims of one build, or up to three builds."""

from __future__ import annotations

from django.db.models import Case, When
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from configurator.models import Configuration
from configurator.selectors import limits_of
from configurator.selectors.compare import builds, rows_of, trims
from configurator.selectors.covers import covers
from configurator.views.frames import address, configuration_of
from customers.access import StaffRequest, can, require
from kernel.pages import page

MOST = 3
OFFERED = 8


@require_safe
@require("configurator.view")
def compare_trims(request: StaffRequest, code: str) -> HttpResponse:
    """The wishes of a build on every trim of its line."""
    configuration = configuration_of(request, code)
    now = timezone.now()
    columns = trims(configuration, now)
    is_all = "all" in request.GET
    orderable = [column for column in columns if column.total]
    context = {
        "configuration": configuration,
        "columns": orderable,
        "others": [column for column in columns if not column.total],
        "rows": rows_of([column.car for column in orderable], is_all=is_all),
        "is_all": is_all,
        "window_url": address("production:window-fragment", configuration.code),
        "covers": covers(configuration, limits_of(configuration, now)),
        "may_change": can(
            request.user,
            "configurator.configure",
            configuration.dealership_id,
            configuration.created_by_id,
        ),
    }
    return page(request, "configurator/trims.html", None, context)


@require_safe
@require("configurator.view")
def compare_builds(request: StaffRequest) -> HttpResponse:
    """Up to three builds by their codes (``code``, repeated), by price, date and options."""
    asked = [code.strip().upper().replace("-", "") for code in request.GET.getlist("code")]
    wanted = list(dict.fromkeys(code for code in asked if code))[:MOST]
    visible = Configuration.objects.visible_to(request.scope).for_page()
    known = {one.code: one for one in visible.filter(code__in=wanted)}
    found = [known[code] for code in wanted if code in known]
    columns = builds(found, timezone.now())
    is_all = "all" in request.GET or len(found) == 1
    theirs = {one.customer_id for one in found if one.customer_id}
    same_customers = Case(When(customer__in=theirs, then=0), default=1)
    recent = visible.exclude(code__in=known).order_by(same_customers, "-updated_at")[:OFFERED]
    context = {
        "columns": [
            (column, address("production:window-fragment", column.configuration.code))
            for column in columns
        ],
        "rows": rows_of([column.car for column in columns], is_all=is_all),
        "is_all": is_all,
        "missing": [code for code in wanted if code not in known],
        "recent": recent if len(found) < MOST else [],
        "codes": [one.code for one in found],
    }
    return page(request, "configurator/compare.html", None, context)
