"""Routes of problems: what each kind means. The ``type`` of a problem leads here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from mainstay.errors import NotFound
from mainstay.rest.problems import ProblemKind, kinds

router = APIRouter(tags=["problems"])


@router.get("/problems", summary="Every kind of problem")
def list_problems() -> tuple[ProblemKind, ...]:
    """Return every kind of problem with the status that it comes with."""
    return kinds()


@router.get("/problems/{code}", summary="What a problem means")
def show_problem(
    code: Annotated[
        str,
        Path(pattern="^[a-z_]{1,40}$", description="`code` of a problem", examples=["not_found"]),
    ],
) -> ProblemKind:
    """Return one kind of problem; the `type` of every problem is this address."""
    found = {kind.code: kind for kind in kinds()}.get(code)
    if found is None:
        raise NotFound(f"no problem is called {code}", hint="/api/v1/problems has all of them")
    return found
