"""Every fault as one form, RFC 9457 ``application/problem+json``.

What mainstay raises on purpose takes its status from the one table beside the exit codes
(:data:`mainstay.errors.HTTP_STATUS`); :data:`OWN` adds what only a server can meet. The ``type`` of
a problem is an address below :data:`TYPES` that answers with what the problem means.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mainstay import errors
from mainstay.errors import MainstayError, http_status

MEDIA_TYPE = "application/problem+json"

#: Where the type of a problem can be read.
TYPES = "/api/v1/problems"

#: Where a reader finds all of them.
REFERENCE = "docs/reference/errors.md"

_log = logging.getLogger("mainstay.rest")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a request: its kind, where it is, what was found, what to do about it."""

    code: str
    where: str
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of RFC 9457: what went wrong, in words and as data.

    Parameters
    ----------
    type
        Address, relative to the server, that says what this kind of problem is.
    title, status, detail
        The kind in words, the status of the response, and what happened this time.
    code, hint
        Stable name of the kind, and what to do next.
    problems
        Every single fault, when there are several.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str
    problems: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem: its stable code, the status it comes with, and what it means."""

    code: str
    status: int
    meaning: str
    reference: str


#: What only a server meets: code -> status and meaning.
OWN: Mapping[str, tuple[int, str]] = {
    "invalid_request": (422, "A parameter or the body is not of the form that is asked for."),
    "bad_request": (400, "The request cannot be read."),
    "unauthorized": (401, "This server asks for its token, and none or another one was given."),
    "foreign_origin": (403, "A page of another site tried to change something here."),
    "no_such_resource": (404, "Nothing is at this address."),
    "method_not_allowed": (405, "The address exists, but not with this method."),
    "not_acceptable": (406, "None of the forms in Accept is offered here."),
    "body_too_slow": (408, "The body did not arrive in time."),
    "conflict": (409, "The request does not fit what is stored."),
    "body_too_large": (413, "The body is larger than the server takes."),
    "address_too_long": (414, "The address with its query is longer than the server takes."),
    "wrong_media_type": (415, "The body is not of a type that is read here."),
    "wrong_host": (421, "The server does not answer to the name in the Host header."),
    "internal_error": (500, "A bug. The server's own log has the details."),
    "too_busy": (503, "As many requests as the server works on at once are under way."),
    "too_slow": (503, "The answer took longer than the server allows; the work may go on."),
    "page_not_built": (503, "The web page is not in this installation."),
}

_BY_STATUS = {
    400: "bad_request", 401: "unauthorized", 403: "foreign_origin", 404: "no_such_resource",
    405: "method_not_allowed", 406: "not_acceptable", 409: "conflict", 413: "body_too_large",
    415: "wrong_media_type", 422: "invalid_request", 500: "internal_error", 503: "too_busy",
}  # fmt: skip


def kinds() -> tuple[ProblemKind, ...]:
    """Return every kind of problem, of the server and of the tree of errors.

    >>> {kind.code: kind.status for kind in kinds()}["not_found"]
    404
    """
    found = {code: ProblemKind(code, *says, _reference(code)) for code, says in OWN.items()}
    for _, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, MainstayError):
            meaning = (kind.__doc__ or "").splitlines()[0]
            found[kind.code] = ProblemKind(
                kind.code, http_status(kind("")), meaning, _reference(kind.code)
            )
    return tuple(found[code] for code in sorted(found))


def _reference(code: str) -> str:
    return f"{REFERENCE}#{code}"


def problem(
    code: str,
    detail: str = "",
    *,
    status: int | None = None,
    title: str = "",
    hint: str = "",
    faults: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a response that tells one problem, with every single fault in it.

    Parameters
    ----------
    code
        Kind of problem: one of :data:`OWN`, or the code of an error.
    detail, hint
        What happened this time, and what to do next.
    status, title
        Only for an error's own; those of :data:`OWN` are known.
    faults
        ``code``, ``where``, ``what`` and ``hint`` of each.
    """
    known = OWN.get(code)
    if status is None:
        status = known[0] if known else 500
    body = {
        "type": f"{TYPES}/{code}", "title": title or (known[1] if known else code),
        "status": status, "detail": detail, "code": code, "hint": hint, "problems": list(faults),
    }  # fmt: skip
    held = None if headers is None else dict(headers)
    return JSONResponse(body, status, media_type=MEDIA_TYPE, headers=held)


def of_error(error: MainstayError) -> JSONResponse:
    """Return the response for an error raised on purpose.

    One of the server's own making (500 and up) may name files of the machine: those stay in the
    log, and the reader is told the kind and where to look.
    """
    status = http_status(error)
    title = (type(error).__doc__ or error.code).splitlines()[0]
    if status >= 500 and status != 501:
        _log.error("%s: %s", error.code, error)
        return problem(error.code, status=status, title=title,
                       hint="`mainstay doctor` on the server says what is wrong")  # fmt: skip
    faults = [
        {"code": p.code, "where": p.where, "what": p.what, "hint": p.hint} for p in error.problems
    ]
    seconds = error.context.get("retry_after_seconds")
    headers = {"Retry-After": str(seconds)} if seconds is not None else None
    return problem(error.code, error.message, status=status, title=title, hint=error.hint,
                   faults=faults, headers=headers)  # fmt: skip


def _of_request(error: RequestValidationError) -> JSONResponse:
    faults = [
        {"code": str(fault["type"]), "where": ".".join(map(str, fault["loc"])),
         "what": str(fault["msg"]), "hint": ""}
        for fault in error.errors()
    ]  # fmt: skip
    many = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
    return problem("invalid_request", f"{many} in the request", faults=faults,
                   hint="/api/v1/openapi.json says what each address takes")  # fmt: skip


def add_handlers(app: FastAPI) -> None:
    """Let every error of an app leave it as a problem."""

    @app.exception_handler(MainstayError)
    def _ours(_: Request, error: MainstayError) -> JSONResponse:
        return of_error(error)

    @app.exception_handler(RequestValidationError)
    def _request(_: Request, error: RequestValidationError) -> JSONResponse:
        return _of_request(error)

    @app.exception_handler(HTTPException)
    def _http(_: Request, error: HTTPException) -> JSONResponse:
        code = _BY_STATUS.get(error.status_code, "bad_request")
        return problem(code, str(error.detail), status=error.status_code, headers=error.headers)


class Faults:
    """Let a bug leave as a problem without a word of the inside.

    Stands inside the other middlewares, so that this answer has their headers too. The error goes
    on afterwards: to the server's log, and out of a test.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            # half an answer cannot be taken back: then the connection breaks
            if not begun:
                await problem("internal_error")(scope, receive, send)
            raise
