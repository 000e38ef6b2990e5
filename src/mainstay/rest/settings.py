"""How a server is set up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

#: Where ``make web`` puts the built page.
BUILT_SITE = Path(__file__).parent / "static"


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
    """

    home: Path | str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    token: str = ""
    site: Path | None = None
    workers: int = 1
    queue: int = 32

    @property
    def site_folder(self) -> Path:
        """The folder of the built page, whether it is there or not."""
        return self.site or BUILT_SITE
