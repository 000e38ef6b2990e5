"""Give a net to others: a folder of CSV files, or the objects of pymrio.

::

    U  use, pool x activity      V  make, activity x pool      q  made into each pool
    B = U diag(1/x)              D = V diag(1/q)               Z = D U    Y = D F    x = V 1

pymrio wants one industry-by-industry table. ``Z = D U`` is derived under the industry-technology
assumption: whoever makes into a pool meets each of its users in proportion. What activities without
accounts of their own make, such as regions abroad, is no part of ``Z``: it stands in the extension
``imports``, by the activity that uses it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from pyarrow import csv
from scipy import sparse

from mainstay.errors import InputError, MissingExtra, Problem, UnknownValue, raise_all
from mainstay.twin.net import FINAL_ACCOUNTS, Floats, Net
from mainstay.twin.tables import to_tables

if TYPE_CHECKING:
    import pymrio

_README = """A net of {n} activities and {m} pools, exported by mainstay.

twin        {twin}
base year   {year}
prices      {basis}
money       US dollars of {year}; an empty cell is unknown, not zero

activities.csv  one line per activity; `parent` is the id of the activity it was carved out of
pools.csv       one line per pool; `unit` is that of its quantities
make.csv        what an activity makes into a pool: value_usd, and quantity in the pool's unit
use.csv         what an activity uses from a pool: value_usd, and the part that is a published or
                reported number; the rest is inferred
final.csv       final use of each pool, by account, US dollars
trade.csv       from pool to pool, in the unit of the receiving pool
source.csv      known deliveries from activity to activity, a part of make and of use

