"""Build hook: a wheel or an sdist holds the built page, and the page is that of its sources.

It builds nothing. Where the sources of the page are not beside it, as in an unpacked sdist, that
the page is there is all that can be checked.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CheckPage(BuildHookInterface):
    """Refuses to pack a page that is missing or stale."""

    def initialize(self, version: str, _: dict[str, Any]) -> None:
        """Check before anything is packed; an editable install takes the page as it comes."""
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "src" / "mainstay" / "rest" / "static" / "index.html").is_file():
            raise SystemExit("the page is not built: run `make web`, then build again")
        if not (root / "web").is_dir():
            return
        sys.path.insert(0, str(root / "scripts"))
        from web_digest import is_fresh

        if not is_fresh():
            raise SystemExit("the page is older than its sources: run `make web`, then build again")
