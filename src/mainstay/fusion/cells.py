"""Accounts as one vector of signed cells, so that every identity is a sum of cells.

::

    made             -V^T  (c, i)     counted negative
    domestic use      U - import_use          import use       import_use
    domestic final    Y - import_final        import final     import_final
    value added       W  (v, i)

Then, with targets on the right::

    domestic account of c     made + domestic use + domestic final  =  0
    import account of c       import use + import final             =  0
    inputs of i               domestic use + import use + W         =  output of i
    products of i             made                                  =  -output of i

Splitting use into two cells keeps imports at or below use wherever they are so in the prior: no
cell changes its sign when it is scaled.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mainstay.fusion.accounts import Flags, Floats, SupplyUse
from mainstay.fusion.balance import Groups, Margin
from mainstay.fusion.links import Indices, Links

#: The parts of the vector, in order.
PARTS = ("made", "domestic_use", "import_use", "domestic_final", "import_final", "value_added")

Cells = dict[str, Floats]


def cells_of(accounts: SupplyUse) -> Cells:
    """Return the signed cells of the accounts by part."""
    return {
        "made": -accounts.make.T,
        "domestic_use": accounts.use - accounts.import_use,
        "import_use": accounts.import_use.copy(),
        "domestic_final": accounts.final - accounts.import_final,
        "import_final": accounts.import_final.copy(),
        "value_added": accounts.value_added.copy(),
    }


def accounts_of(cells: Cells, like: SupplyUse, **changes: object) -> SupplyUse:
    """Return accounts with these cells and everything else of ``like``, but for ``changes``."""
    given: dict[str, object] = {name: getattr(like, name) for name in like.__dataclass_fields__}
    given |= {
        # adding zero turns negative zero into zero
        "make": -cells["made"].T + 0.0,
        "use": cells["domestic_use"] + cells["import_use"],
        "final": cells["domestic_final"] + cells["import_final"],
        "value_added": cells["value_added"].copy(),
        "import_use": cells["import_use"].copy(),
        "import_final": cells["import_final"].copy(),
    }
    return SupplyUse(**(given | changes))  # type: ignore[arg-type]


def flatten(cells: Cells) -> Floats:
    """Return the cells as one vector."""
    return np.concatenate([cells[part].ravel() for part in PARTS])


def unflatten(vector: Floats, like: Cells) -> Cells:
    """Return a vector as parts of the shapes of ``like``."""
    made: Cells = {}
    start = 0
    for part in PARTS:
        size = like[part].size
        made[part] = vector[start : start + size].reshape(like[part].shape)
        start += size
    return made


def _grouped(cells: Cells, group: Callable[[str, Groups, Groups], Groups]) -> Groups:
    parts = []
    for part in PARTS:
        height, width = cells[part].shape
        rows = np.repeat(np.arange(height, dtype=np.int64), width)
        columns = np.tile(np.arange(width, dtype=np.int64), height)
        parts.append(group(part, rows, columns))
    return np.concatenate(parts)


def commodity_margin(accounts: SupplyUse, cells: Cells) -> Margin:
    """Return the domestic and the import account of each commodity, both with target zero."""
    count = len(accounts.commodities)
    offset = {"made": 0, "domestic_use": 0, "domestic_final": 0}
    offset |= {"import_use": count, "import_final": count}

    def group(part: str, rows: Groups, _: Groups) -> Groups:
        return rows + offset[part] if part in offset else np.full_like(rows, -1)

    labels = (*accounts.commodities, *(f"imports of {code}" for code in accounts.commodities))
    return Margin("commodity", _grouped(cells, group), np.zeros(2 * count), labels)


def industry_margin(accounts: SupplyUse, cells: Cells, output: Floats) -> Margin:
    """Return the inputs and the products of each industry, with its output as target."""
    count = len(accounts.industries)
    offset = {"domestic_use": 0, "import_use": 0, "value_added": 0, "made": count}

    def group(part: str, _: Groups, columns: Groups) -> Groups:
        return columns + offset[part] if part in offset else np.full_like(columns, -1)

    labels = (
        *(f"inputs of {code}" for code in accounts.industries),
        *(f"products of {code}" for code in accounts.industries),
    )
    return Margin("industry", _grouped(cells, group), np.concatenate([output, -output]), labels)


def axes_of(part: str, links: Links) -> tuple[Indices, Indices]:
    """Return the summary positions of the rows and columns of a part."""
    rows = links.value_added if part == "value_added" else links.commodity
    columns = links.final if part.endswith("final") else links.industry
    return rows, columns


def block_margin(summary: SupplyUse, controls: Cells, cells: Cells, links: Links) -> Margin:
    """Return the cells of the summary accounts as blocks of detail cells."""
    start = dict(zip(PARTS, np.cumsum([0, *(controls[p].size for p in PARTS)]), strict=False))

    def group(part: str, rows: Groups, columns: Groups) -> Groups:
        row_of, column_of = axes_of(part, links)
        width = controls[part].shape[1]
        return np.asarray(start[part] + row_of[rows] * width + column_of[columns], dtype=np.int64)

    labels = []
    for part in PARTS:
        row_codes = summary.value_added_codes if part == "value_added" else summary.commodities
        column_codes = summary.finals if part.endswith("final") else summary.industries
        labels += [f"{part} {a} x {b}" for a in row_codes for b in column_codes]
    return Margin("block", _grouped(cells, group), flatten(controls), tuple(labels))


def single_cell(part: str, links: Links) -> Flags:
    """Return which detail cells of a part are alone in their summary block."""
    rows, columns = axes_of(part, links)
    alone_row = np.bincount(rows)[rows] == 1
    alone_column = np.bincount(columns)[columns] == 1
    return np.asarray(alone_row[:, None] & alone_column[None, :], dtype=np.bool_)
