"""Read models that are dear to make, kept in the home by twin and code."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from threading import Lock
from typing import Any, TypeVar

import pyarrow as pa
from pydantic import TypeAdapter

from mainstay.errors import IdentityError
from mainstay.service.twins import OpenTwin
from mainstay.store import Home, code_digest

T = TypeVar("T")

#: Read models that a home keeps, and after how many new ones those too many are removed.
MOST, BETWEEN = 2_000, 100

#: Begins the key of each.
_PREFIX = "screen "

#: Rooms whose code a read model hangs on.
_ROOMS = ("fusion", "model", "report", "service", "shocks", "twin")

_FORMS: dict[type, TypeAdapter[Any]] = {}

#: What is being made: key -> its lock, and how many hold it or wait for it.
_MAKING: dict[tuple[object, str], tuple[Lock, int]] = {}
_LOCK = Lock()
_MADE = count(1)

_log = logging.getLogger(__name__)


def kept(opened: OpenTwin, key: str, kind: type[T], make: Callable[[], T]) -> T:
    """Return a read model of a twin, made once per twin, key and code.

    Whoever asks for one that is being made waits for it. One that cannot be kept, because the disk
    is full or the home may only be read, is returned all the same.

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

    name = f"{_PREFIX}{key} of {opened.id} by {code}"
    with _alone(opened.home, name):
        try:
            found = opened.home.cached(name, compute)
        except (IdentityError, OSError) as error:
            if not made:
                raise
            _log.warning("a screen could not be kept: %s", error)
            return made[0]
    if not made:
        return form.validate_json(found["screen"]["json"][0].as_py())
    if next(_MADE) % BETWEEN == 0:
        # a busy home is trimmed another time
        with suppress(IdentityError, OSError):
            opened.home.trim_cached(_PREFIX, MOST)
    return made[0]


@contextmanager
def _alone(home: Home, name: str) -> Iterator[None]:
    """Let one thread at a time make or read a read model."""
    key = (home.catalog.folders.root, name)
    with _LOCK:
        lock, users = _MAKING.get(key, (Lock(), 0))
        _MAKING[key] = (lock, users + 1)
    try:
        with lock:
            yield
    finally:
        with _LOCK:
            users = _MAKING[key][1] - 1
            if users:
                _MAKING[key] = (lock, users)
            else:
                del _MAKING[key]


def _form(kind: type[T]) -> TypeAdapter[T]:
    """Return what writes and reads a class; making it takes longer than using it."""
    if kind not in _FORMS:
        _FORMS[kind] = TypeAdapter(kind)
    return _FORMS[kind]
