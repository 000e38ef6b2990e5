"""A user's own net of firms: ``firms`` and ``links`` as CSV or Parquet, checked as a whole.

``firms`` has ``id``, ``industry`` and, where known, ``output_usd``, ``final_usd`` and
``value_added_usd``; ``links`` has ``supplier``, ``buyer`` and ``value_usd``, all a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from mainstay.errors import InputError, NotFound, Problem, SchemaMismatch, raise_all
from mainstay.twin.firm_nets.firm_net import FirmNet, sums
from mainstay.twin.net import Floats

#: Faults of one kind that are listed; the others are counted.
LISTED = 20

#: Largest relative gap between output and what is sold that is rounding.
CLOSES = 1e-6

_TEXT = {"firms": ("id", "industry"), "links": ("supplier", "buyer")}
_MONEY = {"firms": ("output_usd", "final_usd", "value_added_usd"), "links": ("value_usd",)}
_NEEDED = {"firms": ("id", "industry"), "links": ("supplier", "buyer", "value_usd")}


def from_links(folder: Path) -> FirmNet:
    """Read a net of firms from a folder with ``firms`` and ``links``, ``.csv`` or ``.parquet``.

    A pair that occurs twice is summed, and trade of a firm with itself left out; notes tell both.
    Where output is known and final sales are not, they are output less what is sold over links.

    Raises
    ------
    NotFound
        If a file is missing.
    SchemaMismatch
        If a column is missing or unknown, or a file cannot be read.
    InputError
        With every fault: firms that occur twice or are unknown, money that is negative or missing,
        firms that sell more than they make.
    """
    firms, links = _table(folder, "firms"), _table(folder, "links")
    return net_of_tables(firms, links)


def net_of_tables(firms: pa.Table, links: pa.Table) -> FirmNet:
    """Return the net of a table of firms and one of links; see :func:`from_links`.

    Examples
    --------
    >>> firms = pa.table({"id": ["a", "b"], "industry": ["1", "2"]})
    >>> net = net_of_tables(firms, pa.table({"supplier": ["a"], "buyer": ["b"], "value_usd": [5]}))
    >>> net.ids, net.value_usd.tolist(), net.synthetic
    (('a', 'b'), [5.0], False)
    """
    problems = [*_columns(firms, "firms"), *_columns(links, "links")]
    raise_all(SchemaMismatch, "the firm net cannot be read", problems)
    ids = pc.cast(firms["id"], pa.string()).combine_chunks()
    problems = _faults_of_firms(firms, ids)
    supplier, buyer = (_places(links, side, ids, problems) for side in _TEXT["links"])
    value = _money(links, "value_usd", problems, "links", positive=True)
    raise_all(InputError, "the firm net does not hold together", problems)
    codes = pc.cast(firms["industry"], pa.string()).to_pylist()
    industries = tuple(sorted(set(codes)))
    place = {code: k for k, code in enumerate(industries)}
    kept = supplier != buyer
    pairs, back = np.unique(buyer[kept] * len(ids) + supplier[kept], return_inverse=True)
    money = sums(back, value[kept], len(pairs))
    sold = sums(pairs % len(ids), money, len(ids))
    names = tuple(ids.to_pylist())
    output, final, notes = _accounts(firms, sold, names)
    return FirmNet(
        industries=industries,
        industry=np.array([place[code] for code in codes], np.int32),
        supplier=(pairs % len(ids)).astype(np.int32),
        buyer=(pairs // len(ids)).astype(np.int32),
        value_usd=money,
        output_usd=output,
        final_usd=final,
        value_added_usd=_known(firms, "value_added_usd"),
        ids=names,
        synthetic=False,
        notes=(*notes, *_summed(int(kept.sum()), len(pairs), int((~kept).sum()))),
    )


def _summed(links: int, pairs: int, own: int) -> tuple[str, ...]:
    found = []
    if links > pairs:
        found.append(f"{links} links between {pairs} pairs of firms: those of a pair are summed")
    if own:
        found.append(f"{own} links of a firm with itself are left out")
    return tuple(found)


def _table(folder: Path, name: str) -> pa.Table:
    for ending in ("parquet", "csv"):
        path = folder / f"{name}.{ending}"
        if not path.is_file():
            continue
        try:
            if ending == "parquet":
                return pq.read_table(path)
            types = {column: pa.string() for column in _TEXT[name]}
            # text as it stands: the id NA is a firm, not a missing value
            return pv.read_csv(
                path,
                convert_options=pv.ConvertOptions(column_types=types, strings_can_be_null=False),
            )
        except (OSError, pa.ArrowException) as error:
            raise SchemaMismatch(f"cannot read {path}: {error}") from error
    raise NotFound(f"no {name}.csv or {name}.parquet in {folder}",
                   hint="a folder with firms.csv and links.csv")  # fmt: skip


def _columns(table: pa.Table, name: str) -> list[Problem]:
    known = (*_TEXT[name], *_MONEY[name])
    listed = ", ".join(known)
    had = table.column_names
    found = [Problem("missing_column", name, f"no column {c!r}", listed)
             for c in _NEEDED[name] if c not in had]  # fmt: skip
    found += [Problem("unknown_column", name, f"column {c!r}", listed)
              for c in had if c not in known]  # fmt: skip
    found += [Problem("duplicate_column", name, f"column {c!r}", "name each once")
              for c in sorted({c for c in had if had.count(c) > 1})]  # fmt: skip
    found += [
        Problem("not_a_number", f"{name}, {c}", f"{table[c].type}", "numbers in US dollars")
        for c in _MONEY[name]
        if had.count(c) == 1 and not _is_number(table[c].type)
    ]
    return found


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_null(kind))


def _faults_of_firms(firms: pa.Table, ids: pa.Array) -> list[Problem]:
    counts = pc.value_counts(ids)
    twice = [str(c["values"]) for c in counts.to_pylist() if c["counts"] > 1]
    problems = _listed("duplicate_firm", "firms", twice, "occurs more than once")
    for column in _TEXT["firms"]:
        text = pc.cast(firms[column], pa.string()).to_pylist()
        empty = [f"row {i + 1}" for i, t in enumerate(text) if t is None or not t.strip()]
        problems += _listed("empty", f"firms, {column}", empty, "is empty")
    for column in _MONEY["firms"]:
        if column in firms.column_names:
            _money(firms, column, problems, "firms", positive=False)
    if not len(ids):
        problems.append(Problem("empty", "firms", "no firm"))
    return problems


def _listed(code: str, where: str, things: Sequence[str], what: str) -> list[Problem]:
    found = [Problem(code, where, f"{thing} {what}") for thing in things[:LISTED]]
    if len(things) > LISTED:
        found.append(Problem(code, where, f"{len(things) - LISTED} more {what}"))
    return found


def _places(
    links: pa.Table, side: str, ids: pa.Array, problems: list[Problem]
) -> NDArray[np.int64]:
    named = pc.cast(links[side], pa.string()).combine_chunks()
    place = pc.index_in(named, value_set=ids)
    unknown = named.filter(pc.is_null(place)).unique().to_pylist()
    problems += _listed("unknown_firm", f"links, {side}", list(map(str, unknown)),
                        "is not in firms")  # fmt: skip
    return np.asarray(pc.fill_null(place, -1).to_numpy(zero_copy_only=False), dtype=np.int64)


def _money(
    table: pa.Table, column: str, problems: list[Problem], where: str, *, positive: bool
) -> Floats:
    values = _floats(table, column)
    unknown = [f"row {i + 1}" for i in np.flatnonzero(~np.isfinite(values))]
    # a column that is wholly empty is not known; value added may be negative
    if not positive and len(unknown) == len(values):
        unknown = []
    problems += _listed("unknown_value", f"{where}, {column}", unknown, "has no number")
    if column != "value_added_usd":
        low = values <= 0 if positive else values < 0
        rows = [f"row {i + 1}" for i in np.flatnonzero(low)]
        word = "is not positive" if positive else "is negative"
        problems += _listed("bad_value", f"{where}, {column}", rows, word)
    return values


def _floats(table: pa.Table, column: str) -> Floats:
    cast = pc.cast(table[column], pa.float64())
    return np.asarray(pc.fill_null(cast, np.nan).to_numpy(), dtype=np.float64)


def _known(firms: pa.Table, column: str) -> Floats | None:
    """Return a column of money, or ``None`` where it is absent or wholly empty."""
    if column not in firms.column_names:
        return None
    values = _floats(firms, column)
    return None if np.isnan(values).all() else values


def _accounts(
    firms: pa.Table, sold: Floats, names: tuple[str, ...]
) -> tuple[Floats | None, Floats | None, tuple[str, ...]]:
    """Return output and final sales, each from the other where one is unknown, and notes."""
    output, final = _known(firms, "output_usd"), _known(firms, "final_usd")
    if output is None and final is None:
        return None, None, ("neither output nor final sales are known: only links are",)
    if output is None:
        assert final is not None
        return sold + final, final, ("output is what is sold over links and to final use",)
    rest = output - sold
    slack = CLOSES * np.maximum(output, 1.0)
    problems = _listed("sells_more_than_output", "firms",
                       [names[i] for i in np.flatnonzero(rest < -slack)],
                       "sells more over links than its output")  # fmt: skip
    if final is None:
        raise_all(InputError, "the firm net does not hold together", problems)
        return output, np.maximum(rest, 0.0), ("final sales are output less sales over links",)
    off = [names[i] for i in np.flatnonzero(np.abs(rest - final) > slack)]
    problems += _listed("unbalanced", "firms", off, "sells other than its output in sum")
    raise_all(InputError, "the firm net does not hold together", problems)
    return output, final, ()
