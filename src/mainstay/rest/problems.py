"""Every fault as one form, RFC 9457 ``application/problem+json``, from the tree of errors."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from mainstay.errors import (
    EngineError,
    ExtensionError,
    InputError,
    IntegrityError,
    MainstayError,
    NotFound,
    SourceError,
    UnknownCode,
)

MEDIA_TYPE = "application/problem+json"

#: The first class in an error's ancestry that stands here decides the status.
HTTP_STATUS: dict[type[MainstayError], int] = {
    NotFound: 404,
    UnknownCode: 404,
    InputError: 422,
    EngineError: 422,
    SourceError: 502,
    IntegrityError: 500,
    ExtensionError: 501,
    MainstayError: 400,
}


def status_of(error: MainstayError) -> int:
    """Return the HTTP status of an error.

    >>> status_of(NotFound("no such run"))
    404
    """
    for ancestor in type(error).__mro__:
        if ancestor in HTTP_STATUS:
            return HTTP_STATUS[ancestor]
    return 500


def problem(status: int, title: str, *, code: str, detail: str = "", hint: str = "",
            problems: list[Any] | None = None, headers: dict[str, str] | None = None,
            ) -> JSONResponse:  # fmt: skip
    """Return a response that tells one fault, with every single problem in it."""
    body = {
        "type": f"/docs/errors#{code}", "title": title, "status": status, "detail": detail,
        "code": code, "hint": hint, "problems": problems or [],
    }  # fmt: skip
    return JSONResponse(body, status, media_type=MEDIA_TYPE, headers=headers)


def add_handlers(app: FastAPI) -> None:
    """Let every error of an app leave it as a problem."""

    @app.exception_handler(MainstayError)
    def _ours(_: Request, error: MainstayError) -> JSONResponse:
        plain = error.as_dict()
        return problem(status_of(error), error.message, code=error.code, detail=str(error),
                       hint=error.hint, problems=plain["problems"])  # type: ignore[arg-type]  # fmt: skip

    @app.exception_handler(RequestValidationError)
    def _request(_: Request, error: RequestValidationError) -> JSONResponse:
        found = [
            {"code": fault["type"], "where": ".".join(map(str, fault["loc"])),
             "what": fault["msg"], "hint": ""}
            for fault in error.errors()
        ]  # fmt: skip
        return problem(422, "the request does not hold", code="bad_request", problems=found)

    @app.exception_handler(HTTPException)
    def _http(_: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail), code=f"http_{error.status_code}",
                       headers=dict(error.headers or {}))  # fmt: skip
