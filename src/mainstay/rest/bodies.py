"""Plain data in a body: a scenario as fields, before anything of it is known to hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

from mainstay.service.scenario_files import TEXT_LENGTH

#: How deep plain data may be nested; a scenario needs four.
DEEPEST = 16

T = TypeVar("T")


def readable(plain: T) -> T:
    """Refuse what nobody could write down again: it would fail further on, or be kept many times.

    Raises
    ------
    ValueError
        If it is nested too deeply, too long, or no text of Unicode.

    Examples
    --------
    >>> readable({"title": "a"})
    {'title': 'a'}
    """
    level: list[object] = [plain]
    for _ in range(DEEPEST):
        level = [part for value in level for part in _inside(value)]
    if level:
        raise ValueError("it is nested too deeply: a scenario is flat")
    try:
        size = len(json.dumps(plain, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        raise ValueError("it holds half of a character") from None
    if size > TEXT_LENGTH:
        raise ValueError(f"a scenario of more than {TEXT_LENGTH:,} characters")
    return plain


def _inside(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []
