"""Three questions about a running copy: is it alive, may it get visitors, and how is everything behind it?

A slow worker or a parked message makes the answer to the third "degraded"; it never takes pages away.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import redis
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, F, Min, Model, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from customers.access import public
from kernel.events import Event
from kernel.models import Heartbeat
from kernel.work import WorkRow, WorkState
from production.models import FactoryFeed, InboxMessage, InboxState

WAITS_TOO_LONG = timedelta(minutes=2)
WORKER_SILENT = timedelta(seconds=60)
_migrated: set[str] = set()  # a schema once found complete stays so for the life of this process


@public("asked by whatever restarts this process")
@require_GET
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is looked at."""
    return HttpResponse("ok\n", content_type="text/plain")


@public("asked by the proxy")
@require_GET
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and its migrations are at head: pages can be served."""
    database, migrations = False, False
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        database = True
        migrations = _at_head()
    except DatabaseError:
        pass
    ready = database and migrations
    return JsonResponse(
        {"ready": ready, "database": database, "migrations": migrations},
        status=200 if ready else 503,
    )


def _at_head() -> bool:
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add("head")
    return True


@public("answers only to the status token or to an administrator")
@require_GET
@never_cache
def statusz(request: HttpRequest) -> JsonResponse:
    """What waits, what is parked, who is silent. 503 only without a database.

    :raises Http404: for everybody without the token who is no administrator.
    """
    if not _may_ask(request):
        raise Http404
    now = timezone.now()
    try:
        report = _report(now)
    except DatabaseError as error:
        return JsonResponse({"status": "down", "reasons": [f"database: {error}"]}, status=503)
    return JsonResponse(report)


def _may_ask(request: HttpRequest) -> bool:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.STATUS_TOKEN and constant_time_compare(token, settings.STATUS_TOKEN):
        return True
    return request.user.is_authenticated and request.user.is_staff


def _report(now: datetime) -> dict[str, Any]:
    queues = {
        **{_label(model): _events(model, now) for model in _subclasses(Event)},
        **{_label(model): _work(model, now) for model in _subclasses(WorkRow)},
        _label(InboxMessage): _inbox(now),
    }
    worker, broker, feeds = _worker(now), _broker(), _feeds()
    reasons = [
        *(["worker is silent"] if worker["is_silent"] else []),
        *([] if broker["is_up"] else ["broker does not answer"]),
        *(f"{name}: {queue['parked']} parked" for name, queue in queues.items() if queue["parked"]),
        *(
            f"{name}: the oldest waits {queue['oldest_seconds']} s"
            for name, queue in queues.items()
            if queue["oldest_seconds"] > WAITS_TOO_LONG.total_seconds()
        ),
        *(f"factory {name} does not answer" for name, feed in feeds.items() if feed["failures"]),
    ]
    return {
        "status": "degraded" if reasons else "ok",
        "reasons": reasons,
        "worker": worker,
        "broker": broker,
        "queues": queues,
        "feeds": feeds,
    }


def _subclasses(base: type[Model]) -> list[type[Model]]:
    return [model for model in apps.get_models() if issubclass(model, base)]


def _label(model: type[Model]) -> str:
    return model._meta.label_lower


def _queue(now: datetime, counts: dict[str, Any]) -> dict[str, Any]:
    oldest = counts.pop("oldest")
    age = int((now - oldest).total_seconds()) if oldest else 0
    return {**counts, "oldest_seconds": max(age, 0)}


def _events(model: type[Model], now: datetime) -> dict[str, Any]:
    waiting = Q(dispatched_at=None, parked_at=None)
    # One partial index answers for what waits; parked rows are few and have been tried already.
    rows = model._default_manager
    counts = rows.filter(waiting).aggregate(waiting=Count("pk"), oldest=Min("recorded_at"))
    parked = rows.filter(dispatched_at=None, parked_at__isnull=False).count()
    return _queue(now, {**counts, "parked": parked})


def _work(model: type[Model], now: datetime) -> dict[str, Any]:
    due = Q(state=WorkState.QUEUED, due_at__lte=now)
    rows = model._default_manager
    counts = rows.filter(due).aggregate(waiting=Count("pk"), oldest=Min("due_at"))
    return _queue(now, {**counts, "parked": rows.filter(state=WorkState.PARKED).count()})


def _inbox(now: datetime) -> dict[str, Any]:
    counts = InboxMessage.objects.aggregate(
        waiting=Count("pk", filter=Q(state=InboxState.NEW)),
        parked=Count("pk", filter=Q(state=InboxState.PARKED)),
        oldest=Min("received_at", filter=Q(state=InboxState.NEW)),
    )
    return _queue(now, counts)


def _worker(now: datetime) -> dict[str, Any]:
    beat = Heartbeat.objects.filter(name="worker").first()
    silent = beat is None or now - beat.seen_at > WORKER_SILENT
    return {"seen_at": beat.seen_at if beat else None, "is_silent": silent}


def _broker() -> dict[str, Any]:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
    try:
        client.ping()
    except redis.RedisError as error:
        return {"is_up": False, "error": str(error)[:200]}
    finally:
        client.close()
    return {"is_up": True}


def _feeds() -> dict[str, dict[str, Any]]:
    """How the line to each manufacturer is."""
    rows: Any = FactoryFeed.objects.filter(is_active=True).values(
        "last_heard_at",
        "last_error",
        code=F("manufacturer__code"),
        failures=F("consecutive_failures"),
    )
    return {row.pop("code"): row for row in rows}
