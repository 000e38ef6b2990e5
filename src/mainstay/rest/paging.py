"""Pages of long lists: a cursor says where the next one starts, and nobody has to count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Query

from mainstay.errors import InputError

T = TypeVar("T")

#: Rows of a page, when not asked for, and at most.
ROWS, MOST_ROWS = 50, 1000

#: What a cursor looks like; one beyond the end gives an empty page.
PATTERN = r"^at[0-9]{1,9}$"

Cursor = Annotated[
    str | None,
    Query(description="`next` of the page before", pattern=PATTERN, examples=[None]),
]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="Rows of a page")]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list: ``total`` items in all; ``next`` is the cursor of the next page."""

    items: tuple[T, ...]
    total: int
    next: str | None


def cursor_at(place: int) -> str:
    """Return the cursor that starts a page at a place.

    >>> place_of(cursor_at(50))
    50
    """
    return f"at{place}"


def place_of(cursor: str | None) -> int:
    """Return the place at which a page starts.

    Raises
    ------
    InputError
        If it is no cursor of ours.
    """
    if not cursor:
        return 0
    if not re.fullmatch(PATTERN, cursor):
        raise InputError("this is no cursor", hint="take `next` of the page before, unchanged")
    return int(cursor[2:])


def page(items: Sequence[T], cursor: str | None, limit: int) -> Page[T]:
    """Return the page of a list that starts at a cursor.

    >>> page("abc", None, 2).items
    ('a', 'b')
    """
    start = place_of(cursor)
    end = start + limit
    following = cursor_at(end) if end < len(items) else None
    return Page(tuple(items[start:end]), len(items), following)
