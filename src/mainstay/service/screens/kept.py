"""Read models that are dear to make, kept in the home by twin and code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pyarrow as pa
from pydantic import TypeAdapter

from mainstay.service.twins import OpenTwin
from mainstay.store import code_digest

T = TypeVar("T")

#: Rooms whose code a read model hangs on.
_ROOMS = ("fusion", "model", "report", "service", "shocks", "twin")

_FORMS: dict[type, TypeAdapter[Any]] = {}


def kept(opened: OpenTwin, key: str, kind: type[T], make: Callable[[], T]) -> T:
    """Return a read model of a twin, made once per twin, key and code.

    Parameters
    ----------
    opened
        The twin that it is made from.
    key
        Name of the read model with everything else that it hangs on.
    kind
        Its class: a dataclass of plain parts.
    make
        Makes it.
    """
    code = code_digest(*(f"mainstay.{room}" for room in _ROOMS))
    form = _form(kind)
    made: list[T] = []

    def compute() -> dict[str, pa.Table]:
        made.append(make())
        return {"screen": pa.table({"json": [form.dump_json(made[0]).decode()]})}

    found = opened.home.cached(f"screen {key} of {opened.id} by {code}", compute)
    return made[0] if made else form.validate_json(found["screen"]["json"][0].as_py())


def _form(kind: type[T]) -> TypeAdapter[T]:
    """Return what writes and reads a class; making it takes longer than using it."""
    if kind not in _FORMS:
        _FORMS[kind] = TypeAdapter(kind)
    return _FORMS[kind]
