"""What one request may cost: bytes of address and body, time, and a place among those under way.

A thread that computes cannot be stopped from outside. A request that takes too long is answered,
and keeps its place until its work has ended, so that giving up and asking again gains nothing.
"""

from __future__ import annotations

import asyncio
import logging

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mainstay.rest.problems import problem
from mainstay.rest.settings import Bounds

#: End of an address that answers with a stream of events.
STREAMS = "/events"

_log = logging.getLogger("mainstay.rest")


class _TooLarge(Exception):
    """The body goes beyond the bound."""


class Limits:
    """Hold every request to the bounds.

    Parameters
    ----------
    app
        What answers.
    bounds
        What one request may ask.
    """

    def __init__(self, app: ASGIApp, bounds: Bounds) -> None:
        self.app = app
        self.bounds = bounds
        self.under_way = {"requests": 0, "streams": 0}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        address = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if address > self.bounds.address:
            hint = f"at most {self.bounds.address:,} characters"
            await problem("address_too_long", hint=hint)(scope, receive, send)
            return
        what = "streams" if str(scope["path"]).endswith(STREAMS) else "requests"
        most = self.bounds.streams if what == "streams" else self.bounds.at_once
        if self.under_way[what] >= most:
            refusal = problem("too_busy", f"{most} {what} are under way", hint="ask again shortly",
                              headers={"Retry-After": "1"})  # fmt: skip
            await refusal(scope, receive, send)
            return
        await self._worked_on(what, scope, receive, send)

    async def _worked_on(self, what: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Work on a request within its time; its place is free again once the work has ended."""
        self.under_way[what] += 1
        answer = _Answer(send)
        work = asyncio.ensure_future(self._with_body(scope, receive, answer.send))
        work.add_done_callback(lambda _: self._leave(what))
        try:
            await asyncio.wait({work}, timeout=self.bounds.seconds)
            if not work.done() and not answer.is_begun:
                answer.is_shut = True
                work.add_done_callback(_told)
                await problem("too_slow", f"no answer within {self.bounds.seconds:g} s",
                              hint="ask again: what was computed meanwhile may be kept",
                              headers={"Retry-After": "5"})(scope, receive, send)  # fmt: skip
                return
            await work
        except asyncio.CancelledError:
            work.cancel()
            raise

    def _leave(self, what: str) -> None:
        self.under_way[what] -= 1

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body first, no more of it than allowed, and hand it on whole."""
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            await problem("bad_request", "Content-Length is no number")(scope, receive, send)
            return
        if length == "0" and "transfer-encoding" not in headers:
            await self.app(scope, receive, send)
            return
        try:
            if int(length) > self.bounds.body:
                raise _TooLarge
            body = await asyncio.wait_for(self._read(receive), self.bounds.body_seconds)
        except _TooLarge:
            hint = f"at most {self.bounds.body:,} bytes"
            # what is still on its way would be taken for the next request
            refusal = problem("body_too_large", hint=hint, headers={"Connection": "close"})
            await refusal(scope, receive, send)
        except TimeoutError:
            await problem("body_too_slow", headers={"Connection": "close"})(scope, receive, send)
        else:
            if body is not None:
                await self.app(scope, _replayed(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self.bounds.body:
                raise _TooLarge
            if not message.get("more_body", False):
                return b"".join(parts)


class _Answer:
    """Whether an answer has begun; one that was shut takes nothing more."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_begun = False
        self.is_shut = False

    async def send(self, message: Message) -> None:
        if not self.is_shut:
            self.is_begun = True
            await self._send(message)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Return what hands on a body that was read, and then what comes after it."""
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return pending.pop() if pending else await receive()

    return receive_again


def _told(work: asyncio.Future[None]) -> None:
    if not work.cancelled() and work.exception() is not None:
        _log.error("a request that was given up failed", exc_info=work.exception())
