"""Routes of engines, and of every Card: what computes, what is read, what it is checked against."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as PathParameter

from mainstay.rest.paging import ROWS, Cursor, Limit, Page, page
from mainstay.service.screens.methods import (
    CardView,
    MethodsView,
    cards,
    engine_card,
    methods_view,
)

router = APIRouter(tags=["engines"])

EngineName = Annotated[
    str,
    PathParameter(description="Name of an engine", max_length=64, examples=["ario"]),
]


@router.get("/engines")
def list_engines(cursor: Cursor = None, limit: Limit = ROWS) -> Page[CardView]:
    """Return the Card of every engine, by name."""
    return page(cards("engine"), cursor, limit)


@router.get("/engines/{name}")
def show_engine(name: EngineName) -> CardView:
    """Return the Card of an engine; ``parameters_schema`` is JSON Schema, draft 2020-12."""
    return engine_card(name)


@router.get("/methods")
def methods() -> MethodsView:
    """Return every Card, and the known answers that mainstay is held to."""
    return methods_view()
