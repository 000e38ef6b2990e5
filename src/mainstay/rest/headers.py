"""Headers that keep a browser from doing more with an answer than show it.

The page's policy allows scripts and styles from the server's own files alone: no inline script, no
``eval``, no other host. Drawings of the server carry no ``style`` attribute, and React sets styles
through the object model, which a policy does not forbid; so styles need no ``unsafe-inline``.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: What the page may load: this server's files, and images that it made itself.
PAGE_POLICY = "; ".join([
    "default-src 'none'", "script-src 'self'", "style-src 'self'",
    "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'", "manifest-src 'self'",
    "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
])  # fmt: skip

#: An answer of the API that is opened as a document loads nothing and runs nothing.
DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

#: On every answer.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
}


class SafeHeaders:
    """Put the headers on every answer, and say how long it may be kept.

    Parameters
    ----------
    app
        What answers.
    is_private
        Whether answers are for holders of a token: then nothing but the page's own files is kept.
    """

    def __init__(self, app: ASGIApp, is_private: bool = False) -> None:
        self.app = app
        # without a token a kept answer is asked about again, and the ETag spares its body; a proxy
        # that knows its callers keeps none of it for others
        self._keep = "no-store" if is_private else "private, no-cache"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_api = str(scope["path"]).startswith("/api/")
        policy = DATA_POLICY if is_api else PAGE_POLICY

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers[name] = value
                headers.setdefault("Content-Security-Policy", policy)
                if is_api:
                    headers.add_vary_header("Accept")
                is_fault = message["status"] >= 400
                headers.setdefault("Cache-Control", "no-store" if is_fault else self._keep)
            await send(message)

        await self.app(scope, receive, with_headers)
