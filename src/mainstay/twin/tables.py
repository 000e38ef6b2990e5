"""A net as Arrow tables and back, exactly: for caches, Parquet files and readers of other tools.

A matrix is a table of its stored cells: ``row``, ``column``, ``value``. Everything that is not an
array is in the metadata of the table ``net``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import pyarrow as pa
from scipy import sparse

from mainstay.errors import Problem, SchemaMismatch, SchemaVersion, raise_all
from mainstay.model import Label, Method, PriceBasis
from mainstay.twin.net import (
    FINAL_ACCOUNTS,
    Accounting,
    Activities,
    ActivityKind,
    Net,
    Pools,
    SourceEdges,
    UseTraits,
)

#: Version of this layout.
VERSION = 1

_MATRICES = ("make", "use", "make_quantity", "trade", "use_seen")
_TRAITS = tuple(f.name for f in fields(UseTraits))
_ENUMS = {"kind": ActivityKind, "accounting": Accounting, "method": Method, "label": Label}
_INTEGERS = ("parent", "supplier", "buyer", "pool")
_KEY = b"mainstay_net"


def to_tables(net: Net) -> dict[str, pa.Table]:
    """Return a net as Arrow tables by name.

    The tables are ``net`` (no rows; what it is, in its metadata), ``activities``, ``pools``,
    ``source``, ``final`` and one per matrix that the net has.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> tables = to_tables(toy_net())
    >>> tables["make"].num_rows, from_tables(tables).activities.id[0]
    (4, 'toy:smelting')
    """
    head = {
        "version": VERSION,
        "twin_id": net.twin_id,
        "base_year": net.base_year,
        "price_basis": net.price_basis.value,
        "notes": list(net.notes),
    }
    found = {
        "net": pa.table({}).replace_schema_metadata({_KEY: json.dumps(head).encode()}),
        "activities": _columns(net.activities),
        "pools": _columns(net.pools),
        "source": _columns(net.source),
        "final": pa.table({name: net.final[:, k] for k, name in enumerate(FINAL_ACCOUNTS)}),
    }
    found |= {name: _cells(getattr(net, name)) for name in _MATRICES}
    traits = {name: getattr(net.traits, name) for name in _TRAITS}
    return found | {name: _cells(m) for name, m in traits.items() if m is not None}


def from_tables(tables: Mapping[str, pa.Table]) -> Net:
    """Return the net that :func:`to_tables` gave.

    Raises
    ------
    SchemaMismatch
        If tables or columns are missing, with every one.
    SchemaVersion
        If the layout is of another version.
    """
    head = _head(tables)
    _check(tables)
    n, m = tables["activities"].num_rows, tables["pools"].num_rows
    shapes = {"make": (n, m), "make_quantity": (n, m), "trade": (m, m)}
    matrices: dict[str, Any] = {
        name: _matrix(tables[name], shapes.get(name, (m, n))) for name in _MATRICES
    }
    traits = {name: _matrix(tables[name], (m, n)) for name in _TRAITS if name in tables}
    final = [tables["final"][name].to_numpy() for name in FINAL_ACCOUNTS]
    return Net(
        twin_id=head["twin_id"],
        base_year=head["base_year"],
        price_basis=PriceBasis(head["price_basis"]),
        activities=Activities(**_values(tables["activities"])),
        pools=Pools(**_values(tables["pools"])),
        final=np.column_stack(final).astype(np.float64),
        traits=UseTraits(**traits),
        source=SourceEdges(**_values(tables["source"])),
        notes=tuple(head["notes"]),
        **matrices,
    )


def _head(tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    metadata = (tables["net"].schema.metadata or {}) if "net" in tables else {}
    if _KEY not in metadata:
        raise SchemaMismatch("these tables are no net", hint="write them with to_tables")
    head: dict[str, Any] = json.loads(metadata[_KEY])
    if head.get("version") != VERSION:
        raise SchemaVersion(
            f"a net of layout {head.get('version')}, not {VERSION}", hint="compile the twin again"
        )
    return head


def _check(tables: Mapping[str, pa.Table]) -> None:
    wanted: dict[str, tuple[str, ...]] = {
        "activities": tuple(f.name for f in fields(Activities)),
        "pools": tuple(f.name for f in fields(Pools)),
        "source": tuple(f.name for f in fields(SourceEdges)),
        "final": FINAL_ACCOUNTS,
        **dict.fromkeys(_MATRICES, ("row", "column", "value")),
    }
    problems = []
    for name, columns in wanted.items():
        if name not in tables:
            problems.append(Problem("missing_table", name, "no such table"))
            continue
        have = tables[name].column_names
        problems += [Problem("missing_column", name, f"no column {c}")
                     for c in columns if c not in have]  # fmt: skip
        problems += [Problem("unexpected_column", name, f"column {c}")
                     for c in have if c not in columns]  # fmt: skip
    raise_all(SchemaMismatch, "these tables are no net", problems)


def _columns(part: Activities | Pools | SourceEdges) -> pa.Table:
    values = {f.name: getattr(part, f.name) for f in fields(part)}
    return pa.table({
        name: pa.array([str(v) for v in value], pa.string()) if isinstance(value, tuple)
        else pa.array(value)
        for name, value in values.items()
    })  # fmt: skip


def _values(table: pa.Table) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in table.column_names:
        column = table[name]
        if name in _ENUMS:
            found[name] = tuple(_ENUMS[name](v) for v in column.to_pylist())
        elif pa.types.is_string(column.type):
            found[name] = tuple(column.to_pylist())
        else:
            kind = np.int32 if name in _INTEGERS else np.float64
            found[name] = column.to_numpy().astype(kind)
    return found


def _cells(matrix: sparse.csr_array) -> pa.Table:
    cells = matrix.tocoo()
    return pa.table({
        "row": pa.array(cells.row.astype(np.int32)),
        "column": pa.array(cells.col.astype(np.int32)),
        "value": pa.array(cells.data.astype(np.float64)),
    })  # fmt: skip


def _matrix(table: pa.Table, shape: tuple[int, int]) -> sparse.csr_array:
    index = (table["row"].to_numpy(), table["column"].to_numpy())
    return sparse.csr_array((table["value"].to_numpy().copy(), index), shape=shape)
