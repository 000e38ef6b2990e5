"""Routes of tiers: what to look at first, and one thing tier by tier."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from mainstay.rest.dependencies import Opened
from mainstay.service.screens.tiers import (
    DEPTHS,
    TOPS,
    ReadyTiersView,
    TiersAsked,
    TiersView,
    ready_tiers,
    tiers_view,
)

router = APIRouter(tags=["tiers"])


@router.get("/twins/{twin}/tiers", summary="Things whose tiers are worth a first look")
def ready(twin: Opened) -> ReadyTiersView:
    """Return products, materials and accounts to begin with."""
    return ready_tiers(twin)


@router.get("/twins/{twin}/tiers/{entity}", summary="A thing tier by tier")
def tiers(
    twin: Opened,
    entity: Annotated[
        str,
        Path(
            description="Id of an entity, or `account:` with economy, health or defense",
            min_length=3,
            max_length=300,
            examples=["commodity:335911"],
        ),
    ],
    direction: Annotated[
        Literal["up", "down"], Query(description="To its inputs or to its uses")
    ] = "up",
    depth: Annotated[int, Query(ge=DEPTHS[0], le=DEPTHS[1], description="Last tier")] = 3,
    top: Annotated[int, Query(ge=TOPS[0], le=TOPS[1], description="Bars of a tier by name")] = 7,
    account: Annotated[
        Literal["all", "economy", "health", "defense"],
        Query(description="Whose direct purchases of it are followed"),
    ] = "all",
    by: Annotated[
        Literal["region", "product"],
        Query(description="Imports: a bar for each region, or for each product of a region"),
    ] = "region",
) -> TiersView:
    """Return tiers that each add up to the same dollars, drawn and in numbers."""
    asked = TiersAsked(direction=direction, depth=depth, top=top, account=account, by=by)
    return tiers_view(twin, entity, asked)
