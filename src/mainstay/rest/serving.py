"""Start a server: who may reach it and how is settled here, and refused when it is not safe.

On loopback nobody is asked for anything. Any other address needs a token, and TLS, or a word of the
user that somebody else takes care of it.
"""

from __future__ import annotations

import secrets
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from mainstay.errors import InputError, MainstayError, MissingExtra, Problem, raise_all
from mainstay.rest.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

#: Characters that a token of the user's own has at least.
SHORTEST = 20

#: Connections that may wait to be taken.
BACKLOG = 512

#: Seconds that open streams get to end when the server is stopped.
PATIENCE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked for on the command line, before anything is settled.

    Parameters
    ----------
    home, host, port, names, workers
        As in :class:`~mainstay.rest.settings.Settings`.
    wants_token
        Whether a token is asked for; ``None`` leaves it to the address.
    token, token_file
        A token of the user's own; a new one is made where one is needed and none is given.
    certificate, key
        Files of TLS, in PEM.
    behind_proxy, insecure
        Whether a reverse proxy ends TLS, and whether plain HTTP was asked for by name.
    """

    home: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    workers: int = 1
    wants_token: bool | None = None
    token: str = field(default="", repr=False)
    token_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A server that may be started, and whether its token is new and has to be told."""

    settings: Settings
    certificate: Path | None
    key: Path | None
    is_new_token: bool

    def address(self, *, with_token: bool = False) -> str:
        """Return where a browser on this machine finds it.

        >>> Plan(Settings(host="0.0.0.0", token="t"), None, None, True).address(with_token=True)
        'http://127.0.0.1:8000/?token=t'
        """
        held = self.settings
        scheme = "https" if self.certificate else "http"
        any_host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - told, not bound
        host = any_host.get(held.host, f"[{held.host}]" if ":" in held.host else held.host)
        tail = f"?token={held.token}" if with_token and held.token else ""
        return f"{scheme}://{host}:{held.port}/{tail}"


def plan(wishes: Wishes) -> Plan:
    """Settle how a server is reached.

    Raises
    ------
    InputError
        With every reason why it must not start like this.
    """
    settings = Settings(wishes.home, wishes.host, wishes.port, names=wishes.names,
                        workers=wishes.workers,
                        is_https=wishes.certificate is not None or wishes.behind_proxy)  # fmt: skip
    problems = _of_transport(wishes, settings.is_loopback)
    token, is_new = _token(wishes, settings.is_loopback, problems)
    raise_all(InputError, "the server does not start like this", problems)
    return Plan(replace(settings, token=token), wishes.certificate, wishes.key, is_new)


def _of_transport(wishes: Wishes, is_loopback: bool) -> list[Problem]:
    found: list[Problem] = []
    has_tls = wishes.certificate is not None and wishes.key is not None
    if (wishes.certificate is None) != (wishes.key is None):
        found.append(Problem("half_tls", "--tls-cert, --tls-key", "one is given without the other"))
    if has_tls and wishes.behind_proxy:
        found.append(Problem("two_ways", "--behind-proxy", "TLS ends here and at the proxy",
                             "choose one"))  # fmt: skip
    if wishes.certificate is not None and wishes.key is not None:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(wishes.certificate, wishes.key)
        except (OSError, ssl.SSLError) as error:
            found.append(Problem("bad_tls", f"{wishes.certificate}, {wishes.key}", str(error),
                                 "PEM files of a certificate and its key"))  # fmt: skip
    is_settled = has_tls or wishes.behind_proxy or wishes.insecure
    if not is_loopback and not is_settled and not found:
        found.append(Problem("no_tls", f"--host {wishes.host}", "other machines would reach it "
                             "without TLS", "--tls-cert and --tls-key, --behind-proxy if a proxy "
                             "ends TLS, or --insecure"))  # fmt: skip
    return found


def _token(wishes: Wishes, is_loopback: bool, problems: list[Problem]) -> tuple[str, bool]:
    """Return the token and whether it is new."""
    needs = not is_loopback or wishes.behind_proxy
    if wishes.wants_token is False:
        if not is_loopback:
            problems.append(Problem("no_token", "--no-token", f"{wishes.host} is not loopback",
                                    "anybody who reaches it could use it"))  # fmt: skip
        return "", False
    given, where = wishes.token, "MAINSTAY_TOKEN"
    if wishes.token_file is not None:
        where = str(wishes.token_file)
        try:
            given = wishes.token_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem("no_token_file", where, str(error)))
            return "", False
    if given or wishes.token_file is not None:
        if len(given) < SHORTEST or not given.isascii() or not given.isprintable() or " " in given:
            problems.append(Problem("weak_token", where, f"not {SHORTEST} or more characters "
                                    "without space", "make one: openssl rand -hex 32"))  # fmt: skip
        return given, False
    if wishes.wants_token or needs:
        return secrets.token_urlsafe(32), True
    return "", False


def serve(planned: Plan, ready: Callable[[Plan], None]) -> None:
    """Run a server until it is stopped.

    Parameters
    ----------
    planned
        From :func:`plan`; port 0 takes a free one.
    ready
        Called once with the plan and its real port, when the server takes requests.

    Raises
    ------
    InputError
        If the address cannot be had.
    MissingExtra
        If the server's parts are not installed.
    """
    try:
        import uvicorn

        from mainstay.rest.app import create_app
    except ImportError as error:
        raise MissingExtra(
            "the server needs FastAPI and uvicorn", hint="pip install 'mainstay[serve]'"
        ) from error
    listening = _listen(planned.settings)
    settings = replace(planned.settings, port=listening.getsockname()[1])
    planned = replace(planned, settings=settings)
    app = create_app(settings)

    class Told(uvicorn.Server):
        """A server that says when it takes requests."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready(planned)

    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, proxy_headers=False,
        ws="none", timeout_keep_alive=30, timeout_graceful_shutdown=PATIENCE,
        ssl_certfile=planned.certificate, ssl_keyfile=planned.key,
    )  # fmt: skip
    # who comes first should not wait for what everybody needs
    Thread(target=_open_first, args=(app,), daemon=True).start()
    # Ctrl-C is how a server is meant to end
    with listening, suppress(KeyboardInterrupt):
        Told(config).run(sockets=[listening])


def _listen(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say.

    Its protocol is named: asyncio turns off the waiting of small packets only where it is, and an
    answer that goes out in two parts would wait 40 ms between them.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise InputError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}",
            hint="--port 0 takes a free port",
        ) from error
    return listening


def _open_first(app: FastAPI) -> None:
    with suppress(MainstayError):
        app.state.twins.get(None)
