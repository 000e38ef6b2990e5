"""How a server is set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

#: Where ``make web`` puts the built page.
BUILT_SITE = Path(__file__).parent / "static"

#: Names under which only this machine can be meant.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one request may ask of the server.

    Parameters
    ----------
    body, address
        Bytes of a body, and characters of an address with its query.
    at_once, streams
        Requests that are worked on at once, and streams of events that stay open at once.
    seconds, body_seconds
        Time until an answer begins, and time for a body to arrive.
    """

    body: int = 1_000_000
    address: int = 8_192
    at_once: int = 128
    streams: int = 32
    seconds: float = 300.0
    body_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is set up.

    Parameters
    ----------
    home
        The home that it serves; the default one if ``None``.
    host, port
        Where it listens.
    token
        What a caller has to show; nobody is asked when empty, which only loopback may be.
    site
        Folder of the built page; the one inside the package if ``None``.
    workers, queue
        Jobs that run at once, and jobs that may wait.
    names
        Further names that callers may use for this server, e.g. that of a reverse proxy.
    is_https
        Whether callers reach it by TLS, here or at a reverse proxy.
    bounds
        What one request may ask.
    """

    home: Path | str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    token: str = field(default="", repr=False)
    site: Path | None = None
    workers: int = 1
    queue: int = 32
    names: tuple[str, ...] = ()
    is_https: bool = False
    bounds: Bounds = field(default_factory=Bounds)

    @property
    def site_folder(self) -> Path:
        """The folder of the built page, whether it is there or not."""
        return self.site or BUILT_SITE

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it.

        >>> Settings().is_loopback, Settings(host="0.0.0.0").is_loopback
        (True, False)
        """
        return self.host in LOOPBACK
