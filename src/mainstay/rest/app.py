"""The server: routes, problems, security and the built page, wired together."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from mainstay.rest import problems, spa
from mainstay.rest.routes import ROUTERS
from mainstay.rest.settings import Settings
from mainstay.service.open_twins import OpenTwins

#: Where the API begins.
PREFIX = "/api/v1"

_ABOUT = (
    "Everything that the page and the command line can do: read a twin, ask who hangs on what, put "
    "a scenario to it, follow the job, take the result along as JSON, CSV or Arrow."
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the server as an ASGI application.

    Parameters
    ----------
    settings
        How it is set up; a home of the default place on loopback if ``None``.
    """
    chosen = settings or Settings()
    app = FastAPI(
        title="mainstay", version=version("mainstay"), description=_ABOUT,
        openapi_url=f"{PREFIX}/openapi.json", docs_url=None, redoc_url=None,
    )  # fmt: skip
    app.state.settings = chosen
    app.state.twins = OpenTwins(chosen.home)
    problems.add_handlers(app)
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    spa.add_site(app, chosen.site_folder)
    return app
