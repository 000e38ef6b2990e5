"""Routes of explore: the filter bar, and the network, map and cells that it narrows."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from mainstay.rest import tables
from mainstay.rest.dependencies import Opened
from mainstay.rest.paging import ROWS, Cursor, Limit, cursor_at, place_of
from mainstay.service.screens import explore
from mainstay.service.screens.explore.map_values import Measure
from mainstay.service.screens.shapes import ShownTable

router = APIRouter(tags=["explore"])


def filters_of(
    q: Annotated[
        str, Query(max_length=200, description="Words in names or codes of both ends or product")
    ] = "",
    kind: Annotated[str, Query(max_length=40, description="Kind of cell")] = "",
    place: Annotated[
        str, Query(max_length=80, description="`country:CHN` or `region:Europe`")
    ] = "",
    sector: Annotated[
        str, Query(max_length=80, description="Code of a sector, or `mineral:gallium`")
    ] = "",
    account: Annotated[
        Literal["", "economy", "health", "defense"],
        Query(description="Only the dollars that serve this account at any tier"),
    ] = "",
    seen: Annotated[
        Literal["", "seen", "inferred"], Query(description="What is published, or what is not")
    ] = "",
    min: Annotated[
        float, Query(ge=0, le=1e15, allow_inf_nan=False, description="Smallest cell in dollars")
    ] = 0.0,
) -> explore.Filters:
    """Return the filters of an address."""
    return explore.Filters(
        text=q, kind=kind, place=place, sector=sector, account=account, evidence=seen, least_usd=min
    )


Asked = Annotated[explore.Filters, Depends(filters_of)]


@router.get("/twins/{twin}/explore")
def read_filters(opened: Opened, filters: Asked) -> explore.ExploreView:
    """Return what the filter bar offers, and what is left after it."""
    return explore.explore_view(opened, filters)


@router.get("/twins/{twin}/network")
def read_network(
    opened: Opened,
    filters: Asked,
    level: Annotated[
        str,
        Query(
            max_length=60, pattern=r"^(overview|full|sector:[A-Za-z0-9._-]+)$",
            description="`overview`, `sector:334`, or `full` for every cell",
        ),
    ] = "overview",
    links: Annotated[
        int, Query(ge=10, le=explore.MOST_LINKS, description="Most links of an aggregated view")
    ] = explore.LINKS,
) -> explore.NetworkView:  # fmt: skip
    """Return the network at one level, with places to draw it at and what is not drawn."""
    return explore.network_view(opened, level, filters, links)


@router.get("/twins/{twin}/map")
def read_map(
    opened: Opened,
    filters: Asked,
    measure: Annotated[Measure, Query(description="What the shades say")] = "imports",
) -> explore.MapView:
    """Return where what is left comes from, country by country or by import region."""
    return explore.map_view(opened, measure, filters)


@router.get("/twins/{twin}/cells", responses=tables.FORMS, response_model=ShownTable)
def read_cells(
    opened: Opened,
    filters: Asked,
    request: Request,
    form: tables.Form = None,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> ShownTable | Response:
    """Return the cells left, largest first: a page, or all of them as CSV, JSON or Arrow."""
    if (form or tables.accepted_form(request)) == "page":
        start = place_of(cursor)
        return explore.cells_page(
            opened, filters, start=start, rows=limit, cursor=cursor_at(start + limit)
        )
    return tables.answer(explore.cells_table(opened, filters), request, form, cursor, limit)
