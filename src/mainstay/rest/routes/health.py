"""Routes of data health: a twin's data, the sources that can be read, the check-up of the home."""

from __future__ import annotations

from fastapi import APIRouter, Request

from mainstay.rest.dependencies import HomePath, Opened
from mainstay.rest.paging import Cursor, Limit
from mainstay.rest.tables import FORMS, Form, answer
from mainstay.service.screens.health import (
    CheckUpView,
    HealthView,
    check_up_view,
    health_view,
    known_sources,
)
from mainstay.service.screens.shapes import ShownTable

router = APIRouter(tags=["health"])


@router.get("/twins/{twin}/health", summary="What a twin's data are worth")
def health(twin: Opened) -> HealthView:
    """Return sources, coverage, conflicts, unknowns and assumptions, each with what to do."""
    return health_view(twin)


@router.get("/check-up", summary="Check every stored byte, the catalog and the installation")
def check_up(home: HomePath) -> CheckUpView:
    """Return what is wrong with the home and what is fine; it takes seconds."""
    return check_up_view(home)


@router.get("/sources", summary="Sources that can be read", responses=FORMS,
            response_model=ShownTable)  # fmt: skip
def sources(
    request: Request, form: Form = None, cursor: Cursor = None, limit: Limit = 100
) -> object:
    """Return every source with its license, and the figures that come with the package."""
    return answer(known_sources(), request, form, cursor, limit)
