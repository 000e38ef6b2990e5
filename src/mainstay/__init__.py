"""mainstay: an open digital twin of critical supply chains.

>>> import mainstay
>>> sorted(name for name in dir(mainstay) if not name.startswith("_"))[:3]
['MainstayError', 'OpenTwin', 'Scenario']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from mainstay.errors import MainstayError
    from mainstay.model import Scenario, Table
    from mainstay.service import OpenTwin, open_twin, run_scenario

_WHERE = {
    "MainstayError": "mainstay.errors",
    "OpenTwin": "mainstay.service",
    "Scenario": "mainstay.model",
    "Table": "mainstay.model",
    "open_twin": "mainstay.service",
    "run_scenario": "mainstay.service",
}

__all__ = [
    "MainstayError", "OpenTwin", "Scenario", "Table", "load_demo", "open_twin", "run_scenario",
]  # fmt: skip


def load_demo(home: Path | str | None = None) -> OpenTwin:
    """Return the twin of the figures that come with the package, built on first use.

    Parameters
    ----------
    home
        Folder for claims, twins and runs; the default one if ``None``.
    """
    from mainstay.service import open_twin

    return open_twin(home)


def __getattr__(name: str) -> Any:
    """Load a public name on first use, so that the command line starts quickly."""
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'mainstay' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
