"""ETag by content hash on every answer to GET, 304 where the caller has it, HEAD without a body.

An answer is held until it is whole and then hashed. A stream of events, and an answer larger than
:data:`LARGEST`, goes out as it comes and has no ETag.
"""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of an answer that is held to be hashed.
LARGEST = 16_000_000

#: Headers of a body, which a 304 does not have.
_OF_BODY = ("content-type", "content-length", "content-disposition", "content-encoding")


def etag_of(body: bytes) -> str:
    """Return the ETag of a body; weak, for the same content goes out plain and packed.

    >>> etag_of(b"") == etag_of(b""), etag_of(b"a") == etag_of(b"b")
    (True, False)
    """
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_held(condition: str, etag: str) -> bool:
    """Say whether ``If-None-Match`` names an ETag.

    >>> is_held('"x", W/"y"', 'W/"x"'), is_held("*", 'W/"x"'), is_held("", 'W/"x"')
    (True, True, False)
    """
    if condition.strip() == "*":
        return True
    plain = etag.removeprefix("W/")
    return any(tag.strip().removeprefix("W/") == plain for tag in condition.split(","))


class ETags:
    """Give every answer to GET an ETag, and answer 304 and HEAD."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; one for HEAD as one for GET."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        has_body = scope["method"] == "GET"
        condition = ", ".join(Headers(scope=scope).getlist("if-none-match"))
        held = _Held(send, condition, has_body=has_body)
        await self.app({**scope, "method": "GET"}, receive, held.take)


class _Held:
    """An answer on its way: held until it is whole, or let through."""

    def __init__(self, send: Send, condition: str, *, has_body: bool) -> None:
        self._send = send
        self._condition = condition
        self._has_body = has_body
        self._start: Message = {}
        self._parts: list[bytes] = []
        self._size = 0
        self._is_through = False

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            headers = Headers(raw=message["headers"])
            streams = headers.get("content-type", "").startswith("text/event-stream")
            if message["status"] != 200 or streams:
                await self._let_through()
        elif message["type"] != "http.response.body" or self._is_through:
            await self._pass_on(message)
        else:
            await self._hold(message)

    async def _hold(self, message: Message) -> None:
        self._parts.append(message.get("body", b""))
        self._size += len(self._parts[-1])
        if not message.get("more_body", False):
            await self._answer(b"".join(self._parts))
        elif self._size > LARGEST:
            await self._let_through()
            for part in self._parts:
                await self._pass_on({"type": "http.response.body", "body": part, "more_body": True})
            self._parts.clear()

    async def _answer(self, body: bytes) -> None:
        headers = MutableHeaders(scope=self._start)
        etag = headers.get("etag") or etag_of(body)
        headers["ETag"] = etag
        if is_held(self._condition, etag):
            for name in _OF_BODY:
                del headers[name]
            self._start["status"], body = 304, b""
        await self._let_through()
        await self._pass_on({"type": "http.response.body", "body": body})

    async def _let_through(self) -> None:
        self._is_through = True
        await self._send(self._start)

    async def _pass_on(self, message: Message) -> None:
        if not self._has_body and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)
