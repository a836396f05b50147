"""The cache: Valkey when it answers, this process's own memory when it does not.

What is kept there (throttles of the sign-in) may be lost or counted per process for a while; no page
and no sign-in fails because Valkey is away.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as TooSlow
from redis.retry import Retry

# Nobody waits for a cache: the client's own retries would take seconds for each operation.
AT_ONCE = {"retry": Retry(NoBackoff(), 0), "socket_connect_timeout": 1, "socket_timeout": 2}
log = structlog.get_logger(__name__)


def _or_here(name: str) -> Callable[..., Any]:
    there = getattr(RedisCache, name)

    @wraps(there)
    def operation(self: SturdyCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return there(self, *args, **kwargs)
        except (Unreachable, TooSlow) as error:
            log.warning("cache_unreachable", operation=name, error=str(error)[:200])
            return getattr(self.here, name)(*args, **kwargs)

    return operation


class SturdyCache(RedisCache):
    """`RedisCache` that falls back to memory, operation by operation."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._options = {**AT_ONCE, **params.get("OPTIONS", {})}
        self.here = LocMemCache("sturdy", {"KEY_PREFIX": params.get("KEY_PREFIX", "")})

    add = _or_here("add")
    get = _or_here("get")
    set = _or_here("set")
    touch = _or_here("touch")
    delete = _or_here("delete")
    get_many = _or_here("get_many")
    has_key = _or_here("has_key")
    incr = _or_here("incr")
    set_many = _or_here("set_many")
    delete_many = _or_here("delete_many")
    clear = _or_here("clear")
