"""Routes of entities: found by name, shown whole, and who stands around them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query

from mainstay.rest.dependencies import Opened
from mainstay.rest.paging import Cursor, Limit, Page, cursor_at, page, place_of
from mainstay.service.screens.entities import EntityLine, list_entities
from mainstay.service.screens.entity import EntityView, entity_touching, entity_view
from mainstay.service.screens.entity_ids import EntityKind
from mainstay.service.screens.entity_parts.shapes import Direction, Neighborhood
from mainstay.service.screens.entity_parts.touched import Touching
from mainstay.service.screens.neighborhood import neighborhood

router = APIRouter(tags=["entities"])

EntityKey = Annotated[
    str,
    Path(
        description="Id of an entity: its kind, a colon, its code",
        min_length=3,
        max_length=300,
        examples=["mineral:gallium"],
    ),
]


@router.get("/twins/{twin}/entities", summary="Find entities by name or code")
def entities(
    twin: Opened,
    q: Annotated[
        str, Query(max_length=200, description="Code or name, whole, in part or misspelled")
    ] = "",
    kind: Annotated[EntityKind | None, Query(description="Only entities of this kind")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> Page[EntityLine]:
    """Return entities of a twin, the most likely first; all of them without a text."""
    return page(list_entities(twin, q, kind), cursor, limit)


@router.get("/twins/{twin}/entities/{entity}", summary="One entity")
def one(twin: Opened, entity: EntityKey) -> EntityView:
    """Return everything on the page of an entity but its neighborhood and what touches it."""
    return entity_view(twin, entity)


@router.get("/twins/{twin}/entities/{entity}/touching", summary="What acts on an entity")
def touching(twin: Opened, entity: EntityKey) -> Touching:
    """Return the scenarios and stored runs whose shocks act on an entity."""
    return entity_touching(twin, entity)


@router.get("/twins/{twin}/entities/{entity}/neighborhood", summary="Who stands around an entity")
def around(
    twin: Opened,
    entity: EntityKey,
    direction: Annotated[
        Direction, Query(description="Towards suppliers or buyers")
    ] = Direction.UPSTREAM,
    tiers: Annotated[int, Query(ge=1, le=3, description="Steps that are told apart")] = 2,
    limit: Annotated[int, Query(ge=1, le=100, description="Nodes of each step on a page")] = 12,
    cursor: Cursor = None,
) -> Neighborhood:
    """Return a page of a neighborhood; its sums are the same on every page."""
    found = neighborhood(twin, entity, direction, tiers=tiers, start=place_of(cursor), limit=limit)
    return found if found.next is None else replace(found, next=cursor_at(int(found.next)))
