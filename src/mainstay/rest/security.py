"""Who may ask: the name in Host, the page in Origin, the token.

A browser on this machine can be turned against a server on loopback in two ways: a page of another
site makes it send requests (seen in ``Origin``), or points a name of its own at 127.0.0.1 (seen in
``Host``). Both are refused before anything else is read. There is no CORS: no other site's page
reads an answer.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from mainstay.rest.problems import problem
from mainstay.rest.settings import LOOPBACK, Settings

#: Methods that change nothing.
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_HOST = re.compile(r"^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::[0-9]{1,5})?$")

_ASK = (
    "This server asks for its token. Open the address that was printed when it started: it ends in "
    "?token=... A program sends the token as `Authorization: Bearer ...`.\n"
)


def name_in(host: str) -> str:
    """Return the name in a Host header without its port; empty if it is none.

    >>> name_in("LOCALHOST:8000"), name_in("[::1]:8000"), name_in("a b")
    ('localhost', '::1', '')
    """
    found = _HOST.match(host.lower())
    return found.group(1).strip("[]") if found else ""


def is_address(name: str) -> bool:
    """Say whether a name is an IP address, which no attacker's name server can hand out."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """Refuse wrong names, foreign pages and callers without the token.

    Parameters
    ----------
    app
        What answers.
    settings
        Names, token, whether callers come by TLS.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._token = settings.token.encode()
        self._names = LOOPBACK | {settings.host.lower(), *(n.lower() for n in settings.names)}
        self._any_address = settings.host in {"0.0.0.0", "::"}  # noqa: S104 - compared, not bound
        self._is_https = settings.is_https
        # cookies do not know ports: two servers on one machine must not overwrite each other's
        self.cookie = "__Host-mainstay" if settings.is_https else f"mainstay-{settings.port}"
        self._pass = hmac.new(self._token, b"mainstay page", hashlib.sha256).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._wrong_name(headers) or self._foreign(scope["method"], headers)
        if refused is None and self._token:
            refused = self._log_in(scope) or self._unknown(scope, headers)
        await (refused or self.app)(scope, receive, send)

    def _wrong_name(self, headers: Headers) -> Response | None:
        given = headers.getlist("host")
        name = name_in(given[0]) if len(given) == 1 else ""
        if name and (name in self._names or (self._any_address and is_address(name))):
            return None
        return problem(
            "wrong_host", f"no server of the name {name or '(none)'} is here",
            hint="start it with --name, or use the address that was printed",
        )  # fmt: skip

    def _foreign(self, method: str, headers: Headers) -> Response | None:
        if method in SAFE:
            return None
        origins = headers.getlist("origin")
        site = headers.get("sec-fetch-site", "none")
        if not origins and site in {"none", "same-origin"}:
            return None
        scheme, _, host = origins[0].lower().partition("://") if len(origins) == 1 else ("",) * 3
        if scheme in {"http", "https"} and host == headers["host"].lower():
            return None
        asker = ", ".join(origins)[:200] or "another site"
        return problem("foreign_origin", f"asked by a page of {asker}",
                       hint="only the page of this server, or a program, may do that")  # fmt: skip

    def _log_in(self, scope: Scope) -> Response | None:
        """Turn ``?token=`` of a page into a cookie, so that it stays in no history or link."""
        query = scope["query_string"].decode("latin-1")
        if scope["method"] not in SAFE or "token=" not in query or self._is_api(scope):
            return None
        pairs = parse_qsl(query, keep_blank_values=True)
        given = next((value for key, value in pairs if key == "token"), None)
        if given is None or not self._is_token(given.encode()):
            return None
        # one slash: two would name another host
        path = "/" + quote(str(scope["path"]).lstrip("/\\"))
        rest = urlencode([(key, value) for key, value in pairs if key != "token"])
        answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
        answer.headers["Cache-Control"] = "no-store"
        answer.set_cookie(self.cookie, self._pass, path="/", httponly=True, samesite="strict",
                          secure=self._is_https)  # fmt: skip
        return answer

    def _unknown(self, scope: Scope, headers: Headers) -> Response | None:
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._is_token(given.strip().encode("latin-1")):
            return None
        if hmac.compare_digest(self._cookie_in(headers).encode(), self._pass.encode()):
            return None
        if self._is_api(scope):
            return problem("unauthorized", "no valid token came with the request",
                           hint="send `Authorization: Bearer TOKEN`",
                           headers={"WWW-Authenticate": "Bearer"})  # fmt: skip
        return PlainTextResponse(_ASK, 401, {"WWW-Authenticate": "Bearer"})

    def _is_token(self, given: bytes) -> bool:
        return hmac.compare_digest(hashlib.sha256(given).digest(),
                                   hashlib.sha256(self._token).digest())  # fmt: skip

    def _cookie_in(self, headers: Headers) -> str:
        held = SimpleCookie()
        try:
            held.load(headers.get("cookie", ""))
        except CookieError:
            return ""
        return held[self.cookie].value if self.cookie in held else ""

    @staticmethod
    def _is_api(scope: Scope) -> bool:
        return str(scope["path"]).startswith("/api/")
