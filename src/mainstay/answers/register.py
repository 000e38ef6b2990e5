"""The register of known answers: what others say is right, and what mainstay gets.

Every module of this room with a function ``answers(data)`` adds to it. ``data`` is the folder of
reference data, or ``None`` where it is absent: an answer that needs it then says so and is neither
passed nor missed.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np

from mainstay.errors import NotFound
from mainstay.model import Table
from mainstay.twin.net import Floats


class Kind(StrEnum):
    """Where an expected value comes from."""

    PUBLISHED = "published"
    """Printed in a book, a paper or an official table."""
    PEER = "peer"
    """Computed by another program, named with its version."""
    DERIVED = "derived"
    """Follows by the proof that stands in the file."""
    OBSERVED = "observed"
    """What the world did: the miss is shown and does not fail."""
    REGRESSION = "regression"
    """What an earlier version gave; guards against change, proves nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One known answer.

    Parameters
    ----------
    id
        Unique, ``<area>.<what>``.
    area
        Method it belongs to; the name of its module.
    kind
        Where ``expected`` comes from.
    source
        Citation with locator, or ``proof: <where>``.
    expected, got
        Numbers or text; lists are compared element by element.
    tolerance
        Largest absolute difference; ``0`` for text.
    reason
        Why the tolerance is what it is; where ``passed`` is ``None``, why it was not run.
    passed
        ``None`` where it was not run here.
    """

    id: str
    area: str
    kind: Kind
    source: str
    expected: object
    got: object
    tolerance: float
    reason: str
    passed: bool | None

    def as_row(self) -> dict[str, object]:
        """Return the answer as plain data."""
        return {**asdict(self), "kind": str(self.kind)}


def answer(
    key: str,
    kind: Kind,
    source: str,
    *,
    expected: object,
    got: object,
    tolerance: float = 0.0,
    reason: str = "exact",
) -> Answer:
    """Compare and return the answer; ``observed`` ones always pass.

    Examples
    --------
    >>> answer("demo.sum", Kind.DERIVED, "proof: 1 + 1", expected=2.0, got=1 + 1).passed
    True
    """
    return Answer(
        id=key,
        area=key.partition(".")[0],
        kind=kind,
        source=source,
        expected=_plain(expected),
        got=_plain(got),
        tolerance=tolerance,
        reason=reason,
        passed=kind is Kind.OBSERVED or _agree(expected, got, tolerance),
    )


def absent(key: str, kind: Kind, source: str, *, expected: object, needs: str) -> Answer:
    """Return an answer that cannot be checked here."""
    return Answer(key, key.partition(".")[0], kind, source, _plain(expected), None, 0.0,
                  f"not run here: needs {needs}", None)  # fmt: skip


def run(area: str | None = None, data: Path | None = None) -> list[Answer]:
    """Compute every answer, or those of one area.

    Parameters
    ----------
    area
        Name of an area, see :func:`areas`.
    data
        Folder of reference data, if there is one.

    Raises
    ------
    NotFound
        If there is no such area.
    """
    known = areas()
    if area is not None and area not in known:
        raise NotFound(f"no area {area!r}", hint="known: " + ", ".join(known))
    return [one for name in known if area in (None, name) for one in _answers(name, data)]


@cache
def areas() -> tuple[str, ...]:
    """Return the names of the areas, sorted."""
    package = import_module("mainstay.answers")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found = [n for n in names if hasattr(import_module(f"mainstay.answers.{n}"), "answers")]
    return tuple(sorted(found))


def as_table(found: Sequence[Answer]) -> Table:
    """Return answers as a table; expected and got are text there."""
    rows = [
        {**one.as_row(), "expected": _text(one.expected), "got": _text(one.got)} for one in found
    ]
    return Table.of("answers", rows, title="Known answers and what mainstay gets")


def _answers(area: str, data: Path | None) -> Iterator[Answer]:
    yield from import_module(f"mainstay.answers.{area}").answers(data)


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value.item() if isinstance(value, np.generic) else value


def _numbers(value: object) -> Floats | None:
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        return None


def _agree(expected: object, got: object, tolerance: float) -> bool:
    left, right = _numbers(expected), _numbers(got)
    if left is None or right is None:
        return expected == got
    return left.shape == right.shape and bool(np.all(np.abs(left - right) <= tolerance))


def _text(value: object) -> str:
    numbers = _numbers(value) if value is not None else None
    if numbers is None or isinstance(value, str):
        return "" if value is None else str(value)
    flat = [f"{v:.6g}" for v in numbers.ravel()]
    return ", ".join(flat) if len(flat) <= 9 else ", ".join(flat[:9]) + ", …"
