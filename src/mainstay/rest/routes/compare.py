"""Routes of compare: two to four runs on the same scales."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import StringConstraints

from mainstay.rest.dependencies import Twins
from mainstay.service.screens.compare.shapes import CompareView
from mainstay.service.screens.compare.view import FEWEST, MOST, compare_view

router = APIRouter(tags=["compare"])

RunId = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern="^[0-9a-f]+$")]


@router.get("/compare")
def compare(
    twins: Twins,
    run: Annotated[
        list[RunId],
        Query(description="Ids of two to four runs, or their first characters",
              min_length=FEWEST, max_length=MOST, json_schema_extra={"uniqueItems": True},
              examples=[["1fb32bfa", "c0a8547b"]]),
    ],
) -> CompareView:  # fmt: skip
    """Return two to four runs side by side: accounts, curves, places, industries, questions."""
    return compare_view(twins, run)
