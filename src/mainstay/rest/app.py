"""The server: routes, problems, security and the built page, wired together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware

from mainstay.rest import problems, spa
from mainstay.rest.etags import ETags
from mainstay.rest.headers import SafeHeaders
from mainstay.rest.limits import Limits
from mainstay.rest.negotiation import Offers
from mainstay.rest.openapi import describe, operation_name
from mainstay.rest.routes import ROUTERS
from mainstay.rest.security import Guard
from mainstay.rest.settings import Settings
from mainstay.service.jobs.jobs import Jobs
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
        generate_unique_id_function=operation_name, redirect_slashes=False, lifespan=_alive,
    )  # fmt: skip
    app.state.settings = chosen
    app.state.twins = OpenTwins(chosen.home)
    app.state.jobs = Jobs.open(
        chosen.home, workers=chosen.workers, queue=chosen.queue, twins=app.state.twins
    )
    problems.add_handlers(app)
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    spa.add_site(app, chosen.site_folder)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    _stand_around(app, chosen)
    return app


@asynccontextmanager
async def _alive(app: FastAPI) -> AsyncIterator[None]:
    """Run the jobs of the home for as long as the server lives."""
    jobs: Jobs = app.state.jobs
    await run_in_threadpool(jobs.start)
    try:
        yield
    finally:
        await run_in_threadpool(jobs.stop)


def _stand_around(app: FastAPI, settings: Settings) -> None:
    """Put the middlewares around an app, the innermost first."""
    app.add_middleware(problems.Faults)
    app.add_middleware(ETags)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=6)
    app.add_middleware(Offers, described=app.openapi, prefix=PREFIX)
    app.add_middleware(Limits, bounds=settings.bounds)
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(SafeHeaders, is_private=bool(settings.token))
