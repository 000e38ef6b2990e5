"""Claims of one table edition to supply-use accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError, Problem, raise_all
from mainstay.fusion.accounts import MATRICES, Floats, SupplyUse
from mainstay.model import PriceBasis, factor

#: Claim kind to matrix, and whether the claim's subject is the matrix's row.
KINDS: Mapping[str, tuple[str, bool]] = {
    "make": ("make", True),
    "use": ("use", False),
    "final_use": ("final", False),
    "value_added": ("value_added", False),
    "import_use": ("import_use", False),
    "import_final": ("import_final", False),
}

#: Scheme of the keys along each axis; the level follows after a dot.
SCHEMES: Mapping[str, str] = {
    "industries": "industry",
    "commodities": "commodity",
    "finals": "final",
    "value_added_codes": "value_added",
}


@dataclass(frozen=True)
class _Cells:
    rows: list[str]
    columns: list[str]
    values: Floats


def from_claims(table: pa.Table, level: str, year: int) -> SupplyUse:
    """Return the accounts that the claims of one level and year make.

    Parameters
    ----------
    table
        Claims; kinds other than :data:`KINDS` and ``code_name`` are ignored, as are other levels
        and years. A cell without a claim is a published zero.
    level
        ``detail`` or ``summary``.
    year
        The claims must hold for its last day.

    Raises
    ------
    InputError
        If a kind is missing, a value unknown, two claims disagree about one cell, or tables before
        and after redefinitions or of several price bases are mixed; every problem is listed.
    """
    chosen = _choose(table, level, year)
    problems: list[Problem] = []
    cells = {name: _cells(chosen, kind, level, problems) for kind, (name, _) in KINDS.items()}
    sources = sorted(set(chosen["source"].to_pylist()))
    redefinitions = {"after" if source.endswith("-after") else "before" for source in sources}
    bases = sorted(set(chosen["basis"].to_pylist()))
    if len(redefinitions) > 1:
        what = f"both before and after redefinitions: {', '.join(sources)}"
        problems.append(Problem("mixed_redefinitions", "source", what, "choose one source"))
    if len(bases) > 1:
        problems.append(Problem("mixed_basis", "basis", ", ".join(bases), "choose one"))
    raise_all(InputError, f"claims do not make {level} accounts of {year}", problems)
    axes = _axes(cells)
    matrices = {name: _dense(cells[name], *(axes[a] for a in MATRICES[name])) for name in MATRICES}
    return SupplyUse(
        industries=tuple(axes["industries"]),
        commodities=tuple(axes["commodities"]),
        finals=tuple(axes["finals"]),
        value_added_codes=tuple(axes["value_added_codes"]),
        make=matrices["make"],
        use=matrices["use"],
        final=matrices["final"],
        value_added=matrices["value_added"],
        import_use=matrices["import_use"],
        import_final=matrices["import_final"],
        year=year,
        level=level,
        redefinitions=redefinitions.pop(),
        basis=PriceBasis(bases[0]),
        source=" + ".join(sources),
        names=_names(table, level),
    )


def gross_output(table: pa.Table, level: str, year: int) -> dict[str, float]:
    """Return gross output of each industry of one level and year, US dollars.

    Raises
    ------
    InputError
        If there is none, or a value is unknown or given with two values; every case is listed.
    """
    prefix = f"industry.{level}:"
    mask = pc.and_(
        pc.equal(_plain(table["kind"]), "gross_output"),
        pc.and_(
            pc.starts_with(table["subject"], prefix), pc.equal(pc.year(table["valid_to"]), year)
        ),
    )
    rows = table.filter(mask)
    if rows.num_rows == 0:
        raise InputError(
            f"no gross output of {level} industries in {year}", hint="read bea.gross-output first"
        )
    problems: list[Problem] = []
    found: dict[str, float] = {}
    for subject, value, unit in zip(
        *(rows[name].to_pylist() for name in ("subject", "value", "unit")), strict=True
    ):
        if value is None:
            problems.append(Problem("unknown_value", subject, "the output is unknown"))
            continue
        dollars = value * factor(unit, "USD")
        if found.setdefault(subject.removeprefix(prefix), dollars) != dollars:
            problems.append(Problem("conflict", subject, "two values", "choose one vintage"))
    raise_all(InputError, f"gross output of {year} does not hold together", problems)
    return found


def _choose(table: pa.Table, level: str, year: int) -> pa.Table:
    wanted = ("kind", "subject", "object", "value", "unit", "basis", "source", "valid_to")
    plain = pa.table({name: _plain(table[name]) for name in wanted})
    mask = pc.and_(
        pc.is_in(plain["kind"], value_set=pa.array(list(KINDS))),
        pc.equal(pc.year(plain["valid_to"]), year),
    )
    at_level = pc.match_substring(plain["object"], f".{level}:")
    return plain.filter(pc.and_(mask, at_level))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column


def _cells(table: pa.Table, kind: str, level: str, problems: list[Problem]) -> _Cells:
    rows = table.filter(pc.equal(table["kind"], kind))
    if rows.num_rows == 0:
        what = f"no claim of this kind at level {level}"
        problems.append(Problem("missing_kind", kind, what, "read the whole table first"))
        return _Cells([], [], np.zeros(0))
    subject = pc.replace_substring_regex(rows["subject"], "^[^:]*:", "").to_pylist()
    object_ = pc.replace_substring_regex(rows["object"], "^[^:]*:", "").to_pylist()
    values = rows["value"].to_numpy(zero_copy_only=False).astype(np.float64)
    units = rows["unit"].to_pylist()
    scale = {unit: factor(unit, "USD") for unit in set(units)}
    dollars = values * np.array([scale[unit] for unit in units])
    first, second = (subject, object_) if KINDS[kind][1] else (object_, subject)
    return _once(kind, first, second, dollars, problems)


def _once(
    kind: str, rows: list[str], columns: list[str], values: Floats, problems: list[Problem]
) -> _Cells:
    """Keep one claim per cell; two that agree are one, two that differ are a problem."""
    held: dict[tuple[str, str], float] = {}
    for row, column, value in zip(rows, columns, values.tolist(), strict=True):
        where = f"{kind} {row} x {column}"
        if not np.isfinite(value):
            problems.append(Problem("unknown_value", where, "the value is unknown"))
            continue
        if held.setdefault((row, column), value) != value:
            what = f"claims disagree: {held[row, column]:g} and {value:g} USD"
            problems.append(Problem("conflict", where, what, "choose one source and vintage"))
    return _Cells([r for r, _ in held], [c for _, c in held], np.array(list(held.values())))


def _axes(cells: Mapping[str, _Cells]) -> dict[str, list[str]]:
    codes: dict[str, set[str]] = {axis: set() for axis in SCHEMES}
    for name, (row_axis, column_axis) in MATRICES.items():
        codes[row_axis].update(cells[name].rows)
        codes[column_axis].update(cells[name].columns)
    return {axis: sorted(found) for axis, found in codes.items()}


def _dense(cells: _Cells, rows: list[str], columns: list[str]) -> Floats:
    row_of = {code: i for i, code in enumerate(rows)}
    column_of = {code: j for j, code in enumerate(columns)}
    matrix = np.zeros((len(rows), len(columns)))
    i = [row_of[code] for code in cells.rows]
    j = [column_of[code] for code in cells.columns]
    matrix[i, j] = cells.values
    return matrix


def _names(table: pa.Table, level: str) -> dict[str, str]:
    kind = _plain(table["kind"])
    rows = table.filter(pc.equal(kind, "code_name"))
    subjects, texts = rows["subject"].to_pylist(), rows["text"].to_pylist()
    suffix = f".{level}"
    return {
        key.partition(":")[2]: text
        for key, text in zip(subjects, texts, strict=True)
        if key.partition(":")[0].endswith(suffix) and text
    }
