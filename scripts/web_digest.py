"""What the built page was built from: one hash over every source of it."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
#: What the API says of itself, from which the page's types are made.
DESCRIPTION = ROOT / "docs" / "reference" / "openapi.json"
BUILT = ROOT / "src" / "mainstay" / "rest" / "static"
#: File beside the built page that holds the hash of its sources.
MARK = "built-from.txt"

#: Folders of ``web/`` that are no sources, and what is written from the description.
_NOT_SOURCES = {"node_modules", "dist"}
_WRITTEN = "src/api/schema.d.ts"


def sources_digest() -> str:
    """Return the hash over names and bytes of all sources of the page.

    Tests are left out; of the written types, the description that they are written from counts.
    """
    found = hashlib.sha256(DESCRIPTION.read_bytes())
    for path in sorted(WEB.rglob("*")):
        name = path.relative_to(WEB)
        if name.parts[0] in _NOT_SOURCES or not path.is_file() or ".test." in path.name:
            continue
        if name.as_posix() == _WRITTEN:
            continue
        found.update(f"{name.as_posix()}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def is_fresh() -> bool:
    """Return whether the built page is there and was built from these sources."""
    mark = BUILT / MARK
    return mark.is_file() and mark.read_text("utf-8").strip() == sources_digest()
