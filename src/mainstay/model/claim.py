"""Claims: what one source says, as Arrow record batches of at most :data:`BATCH_ROWS` rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from mainstay.errors import UnknownCode
from mainstay.model.evidence import Method, Qualifier
from mainstay.model.label import Label
from mainstay.model.money import PriceBasis
from mainstay.model.period import Period
from mainstay.model.schema import schema

#: Upper bound of rows in one batch.
BATCH_ROWS = 128_000

#: Columns that make up a claim's identity, in this order.
IDENTITY_COLUMNS = (
    "source", "vintage", "locator", "kind", "subject", "object", "valid_from", "valid_to",
    "value", "lo", "hi", "qualifier", "text", "unit", "basis",
)  # fmt: skip

#: Columns that say when a home knew a claim; no part of any hash.
RECORDED_COLUMNS = ("recorded_from", "recorded_to")

#: One text for all rows, or one per row; Arrow arrays are welcome.
Texts: TypeAlias = str | Sequence[str | None] | Any
#: One number for all rows, or one per row; None and NaN are unknown.
Numbers: TypeAlias = float | Sequence[float | None] | Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of claim, as declared in ``kinds.yaml``."""

    name: str
    subject: str
    title: str
    dimension: str
    sign: str
    object: str | None = None


@cache
def kinds() -> dict[str, Kind]:
    """Return every claim kind by name."""
    text = resources.files("mainstay.model").joinpath("data/kinds.yaml").read_text("utf-8")
    return {name: Kind(name=name, **row) for name, row in yaml.safe_load(text)["kinds"].items()}


def claim_batches(
    *,
    source: str,
    vintage: str,
    kind: Texts,
    locator: Texts,
    subject: Texts,
    object_: Texts | None = None,
    value: Numbers = None,
    lo: Numbers = None,
    hi: Numbers = None,
    qualifier: Texts = Qualifier.EXACT,
    text: Texts | None = None,
    unit: Texts = "USD_million",
    basis: Texts = PriceBasis.NONE,
    valid: Period | tuple[pa.Array, pa.Array],
    method: Texts = Method.OBSERVED,
    confidence: Numbers = 0.9,
    label: Texts = Label.PUBLIC,
    recorded: datetime | None = None,
) -> Iterator[pa.RecordBatch]:
    """Yield claims as record batches of the ``claim`` schema, ids included.

    Every argument is one value for all rows or one array of them; the longest array sets the
    number of rows.

    Parameters
    ----------
    value, lo, hi
        Numbers in ``unit``; ``None`` is unknown. Bounds that are not given equal the value.
    valid
        The span for which all claims hold, or two date arrays.
    recorded
        When they are recorded; now, when not given. No part of a claim's id.

    Raises
    ------
    UnknownCode
        If a kind is not in ``kinds.yaml``.

    Examples
    --------
    >>> batch, = claim_batches(source="demo", vintage="1", kind="gross_output", locator="row 1",
    ...                        subject="industry.detail:334413", value=[5.0],
    ...                        valid=Period.year(2023))
    >>> batch.num_rows, len(batch["claim_id"][0].as_py())
    (1, 32)
    """
    given: dict[str, Any] = {
        "kind": kind, "locator": locator, "subject": subject, "object": object_, "value": value,
        "qualifier": qualifier, "text": text, "unit": unit, "basis": basis, "method": method,
        "confidence": confidence, "label": label,
    }  # fmt: skip
    sizes = [len(v) for v in given.values() if not _is_scalar(v)]
    rows = max(sizes, default=1)
    given["lo"] = value if lo is None else lo
    given["hi"] = value if hi is None else hi
    start, end = (valid.start, valid.end) if isinstance(valid, Period) else valid
    given |= {"source": source, "vintage": vintage, "valid_from": start, "valid_to": end}
    given |= {"recorded_from": recorded or datetime.now(UTC), "recorded_to": None}
    wanted = schema("claim").arrow()
    columns = {f.name: _column(given[f.name], f.type, rows) for f in wanted if f.name != "claim_id"}
    unknown = set(pc.unique(columns["kind"].cast(pa.string())).to_pylist()) - set(kinds())
    if unknown:
        raise UnknownCode(f"no claim kind {sorted(unknown)}", hint="known: " + ", ".join(kinds()))
    columns["claim_id"] = claim_ids(columns)
    table = pa.table({f.name: columns[f.name] for f in wanted}, schema=wanted)
    yield from table.to_batches(max_chunksize=BATCH_ROWS)


def claim_ids(columns: Mapping[str, pa.Array]) -> pa.Array:
    """Return the id of each claim: 32 hex digits of SHA-256 over its identity columns.

    Floats enter by their IEEE bytes, texts by UTF-8, each with its length in front, so that no
    two rows can be confused.
    """
    rows = len(columns["source"])
    parts = [_hashable(columns[name]) for name in IDENTITY_COLUMNS]
    ids = []
    for row in range(rows):
        digest = hashlib.sha256()
        for part in parts:
            cell = part[row]
            digest.update(len(cell).to_bytes(4, "little"))
            digest.update(cell)
        ids.append(digest.hexdigest()[:32])
    return pa.array(ids, pa.string())


def _hashable(column: pa.Array) -> list[bytes]:
    if pa.types.is_floating(column.type):
        known = column.is_valid().to_pylist()
        # + 0.0 turns negative zero into zero: the two are the same statement
        raw = (np.asarray(column.fill_null(0.0)) + 0.0).astype("<f8").tobytes()
        return [raw[8 * i : 8 * i + 8] if k else b"" for i, k in enumerate(known)]
    texts = column.cast(pa.string()).to_pylist()
    return [b"\x00" if t is None else b"\x01" + t.encode() for t in texts]


def _is_scalar(value: object) -> bool:
    return (
        value is None
        or isinstance(value, (str, int, float, datetime))
        or not hasattr(value, "__len__")
    )


def _column(value: object, kind: pa.DataType, rows: int) -> pa.Array:
    if _is_scalar(value):
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        made = (
            pa.repeat(pa.scalar(value, plain), rows) if value is not None else pa.nulls(rows, plain)
        )
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
        made = pa.array(value, from_pandas=True)
    else:
        made = value if isinstance(value, pa.Array) else pa.array(value, from_pandas=True)
    if pa.types.is_dictionary(kind):
        plain_texts = made if pa.types.is_string(made.type) else made.cast(pa.string())
        return plain_texts.dictionary_encode()
    return made.cast(kind)


def code_of(key: str) -> str:
    """Return the code of a ``scheme:code`` key.

    >>> code_of("industry.detail:334413")
    '334413'
    """
    return key.partition(":")[2]
