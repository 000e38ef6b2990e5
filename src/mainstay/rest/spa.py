"""The built page: its files, and the one document for every address that is not the API's."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

_ABSENT = (
    "The page is not built: run `make web` in the folder of the project. "
    "The API answers below /api/v1.\n"
)


def add_site(app: FastAPI, folder: Path) -> None:
    """Serve the built page of a folder; without one, say how to build it."""
    assets = folder / "assets"
    if assets.is_dir():
        app.mount("/assets", StaticFiles(directory=assets), name="assets")

    @app.get("/{path:path}", include_in_schema=False)
    def document(path: str) -> Response:
        if path.startswith("api/"):
            raise HTTPException(404, "no such resource")
        if path == "favicon.svg" and (folder / path).is_file():
            return FileResponse(folder / path)
        index = folder / "index.html"
        if not index.is_file():
            return PlainTextResponse(_ABSENT, 503)
        return FileResponse(index, headers={"Cache-Control": "no-cache"})
