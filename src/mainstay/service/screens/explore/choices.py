"""What the filter bar offers, and what is left after it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from urllib.parse import urlencode

import numpy as np

from mainstay.report.quantity import Unit, written
from mainstay.service.screens.explore.cells import KINDS, CellKind
from mainstay.service.screens.explore.filters import (
    Chosen,
    Filters,
    choose,
    kinds_left,
    values,
)
from mainstay.service.screens.explore.ground import HOME_COUNTRY, Ground, ground_of
from mainstay.service.screens.shapes import Command
from mainstay.service.twins import OpenTwin
from mainstay.twin.coefficients import UNALLOCATED
from mainstay.twin.exposure import ACCOUNTS

#: Names of the filters in an address.
ADDRESS = {
    "text": "q", "kind": "kind", "place": "place", "sector": "sector", "account": "account",
    "evidence": "seen", "least_usd": "min",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen: what is written in the address, words, and its group."""

    value: str
    words: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class KindLeft:
    """A kind of cell: how many are left of how many, their sum in words, the part of it seen."""

    kind: str
    words: str
    left: int
    of: int
    value_usd: float | None
    text: str
    seen_share: float | None


@dataclass(frozen=True, slots=True)
class ExploreView:
    """The filter bar: what it offers, what is left, and how to get the same elsewhere."""

    kinds: tuple[Choice, ...]
    places: tuple[Choice, ...]
    sectors: tuple[Choice, ...]
    accounts: tuple[Choice, ...]
    left: tuple[KindLeft, ...]
    cells_left: int
    cells: int
    notes: tuple[str, ...]
    command: Command


def explore_view(opened: OpenTwin, filters: Filters | None = None) -> ExploreView:
    """Return the filter bar of a twin.

    Raises
    ------
    InputError
        If the filters do not fit the twin.
    """
    asked = filters or Filters()
    ground = ground_of(opened)
    chosen = choose(ground, asked)
    return ExploreView(
        kinds=tuple(Choice(k.value, k.words) for k in KINDS if ground.cells.of_kind(k).any()),
        places=_places(ground), sectors=_sectors(ground),
        accounts=tuple(Choice(a, a) for a in ACCOUNTS), left=_left(ground, chosen),
        cells_left=len(chosen.rows), cells=len(ground.cells), notes=chosen.notes,
        command=_command(opened, asked),
    )  # fmt: skip


def _places(ground: Ground) -> tuple[Choice, ...]:
    regions = [
        Choice(
            f"region:{r}",
            "unknown origin" if r == UNALLOCATED else f"{r} ({_size(ground, r)})",
            "Import regions",
        )
        for r in ground.regions
    ]
    codes = [c for c in ground.countries if len(c) == 3 and c.isupper()]
    named = sorted({*codes, HOME_COUNTRY}, key=lambda c: ground.countries.get(c, c))
    countries = [
        Choice(f"country:{c}", ground.countries.get(c, c), "Countries that make minerals")
        for c in named
    ]
    return (*regions, *countries)


def _size(ground: Ground, region: str) -> str:
    members = len(ground.frame.members(region))
    return "one country" if members == 1 else f"group of {members} countries"


def _sectors(ground: Ground) -> tuple[Choice, ...]:
    codes = sorted({s for s in ground.node_sectors if s}, key=ground.sector_name)
    sectors = [Choice(code, ground.sector_name(code), "Sectors") for code in codes]
    minerals = [Choice(f"mineral:{m}", name, "Minerals") for m, name in ground.minerals.items()]
    return (*sectors, *sorted(minerals, key=lambda c: c.words))


def _left(ground: Ground, chosen: Chosen) -> tuple[KindLeft, ...]:
    value = values(ground, chosen)
    seen, kind = ground.cells.seen[chosen.rows], ground.cells.kind[chosen.rows]
    found = []
    for key, left, of in kinds_left(ground, chosen):
        mine = kind == KINDS.index(key)
        known = np.isfinite(value[mine])
        # dollars of end uses are parts of purchases at other prices: no sum of them is shown
        total = float(value[mine][known].sum()) if known.any() and key is not CellKind.END_USE \
            else None  # fmt: skip
        published = float((value[mine] * seen[mine])[known].sum())
        found.append(
            KindLeft(
                key.value,
                key.words,
                left,
                of,
                total,
                "" if total is None else written(total, Unit.USD),
                published / total if total else None,
            )
        )
    return tuple(found)


def _command(opened: OpenTwin, asked: Filters) -> Command:
    given = {
        f.name: getattr(asked, f.name)
        for f in fields(Filters)
        if getattr(asked, f.name) != f.default
    }
    name = opened.name or opened.id[:12]
    query = urlencode([(ADDRESS[key], value) for key, value in sorted(given.items())])
    words = ", ".join(f"{key}={json.dumps(value)}" for key, value in given.items())
    address = f"http://127.0.0.1:8000/api/v1/twins/{name}/cells?{query}{'&' if query else ''}"
    return Command(
        cli=f"curl -o cells.csv '{address}format=csv'",
        python="from mainstay.service import open_twin\n"
        "from mainstay.service.screens.explore import Filters, cells_table\n\n"
        f"twin = open_twin(None, {json.dumps(name)})\n"
        f"cells_table(twin, Filters({words})).to_pandas()",
    )  # fmt: skip