In every pool, make less use less final use is `residual_usd`.
{notes}"""


def to_csv(net: Net, folder: str | Path) -> tuple[Path, ...]:
    """Write a net as CSV files with a README, and return their paths.

    Raises
    ------
    InputError
        If the folder holds anything else already.
    """
    target = Path(folder)
    files = _files(net)
    wanted = {*(f"{name}.csv" for name in files), "README.txt"}
    if target.exists() and not target.is_dir():
        raise InputError(f"{target.name} is not a folder", hint="name a new folder")
    others = (
        sorted(p.name for p in target.iterdir() if p.name not in wanted) if target.exists() else []
    )
    if others:
        raise InputError(f"the folder {target.name} is not empty: {others[0]}",
                         hint="name a new folder")  # fmt: skip
    target.mkdir(parents=True, exist_ok=True)
    for name, table in files.items():
        csv.write_csv(table, target / f"{name}.csv")
    notes = "\n".join(f"note: {note}" for note in net.notes)
    (target / "README.txt").write_text(
        _README.format(
            n=len(net.activities), m=len(net.pools), twin=net.twin_id, year=net.base_year,
            basis=f"{net.price_basis} prices", notes=notes,
        ),
        "utf-8",
    )  # fmt: skip
    return tuple(target / name for name in sorted(wanted))


def industry_table(net: Net) -> tuple[tuple[str, ...], Floats, Floats, Floats]:
    """Return ids, ``Z``, ``Y`` and imports of the activities that have accounts and output.

    Returns
    -------
    ids
        Of the ``k`` activities.
    Z
        ``(k, k)`` dollars from row to column.
    Y
        ``(k, 7)`` dollars by :data:`~mainstay.twin.net.FINAL_ACCOUNTS`. Output is the sum of both
        by row where no pool has a residual and nobody without accounts uses from one.
    imports
        ``(k + 7,)`` dollars that each activity and final account takes from outside.

    Raises
    ------
    UnknownValue
        If a flow is unknown, naming the activities.
    """
    made = net.made_usd
    output = np.asarray(net.make.sum(axis=1), dtype=np.float64).ravel()
    inputs = np.asarray(net.use.sum(axis=0), dtype=np.float64).ravel()
    unknown = np.flatnonzero(~np.isfinite(output + inputs))
    raise_all(UnknownValue, "the net has unknown flows", [
        Problem("unknown_value", net.activities.id[i], "an unknown make or use") for i in unknown
    ])  # fmt: skip
    kept = np.flatnonzero(net.full & (output != 0))
    per_pool = np.divide(1.0, made, out=np.zeros_like(made), where=made != 0)
    shares = sparse.csr_array(net.make @ sparse.diags_array(per_pool))[kept]
    use = sparse.csr_array(net.use)[:, kept]
    flows = np.asarray((shares @ use).toarray(), dtype=np.float64)
    final = np.asarray(shares @ net.final, dtype=np.float64)
    outside = 1.0 - np.asarray(shares.sum(axis=0), dtype=np.float64).ravel()
    imports = np.r_[np.asarray(use.T @ outside).ravel(), outside @ net.final]
    ids = tuple(net.activities.id[i] for i in kept)
    return ids, flows, final, np.asarray(imports, dtype=np.float64)


def to_pymrio(net: Net) -> pymrio.IOSystem:
    """Return the derived industry-by-industry table as an ``IOSystem`` of pymrio.

    The system holds ``Z``, ``Y``, output ``x`` and the extension ``factors`` with value added,
    labor compensation and imports; call its ``calc_all()`` for the rest. Regions and sectors are
    region and id of the activities. Demand that neither an activity nor a final account explains
    (the pools' stored residual, use by activities without accounts) stands in a column of ``Y``
    named ``other``, so that ``x`` is the sum of ``Z`` and ``Y`` by row.

    Raises
    ------
    MissingExtra
        If pymrio is not installed.
    UnknownValue
        If a flow is unknown.
    """
    try:
        import pandas as pd
        import pymrio as package
    except ImportError as error:
        raise MissingExtra("pymrio is not installed", hint="pip install pymrio") from error
    ids, flows, final, imports = industry_table(net)
    place = [net.activity_index[key] for key in ids]
    a = net.activities
    output = np.asarray(net.make.sum(axis=1), dtype=np.float64).ravel()[place]
    other = output - flows.sum(axis=1) - final.sum(axis=1)
    rows = pd.MultiIndex.from_arrays([[a.region[i] for i in place], list(ids)],
                                     names=["region", "sector"])  # fmt: skip
    home = a.region[place[0]] if place else ""
    accounts = [*FINAL_ACCOUNTS, "other"]
    columns = pd.MultiIndex.from_arrays([[home] * len(accounts), accounts],
                                        names=["region", "category"])  # fmt: skip
    names = ["value added", "labor compensation", "imports"]
    stressors = pd.Index(names, name="stressor")
    factors = np.vstack([a.value_added_usd[place], a.compensation_usd[place], imports[: len(ids)]])
    by_final = np.zeros((3, len(accounts)))
    by_final[2, :-1] = imports[len(ids) :]
    extension: Any = package.Extension(
        name="factors",
        F=pd.DataFrame(factors, index=stressors, columns=rows),
        F_Y=pd.DataFrame(by_final, index=stressors, columns=columns),
        unit=pd.DataFrame({"unit": ["USD"] * 3}, index=stressors),
    )
    system: pymrio.IOSystem = package.IOSystem(
        Z=pd.DataFrame(flows, index=rows, columns=rows),
        Y=pd.DataFrame(np.column_stack([final, other]), index=rows, columns=columns),
        x=pd.DataFrame({"indout": output}, index=rows),
        unit=pd.DataFrame({"unit": ["USD"] * len(ids)}, index=rows),
        name=f"mainstay twin {net.twin_id}",
    )
    system.factors = extension
    return system


def _files(net: Net) -> dict[str, pa.Table]:
    tables = to_tables(net)
    a, p = np.array(net.activities.id), np.array(net.pools.id)
    parent = [net.activities.id[i] if i >= 0 else None for i in net.activities.parent]
    activities = tables["activities"]
    where = activities.column_names.index("parent")
    source = tables["source"]
    for name, ids in (("supplier", a), ("buyer", a), ("pool", p)):
        place = source.column_names.index(name)
        source = source.set_column(
            place, name, pa.array(ids[source[name].to_numpy()].tolist(), pa.string())
        )
    return {
        "activities": _blank(activities.set_column(where, "parent", pa.array(parent, pa.string()))),
        "pools": _blank(tables["pools"]),
        "make": _pairs(net.make, net.make_quantity, ("activity", a), ("pool", p), "quantity"),
        "use": _pairs(net.use, net.use_seen, ("pool", p), ("activity", a), "seen_usd"),
        "final": _blank(pa.table({"pool": pa.array(net.pools.id)} | {
            f"{name}_usd": tables["final"][name] for name in FINAL_ACCOUNTS
        })),
        "trade": _pairs(net.trade, None, ("from_pool", p), ("to_pool", p), ""),
        "source": _blank(source),
    }  # fmt: skip


def _pairs(
    matrix: sparse.csr_array,
    second: sparse.csr_array | None,
    rows: tuple[str, np.ndarray[Any, Any]],
    columns: tuple[str, np.ndarray[Any, Any]],
    name: str,
) -> pa.Table:
    """Return the cells that either matrix holds, by the ids of row and column."""
    mark = matrix.copy() if second is None else sparse.csr_array(abs(matrix) + abs(second))
    cells = mark.tocoo()
    table = {
        rows[0]: pa.array(rows[1][cells.row].tolist(), pa.string()),
        columns[0]: pa.array(columns[1][cells.col].tolist(), pa.string()),
        "amount" if second is None else "value_usd": _at(matrix, cells),
    }
    if second is not None:
        other = np.asarray(_at(second, cells), dtype=np.float64)
        # no quantity is unknown, nothing seen is nothing
        table[name] = pa.array(np.where((other == 0.0) & (name == "quantity"), np.nan, other))
    return _blank(pa.table(table))


def _at(matrix: sparse.csr_array, cells: sparse.coo_array) -> pa.Array:
    if not len(cells.data):
        return pa.array([], pa.float64())
    return pa.array(np.asarray(matrix[cells.row, cells.col], dtype=np.float64).ravel())


def _blank(table: pa.Table) -> pa.Table:
    """Return the table with unknown numbers as empty cells."""
    for k, name in enumerate(table.column_names):
        if pa.types.is_floating(table[name].type):
            values = table[name].to_numpy()
            table = table.set_column(k, name, pa.array(values, from_pandas=True))
    return table
