"""Code lists of the input-output accounts, 2017 schema."""

from __future__ import annotations

from functools import cache
from typing import Literal

import pyarrow.parquet as pq

from mainstay.errors import NotFound
from mainstay.model import Classification
from mainstay.sources.embedded import figure

Level = Literal["detail", "summary", "sector", "tiva"]
What = Literal["industry", "commodity", "final", "value_added"]

#: Everyday words for codes that a reader would look for under another name.
_ALIASES = {
    "battery": "335911",
    "batteries": "335911",
    "lithium-ion batteries": "335911",
    "software": "511200",
    "chips": "334413",
    "semiconductors": "334413",
    "drugs": "325412",
    "medicines": "325412",
    "steel": "331110",
    "electricity": "221100",
}


@cache
def bea_codes(level: Level | str, what: What | str) -> Classification:
    """Return a code list of the input-output accounts.

    Parameters
    ----------
    level
        ``detail`` (402 industries), ``summary`` (71), ``sector`` (15), or ``tiva``: the 138
        industries of the import matrices by region.
    what
        ``industry``, ``commodity``, ``final`` (uses) or ``value_added``.

    Raises
    ------
    NotFound
        If there is no such list.

    Examples
    --------
    >>> industries = bea_codes("detail", "industry")
    >>> industries.resolve("Storage battery manufacturing"), industries.resolve("software")
    ('335911', '511200')
    """
    held = figure("bea-codes")
    lists = _lists()
    codes = lists.get((level, what))
    if codes is None:
        known = ", ".join(f"{a}/{b}" for a, b in sorted(lists))
        raise NotFound(f"no code list {level}/{what}", hint=f"known: {known}")
    aliases = {word: code for word, code in _ALIASES.items() if code in codes}
    return Classification(f"{what}.{level}", codes, f"BEA, {held.vintage}", aliases)


@cache
def _lists() -> dict[tuple[str, str], dict[str, str]]:
    table = pq.read_table(figure("bea-codes").path)
    lists: dict[tuple[str, str], dict[str, str]] = {}
    columns = (table[name].to_pylist() for name in ("level", "what", "code", "title"))
    for level, what, code, title in zip(*columns, strict=True):
        lists.setdefault((level, what), {})[code] = title
    return lists
