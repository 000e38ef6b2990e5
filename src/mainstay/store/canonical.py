"""One byte form for each value: canonical JSON and canonical table hashes."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from json.encoder import encode_basestring
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError
from mainstay.model import RECORDED_COLUMNS

#: Names and versions of the form itself enter every hash, so that a change of form changes ids.
TABLE_FORM = "mainstay-table-1"

Update: TypeAlias = Callable[[bytes | memoryview], None]


def canonical_json(value: object) -> str:
    """Return the one JSON text of a value, after RFC 8785.

    Keys are sorted by UTF-16 code units, numbers are written as ECMAScript writes them, and
    nothing is escaped that need not be. Whole numbers beyond 2^53 are written in full, which
    RFC 8785 leaves to the reader. Dates become ISO texts, members of an enum their values.

    Raises
    ------
    InputError
        For NaN, infinity, keys that are not texts, texts that are not Unicode, and values that
        have no JSON form.

    Examples
    --------
    >>> canonical_json({"b": 1.0, "a": [True, None, 1e-7]})
    '{"a":[true,null,1e-7],"b":1}'
    """
    return "".join(_pieces(value))


def _pieces(value: object) -> Iterable[str]:
    if isinstance(value, Enum):
        yield from _pieces(value.value)
    elif value is None or isinstance(value, bool):
        yield {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, str):
        yield _text(value)
    elif isinstance(value, (int, np.integer)):
        yield str(int(value))
    elif isinstance(value, (float, np.floating)):
        yield _number(float(value))
    elif isinstance(value, (date, datetime)):
        yield _text(value.isoformat())
    elif isinstance(value, Mapping):
        yield from _mapping(value)
    elif isinstance(value, (Sequence, np.ndarray)) and not isinstance(value, (bytes, bytearray)):
        yield "["
        for place, item in enumerate(value):
            yield "," if place else ""
            yield from _pieces(item)
        yield "]"
    else:
        raise InputError(f"{type(value).__name__} has no canonical form",
                         hint="use texts, numbers, lists and mappings")  # fmt: skip


def _mapping(value: Mapping[Any, object]) -> Iterable[str]:
    if not all(isinstance(key, str) for key in value):
        raise InputError("keys of a mapping must be texts")
    yield "{"
    ordered = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    for place, key in enumerate(ordered):
        yield "," if place else ""
        yield _text(key)
        yield ":"
        yield from _pieces(value[key])
    yield "}"


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InputError(f"not a Unicode text: {error}") from None
    return encode_basestring(value)


def _number(value: float) -> str:
    """Write a double as ECMAScript does: the shortest digits, plain from 1e-6 up to 1e21."""
    if not math.isfinite(value):
        raise InputError(f"{value} has no canonical form", hint="leave an unknown value out")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    size = len(digits)
    if size <= point <= 21:
        return sign + digits + "0" * (point - size)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if size > 1 else ""
    return f"{sign}{digits[0]}{tail}e{point - 1:+d}"


def canonical_hash(
    table: pa.Table, *, name: str, version: int, sort_by: str | None = "claim_id"
) -> str:
    """Return SHA-256 over the canonical form of a table, as 64 hex digits.

    The form does not depend on chunks, dictionaries, field metadata or memory layout: columns in
    order, dictionaries decoded, rows sorted; per column a byte per row that says whether it is
    known, then values in little-endian order with unknown ones as zero, texts as lengths and
    UTF-8. Negative zero is zero. When a home recorded a row is left out.

    Parameters
    ----------
    name, version
        Schema of the table; both enter the hash.
    sort_by
        Column to sort by, unique in the table; None keeps the order of rows, which then counts.

    Examples
    --------
    >>> a = pa.table({"claim_id": ["b", "a"], "value": [2.0, 1.0]})
    >>> b = pa.table({"claim_id": ["a", "b"], "value": [1.0, 2.0]})
    >>> canonical_hash(a, name="t", version=1) == canonical_hash(b, name="t", version=1)
    True
    """
    kept = table.select([n for n in table.column_names if n not in RECORDED_COLUMNS])
    columns = {n: _plain(kept.column(n)) for n in kept.column_names}
    if sort_by is not None:
        order = pc.sort_indices(columns[sort_by])
        columns = {n: column.take(order) for n, column in columns.items()}
    head = {
        "form": TABLE_FORM, "schema": name, "version": version, "rows": table.num_rows,
        "columns": [[n, _type_name(column.type)] for n, column in columns.items()],
    }  # fmt: skip
    digest = hashlib.sha256(canonical_json(head).encode())
    for column in columns.values():
        _feed(column, digest.update)
    return digest.hexdigest()


def _type_name(kind: pa.DataType) -> str:
    """Return a type's name; the name of a list's element, which Parquet changes, is left out."""
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"list<{_type_name(kind.value_type)}>"
    return str(kind)


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """Decode dictionaries, join chunks and widen texts to one type."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        kind = pa.string()
    joined = pa.chunked_array(column.chunks, column.type).combine_chunks()
    return joined.cast(kind) if joined.type != kind else joined


def _feed(column: pa.Array, update: Update) -> None:
    kind = column.type
    update(np.asarray(column.is_valid().cast(pa.uint8())).tobytes())
    if pa.types.is_string(kind):
        full = column.fill_null("")
        update(np.asarray(pc.binary_length(full)).astype("<i4").tobytes())
        _, offsets, data = full.buffers()
        edges = np.frombuffer(offsets, "<i4")[full.offset : full.offset + len(full) + 1]
        if data is not None and len(full):
            update(memoryview(data)[int(edges[0]) : int(edges[-1])])
    elif pa.types.is_floating(kind):
        values = np.asarray(column.cast(pa.float64()).fill_null(0.0)) + 0.0
        update(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())
    elif pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        wide = pa.uint64() if kind == pa.uint64() else pa.int64()
        update(np.asarray(column.cast(wide).fill_null(0)).tobytes())
    elif pa.types.is_date32(kind):
        update(np.asarray(column.cast(pa.int32()).fill_null(0)).astype("<i4").tobytes())
    elif pa.types.is_timestamp(kind):
        update(np.asarray(column.cast(pa.int64()).fill_null(0)).astype("<i8").tobytes())
    else:
        update(canonical_json(column.to_pylist()).encode())
