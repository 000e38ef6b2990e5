"""What all tables of recovery share: scenarios as members of a batch, rows in a schema's shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Table
from mainstay.model.schema import schema

#: Which members of the batch belong to each scenario.
Members = Mapping[str, Sequence[int]]


def checked(members: Members, size: int) -> dict[str, NDArray[np.intp]]:
    """Return members as arrays.

    Raises
    ------
    InputError
        Naming every scenario without a member, or with one outside of the batch.
    """
    problems = [
        Problem("unknown_member", name, f"members {list(places)} of a batch of {size}",
                "at least one, each from 0")
        for name, places in members.items()
        if not len(places) or min(places) < 0 or max(places) >= size
    ]  # fmt: skip
    raise_all(InputError, "the scenarios do not fit the batch", problems)
    return {name: np.asarray(places, dtype=np.intp) for name, places in members.items()}


def shaped(
    kind: str, rows: Sequence[Mapping[str, object]], title: str, notes: tuple[str, ...] = ()
) -> Table:
    """Return rows as a table of the schema of that name; a cell that a row lacks is empty."""
    data = pa.Table.from_pylist([dict(row) for row in rows], schema=schema(kind).arrow())
    return Table(kind, data, title=title, notes=notes)
