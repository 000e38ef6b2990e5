"""A table as a page of JSON, or whole as CSV, JSON records or Arrow."""

from __future__ import annotations

import io
import json
import math
from typing import Annotated, Literal

import pyarrow.csv
import pyarrow.ipc
from fastapi import Query, Request, Response

from mainstay.errors import InputError
from mainstay.model import Table
from mainstay.rest.negotiation import accepted
from mainstay.rest.paging import cursor_at, place_of
from mainstay.service.screens.shapes import ShownTable, shown_table

#: Form of a table: a page to be shown, or the whole of it for other tools.
Form = Annotated[
    Literal["page", "csv", "json", "arrow"] | None,
    Query(alias="format", description="`page` for a screen; the others hold every row"),
]

#: Rows of a table that goes out whole.
MOST_WHOLE = 1_000_000

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "arrow": "application/vnd.apache.arrow.stream",
}
#: What a route that answers with a table says of its forms in the API's description.
FORMS: dict[int | str, dict[str, object]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}},
                      MEDIA["arrow"]: {"schema": {"type": "string", "format": "binary"}}}},
}  # fmt: skip


def answer(
    table: Table, request: Request, form: str | None, cursor: str | None, limit: int
) -> ShownTable | Response:
    """Return a table in the form that was asked for by ``format`` or by ``Accept``."""
    wanted = form or accepted_form(request)
    if wanted == "page":
        return page_of(table, cursor, limit)
    if len(table) > MOST_WHOLE:
        raise InputError(
            f"{len(table):,} rows are more than go out at once, {MOST_WHOLE:,}",
            hint="take it by pages, or from the home with the command line",
        )
    return Response(
        _written(table, wanted),
        media_type=MEDIA[wanted],
        headers={"Content-Disposition": f'attachment; filename="{table.name}.{wanted}"'},
    )


def page_of(table: Table, cursor: str | None, limit: int) -> ShownTable:
    """Return one page of a table as a screen shows it."""
    start = place_of(cursor)
    end = start + limit
    part = Table(table.name, table.data.slice(start, limit), table.title, table.source, table.notes)
    following = cursor_at(end) if end < len(table) else None
    return shown_table(part, total=len(table), cursor=following)


def accepted_form(request: Request) -> str:
    """Return the form that ``Accept`` asks for: a page unless it likes another one better."""
    by_type = {"application/json": "page", "text/csv": "csv", MEDIA["arrow"]: "arrow"}
    return by_type[accepted(request, tuple(by_type))]


def _plain(value: object) -> object:
    """Return a value as JSON has it: no number is ``null``, never a word that is no JSON."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _written(table: Table, form: str) -> bytes:
    if form == "json":
        rows = [{key: _plain(value) for key, value in row.items()} for row in table.rows()]
        return json.dumps(rows, default=str, allow_nan=False).encode()
    target = io.BytesIO()
    if form == "csv":
        pyarrow.csv.write_csv(table.data, target)
    else:
        with pyarrow.ipc.new_stream(target, table.data.schema) as stream:
            stream.write_table(table.data)
    return target.getvalue()
