"""What routes ask for by type: the home, an open twin, the jobs.

What only looks something up is ``async``: anything else is sent to a thread of its own first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi import Path as PathParameter

from mainstay.rest.settings import Settings
from mainstay.service.jobs.jobs import Jobs
from mainstay.service.open_twins import OpenTwins
from mainstay.service.twins import OpenTwin


async def settings_of(request: Request) -> Settings:
    """Return how this server is set up."""
    return cast("Settings", request.app.state.settings)


async def home_of(request: Request) -> Path | str | None:
    """Return the home that this server serves."""
    return cast("Settings", request.app.state.settings).home


async def twins_of(request: Request) -> OpenTwins:
    """Return the twins that this server keeps open."""
    return cast("OpenTwins", request.app.state.twins)


async def jobs_of(request: Request) -> Jobs:
    """Return the jobs of the home."""
    return cast("Jobs", request.app.state.jobs)


def opened_by_path(
    request: Request,
    twin: Annotated[
        str,
        PathParameter(
            description="Name or first characters of the id of a twin",
            min_length=1,
            max_length=64,
            pattern=r"^[A-Za-z0-9._-]+$",
            examples=["demo"],
        ),
    ],
) -> OpenTwin:
    """Return the twin that the path names."""
    return cast("OpenTwins", request.app.state.twins).get(twin)


#: The twin of the path parameter ``{twin}``.
Opened = Annotated[OpenTwin, Depends(opened_by_path)]
#: The twins that stay open.
Twins = Annotated[OpenTwins, Depends(twins_of)]
#: The home that is served.
HomePath = Annotated[Path | str | None, Depends(home_of)]
#: How the server is set up.
SettingsOf = Annotated[Settings, Depends(settings_of)]
#: The jobs of the home.
JobsOf = Annotated[Jobs, Depends(jobs_of)]
#: The run that the path names.
RunId = Annotated[
    str,
    PathParameter(description="Id of a run, or its first characters", min_length=1, max_length=64,
                  pattern="^[0-9a-f]+$", examples=["1fb32bfa"]),
]  # fmt: skip
