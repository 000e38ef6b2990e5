"""Routes of runs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi import Path as PathParameter
from pydantic import BaseModel, ConfigDict, Field, field_validator

from mainstay.rest.bodies import readable
from mainstay.rest.dependencies import HomePath, JobsOf, RunId
from mainstay.rest.paging import ROWS, Cursor, Limit, Page, page
from mainstay.rest.routes.jobs import FULL
from mainstay.rest.tables import FORMS, Form, answer
from mainstay.service.jobs.asking import GREATEST_SEED, MOST_MEMBERS
from mainstay.service.jobs.shapes import JobView
from mainstay.service.jobs.stored import (
    RunKind,
    RunListed,
    RunsFilter,
    StoredRun,
    run_table,
    stored_run,
    stored_runs,
)
from mainstay.service.screens.shapes import ShownTable

router = APIRouter(tags=["runs"])

TableName = Annotated[
    str,
    PathParameter(description="Name of a table of the run", max_length=100, examples=["accounts"]),
]
Words = Annotated[
    str, Query(max_length=200, description="Words of the title, scenario, engine or id")
]
Exact = Annotated[str | None, Query(max_length=64, description="Only runs of this one, by id")]
Kind = Annotated[RunKind | None, Query(description="Only runs of this kind")]
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, pattern=r"^[\x21-\x7e]+$",
           description="The same key with the same body is the same job for 24 hours"),
]  # fmt: skip


class RunAsked(BaseModel):
    """What to run: a scenario by name or whole, on which twin, by which engine."""

    model_config = ConfigDict(extra="forbid")

    scenario: Annotated[str, Field(min_length=1, max_length=80)] | dict[str, Any] = Field(
        description="Name of a shipped or saved scenario, or a whole one as plain data",
        examples=["china-gallium"],
    )
    twin: str = Field("demo", min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")
    engine: str | None = Field(
        None, max_length=64, description="The scenario's own when not given", examples=[None]
    )
    seed: int = Field(0, ge=0, le=GREATEST_SEED, strict=True)
    members: int | None = Field(
        None, ge=1, le=MOST_MEMBERS, strict=True, examples=[None],
        description="Members of an ensemble; one run when not given",
    )  # fmt: skip

    _readable = field_validator("scenario")(readable)


@router.post("/runs", status_code=202, responses=FULL)
def start_run(
    jobs: JobsOf, asked: RunAsked, response: Response, idempotency_key: Key = None
) -> JobView:
    """Queue a run and return its job; where the run is stored already the job is done at once.

    What is asked is checked before it waits, and every fault is told at once.
    """
    view = jobs.run(
        asked.scenario, twin=asked.twin, engine=asked.engine, seed=asked.seed,
        members=asked.members, key=idempotency_key or "",
    )  # fmt: skip
    response.headers["Location"] = f"/api/v1/jobs/{view.id}"
    return view


@router.get("/runs")
def list_runs(
    home: HomePath, q: Words = "", kind: Kind = None, engine: Exact = None,
    twin: Exact = None, cursor: Cursor = None, limit: Limit = ROWS,
) -> Page[RunListed]:  # fmt: skip
    """Return the stored runs, newest first."""
    return page(stored_runs(home, RunsFilter(q, kind, engine, twin)), cursor, limit)


@router.get("/runs/{run}")
def show_run(home: HomePath, run: RunId) -> StoredRun:
    """Return a run: what was asked, whole, its tables, and the command that asks it again."""
    return stored_run(home, run)


@router.get("/runs/{run}/tables/{name}", response_model=ShownTable, responses=FORMS)
def show_run_table(
    home: HomePath, run: RunId, name: TableName, request: Request, form: Form = None,
    cursor: Cursor = None, limit: Limit = ROWS,
) -> ShownTable | Response:  # fmt: skip
    """Return a table of a run, by page or whole as CSV, JSON records or Arrow."""
    return answer(run_table(home, run, name), request, form, cursor, limit)
