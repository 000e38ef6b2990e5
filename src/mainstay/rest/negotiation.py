"""What an address offers: its methods, the types it reads, the forms it answers in.

Known from the API's own description, so that what is written there is what happens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mainstay.rest.openapi import operations
from mainstay.rest.problems import MEDIA_TYPE, problem


@dataclass(frozen=True, slots=True)
class Operation:
    """The types of body that an operation reads, and the forms it answers in."""

    reads: frozenset[str]
    gives: frozenset[str]

    @property
    def is_stream(self) -> bool:
        """Whether it answers with events alone."""
        return self.gives == {"text/event-stream"}


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the API with its operations by method."""

    pattern: re.Pattern[str]
    operations: dict[str, Operation] = field(default_factory=dict)


def addresses_of(held: dict[str, Any]) -> tuple[Address, ...]:
    """Return the addresses of a description, those with fewer parameters first."""
    found: dict[str, Address] = {}
    for path, method, operation in operations(held):
        # an id may hold slashes: FastAPI's own router decides which ones it takes
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path))
        address = found.setdefault(path, Address(re.compile(f"^{pattern}$")))
        body = operation.get("requestBody", {}).get("content", {})
        gives = {
            kind.partition(";")[0]
            for status, answer in operation["responses"].items() if int(status) < 300
            for kind in answer.get("content", {})
        }  # fmt: skip
        address.operations[method.upper()] = Operation(frozenset(body), frozenset(gives))
    return tuple(found[path] for path in sorted(found, key=lambda path: path.count("{")))


def accepts(accept: str, gives: Iterable[str]) -> bool:
    """Say whether one of some types is named by an ``Accept`` header; all are if it is empty.

    >>> accepts("text/*;q=0.5", ["text/csv"]), accepts("image/png", ["text/csv"]), accepts("", [])
    (True, False, True)
    """
    return not accept.strip() or any(_liking(accept, kind)[0] > 0 for kind in gives)


def preferred(accept: str, offered: Sequence[str]) -> str:
    """Return the type that an ``Accept`` header likes best; among equals what it names first.

    Parameters
    ----------
    accept
        The header; empty likes all.
    offered
        Types, the one first that is given when nothing speaks for another.

    Examples
    --------
    >>> preferred("text/csv;q=0.1, application/json", ["application/json", "text/csv"])
    'application/json'
    >>> preferred("text/csv, */*", ["application/json", "text/csv"])
    'text/csv'
    """
    return max(offered, key=lambda kind: _liking(accept, kind)) if accept.strip() else offered[0]


def _liking(accept: str, offered: str) -> tuple[float, int]:
    """Return how much a type is liked, 0 to 1, and how early it is named: less is later."""
    main = offered.partition("/")[0]
    found: list[tuple[int, float, int]] = []
    for place, part in enumerate(accept.split(",")):
        kind, *settings = (piece.strip().lower() for piece in part.split(";"))
        closeness = {"*/*": 0, f"{main}/*": 1, offered: 2}.get(kind)
        if closeness is not None:
            found.append((closeness, _weight(settings), -place))
    # what names it most closely counts: `text/*, text/csv;q=0` is anything but CSV
    return max(found)[1:] if found else (0.0, -len(accept))


def _weight(settings: Iterable[str]) -> float:
    for setting in settings:
        if match := re.fullmatch(r"q\s*=\s*([01](?:\.[0-9]{0,3})?)", setting):
            return min(float(match[1]), 1.0)
    return 1.0


def accepted(request: Request, offered: Sequence[str]) -> str:
    """Return which of the offered types a request likes best."""
    return preferred(", ".join(request.headers.getlist("accept")), offered)


class Offers:
    """Answer 405, 406, 415 and OPTIONS from the description of the API.

    Parameters
    ----------
    app
        What answers.
    described
        Gives the description; asked once, at the first request.
    prefix
        Where the API begins.
    """

    def __init__(self, app: ASGIApp, described: Callable[[], dict[str, Any]], prefix: str) -> None:
        self.app = app
        self._described = described
        self._prefix = prefix
        self._addresses: tuple[Address, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        answer = self._answer(scope) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        method, path = scope["method"], str(scope["path"])
        if not path.startswith("/api/"):
            return None if method == "GET" else _by_methods(method, {"GET", "HEAD", "OPTIONS"})
        if path == f"{self._prefix}/openapi.json":
            return None if method == "GET" else _by_methods(method, {"GET", "HEAD", "OPTIONS"})
        found = self._at(path)
        if found is None:
            return problem("no_such_resource", f"nothing is at {path}",
                           hint="/api/v1/openapi.json has every address")  # fmt: skip
        operation = found.operations.get(method)
        if operation is None:
            return _by_methods(method, _methods(found))
        return _by_types(Headers(scope=scope), operation)

    def _at(self, path: str) -> Address | None:
        if not self._addresses:
            self._addresses = addresses_of(self._described())
        # the one that says most: /scenarios/validate is no scenario of that name
        return next((a for a in self._addresses if a.pattern.match(path)), None)


def _methods(address: Address) -> set[str]:
    get = address.operations.get("GET")
    has_head = get is not None and not get.is_stream
    return {"OPTIONS", *address.operations, *(("HEAD",) if has_head else ())}


def _by_methods(method: str, offered: set[str]) -> Response | None:
    if method == "HEAD" and "HEAD" in offered:
        return None
    allow = {"Allow": ", ".join(sorted(offered))}
    if method == "OPTIONS":
        return Response(status_code=204, headers=allow)
    return problem("method_not_allowed", f"{method} is not offered here", headers=allow)


def _by_types(headers: Headers, operation: Operation) -> Response | None:
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    if has_body:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        reads = operation.reads or {"application/json"}
        if kind not in reads:
            return problem("wrong_media_type", f"the body is {kind or 'of no stated type'}",
                           hint=f"read here: {', '.join(sorted(reads))}")  # fmt: skip
    accept = ", ".join(headers.getlist("accept"))
    if operation.gives and not accepts(accept, operation.gives | {MEDIA_TYPE}):
        return problem("not_acceptable", f"asked for {accept[:200]}",
                       hint=f"offered here: {', '.join(sorted(operation.gives))}")  # fmt: skip
    return None
