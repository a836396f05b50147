"""Structured logs: JSON lines in production, readable lines in development, ids in both."""

import logging.config
from typing import Any

import structlog


def without_query(_logger: Any, _method: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Addresses are logged without what stands behind the question mark: codes, names, searches."""
    if isinstance(entry.get("request"), str):
        entry["request"] = entry["request"].partition("?")[0]
    return entry


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    without_query,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(*, development: bool) -> None:
    """Send structlog and the standard library through one formatter to standard output."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=False)
        if development
        else structlog.processors.JSONRenderer()
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "lines": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": SHARED,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.format_exc_info,
                        renderer,
                    ],
                }
            },
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"handlers": ["out"], "level": "INFO"},
            "loggers": {
                # A refusal is an answer; its code stands in "request_finished".
                "django.request": {"level": "ERROR"},
                "httpx": {"level": "WARNING"},
                "httpcore": {"level": "WARNING"},
                "fontTools": {"level": "WARNING"},
                "weasyprint": {"level": "ERROR"},
                "celery.app.trace": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            *SHARED[1:],
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
