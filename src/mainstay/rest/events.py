"""A job as server-sent events: its state now, every later one, and the end.

A reader that is slow gets the latest state and not those between; one that is gone is forgotten.
No thread waits and nothing piles up for either.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from pydantic import TypeAdapter

from mainstay.service.jobs.shapes import JobView

#: How often a change is looked for, and how long nothing is said, seconds.
LOOK_SECONDS, BEAT_SECONDS = 0.2, 10.0

MEDIA_TYPE = "text/event-stream"

_FORM: TypeAdapter[JobView] = TypeAdapter(JobView)


def event_of(view: JobView) -> str:
    """Return one state as an event."""
    return f"id: {view.version}\nevent: state\ndata: {_FORM.dump_json(view).decode()}\n\n"


async def states(
    peek: Callable[[], JobView | None], seen: str | None, *, look: float = LOOK_SECONDS,
    beat: float = BEAT_SECONDS,
) -> AsyncIterator[str]:  # fmt: skip
    """Yield the states of a job as events until it has ended.

    Parameters
    ----------
    peek
        Gives the job as it is; ``None`` once it is forgotten.
    seen
        Id of the last event that the reader had.
    look, beat
        How often to look, and to say that the line is open.
    """
    yield "retry: 1000\n\n"
    silent = 0.0
    while (view := peek()) is not None:
        if str(view.version) != seen:
            seen, silent = str(view.version), 0.0
            yield event_of(view)
        if view.is_final:
            return
        if silent >= beat:
            silent = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(look)
        silent += look
