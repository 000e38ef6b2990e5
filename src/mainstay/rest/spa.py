"""The built page: its files, and the one document for every address that is not the API's.

Files are few and small: each is read once, packed once, and kept in memory as long as it does not
change on disk.
"""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from mainstay.rest.etags import etag_of
from mainstay.rest.problems import problem

#: Files of a hashed name never change: a browser need not ask again.
FOREVER = "public, max-age=31536000, immutable"

#: Bytes below which packing does not pay.
SMALL = 1_000

_ABSENT = "run `make web` in the project's folder; the API answers below /api/v1"
_PACKED = ("text/", "application/json", "text/javascript", "image/svg+xml", "application/wasm")


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the page, plain and packed."""

    body: bytes
    packed: bytes | None
    media_type: str
    etag: str


@lru_cache(maxsize=512)
def _read(path: Path, _changed: int, _size: int) -> SiteFile:
    """Return a file; when it changes on disk its time or size does, and it is read again."""
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind = {"application/javascript": "text/javascript"}.get(kind, kind)
    is_text = kind.startswith(_PACKED)
    packed = gzip.compress(body, 9, mtime=0) if is_text and len(body) >= SMALL else None
    media = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return SiteFile(body, packed, media, etag_of(body))


def file_in(folder: Path, name: str) -> SiteFile | None:
    """Return a file of a folder by its name below it; ``None`` if none is there.

    Nothing outside of the folder is ever named: not by ``..``, not through a link.
    """
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return None
        about = path.stat()
        return _read(path, about.st_mtime_ns, about.st_size)
    except (OSError, ValueError):
        # a name that no file system takes names no file
        return None


def add_site(app: FastAPI, folder: Path) -> None:
    """Serve the built page of a folder; without one, say how to build it."""

    @app.get("/assets/{name:path}", include_in_schema=False)
    def asset(name: str, request: Request) -> Response:
        found = file_in(folder / "assets", name)
        if found is None:
            raise HTTPException(404, "no such file of the page")
        return _given(found, request, FOREVER)

    @app.get("/{path:path}", include_in_schema=False)
    def document(path: str, request: Request) -> Response:
        if path.startswith("api/"):
            raise HTTPException(404, "nothing is here")
        # an address of the page has no ending; a file beside the document has one
        found = file_in(folder, path) if "." in path.rpartition("/")[2] else None
        found = found or file_in(folder, "index.html")
        if found is None:
            return problem("page_not_built", _ABSENT)
        return _given(found, request, "no-cache")


def _given(found: SiteFile, request: Request, keep: str) -> Response:
    headers = {"Cache-Control": keep, "ETag": found.etag, "Vary": "Accept-Encoding"}
    body = found.body
    if found.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body = found.packed
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=found.media_type, headers=headers)
