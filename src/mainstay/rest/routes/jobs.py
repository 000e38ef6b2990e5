"""Routes of jobs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi import Path as PathParameter
from fastapi.responses import StreamingResponse

from mainstay.rest.dependencies import JobsOf
from mainstay.rest.events import MEDIA_TYPE, states
from mainstay.rest.paging import ROWS, Cursor, Limit, Page, page
from mainstay.service.jobs.shapes import JobState, JobView

router = APIRouter(tags=["jobs"])

JobId = Annotated[
    str,
    PathParameter(description="Id of a job", min_length=1, max_length=64,
                  examples=["0199f0c2a4d81b2c3d4e"]),
]  # fmt: skip
Seen = Annotated[
    str | None, Header(max_length=40, description="Id of the last event that was read")
]
State = Annotated[JobState | None, Query(description="Only jobs in this state")]

#: What a route that queues work may also answer.
FULL: dict[int | str, dict[str, Any]] = {
    429: {"description": "Too many jobs wait; Retry-After says when to try again"}
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events named `state`; the data of each is a JobView as JSON. The stream "
        "ends with the final state.",
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string"},
                        "event": {"const": "state"},
                        "data": {"type": "string"},
                    },
                }
            }
        },
    },
    204: {"description": "The final state was read already: nothing more will come"},
}


@router.get("/jobs")
def list_jobs(
    jobs: JobsOf, state: State = None, cursor: Cursor = None, limit: Limit = ROWS
) -> Page[JobView]:
    """Return the jobs that are known, newest first; the oldest that ended are forgotten."""
    return page(jobs.list(state), cursor, limit)


@router.get("/jobs/{job}")
def show_job(jobs: JobsOf, job: JobId) -> JobView:
    """Return a job: where it stands, how far it is, its run or why there is none."""
    return jobs.get(job)


@router.get("/jobs/{job}/events", response_class=StreamingResponse, responses=_EVENTS)
async def follow_job(jobs: JobsOf, job: JobId, last_event_id: Seen = None) -> Response:
    """Follow a job as server-sent events, until it has ended."""
    view = jobs.get(job)
    if view.is_final and str(view.version) == last_event_id:
        # what a browser needs to hear so that it does not ask again
        return Response(status_code=204)
    return StreamingResponse(
        states(lambda: jobs.peek(job), last_event_id),
        media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )  # fmt: skip


@router.post("/jobs/{job}/cancel", status_code=202)
def cancel_job(jobs: JobsOf, job: JobId) -> JobView:
    """Cancel a job that waits or runs; one that has ended stays as it is."""
    return jobs.cancel(job)


@router.post("/jobs/{job}/rerun", status_code=202, responses=FULL)
def rerun_job(jobs: JobsOf, job: JobId) -> JobView:
    """Queue a job that has ended once more; an ensemble goes on where it was cut off."""
    return jobs.rerun(job)
