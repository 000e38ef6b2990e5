"""Routes of twins: which there are, what one is, and the first screen of it."""

from __future__ import annotations

from fastapi import APIRouter

from mainstay.rest.dependencies import HomePath, Opened
from mainstay.rest.paging import ROWS, Cursor, Limit, Page, page
from mainstay.service.screens.ready import QuestionsView, ready_questions
from mainstay.service.screens.start import start_view
from mainstay.service.screens.start_parts import StartView
from mainstay.service.screens.twin_facts import TwinListed, TwinView, twin_view, twins_of_home

router = APIRouter(tags=["twins"])


@router.get("/twins")
def list_twins(home: HomePath, cursor: Cursor = None, limit: Limit = ROWS) -> Page[TwinListed]:
    """Return the twins of this home, newest first."""
    return page(twins_of_home(home), cursor, limit)


@router.get("/twins/{twin}")
def show_twin(opened: Opened) -> TwinView:
    """Return what a twin is: its identity, its base year, and the size of its net."""
    return twin_view(opened)


@router.get("/twins/{twin}/start")
def start(opened: Opened) -> StartView:
    """Return what the nation hangs on in three accounts, and what is loaded and how fresh.

    The first call on a twin ranks and draws, which takes a minute; later calls read what was kept.
    """
    return start_view(opened)


@router.get("/questions")
def questions() -> QuestionsView:
    """Return the shipped scenarios as ready questions, grouped; put one to a twin by its name."""
    return ready_questions()
