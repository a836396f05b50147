"""Errors as RFC 9457 problem details."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer that says what is wrong; ``errors`` name the fields."""

    def __init__(self, status: int, kind: str, title: str, detail: str = "", **extra: Any) -> None:
        super().__init__(detail or title)
        self.status = status
        self.body = {
            "type": f"urn:meridian:problem:{kind}",
            "title": title,
            "status": status,
            "detail": detail or title,
            **extra,
        }

    def response(self, headers: dict[str, str] | None = None) -> JSONResponse:
        return JSONResponse(self.body, self.status, headers=headers, media_type=MEDIA_TYPE)


class BadInput(Problem):
    """Fields that are missing or wrong."""

    def __init__(self, errors: list[dict[str, str]], status: int = 422) -> None:
        detail = " ".join(error["detail"] for error in errors)
        super().__init__(status, "bad-input", "The request is not valid.", detail, errors=errors)


def wrong(field: str, detail: str) -> dict[str, str]:
    return {"field": field, "detail": detail}


async def answer_problem(_: Request, error: Exception) -> JSONResponse:
    """Handler for ``Problem``."""
    if not isinstance(error, Problem):
        raise error
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return error.response(headers)


async def answer_http(_: Request, error: Exception) -> JSONResponse:
    """Handler for what the framework refuses: unknown paths and methods."""
    if not isinstance(error, HTTPException):
        raise error
    kinds = {404: "not-found", 405: "method-not-allowed"}
    kind = kinds.get(error.status_code, "refused")
    return Problem(error.status_code, kind, str(error.detail)).response(dict(error.headers or {}))
