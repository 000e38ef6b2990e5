"""Differences of two twins, claim by claim."""

from __future__ import annotations

import pyarrow as pa

from mainstay.model import Table
from mainstay.store.catalog import Catalog
from mainstay.store.query import query
from mainstay.store.twins import TwinRecord, claims


def diff(catalog: Catalog, a: TwinRecord, b: TwinRecord) -> Table:
    """Return the cells in which two twins differ; see :meth:`mainstay.store.Home.diff`."""
    known = [{key.rpartition("/")[0]: v[0] for key, v in t.partitions.items()} for t in (a, b)]
    differing = {
        key for key in known[0].keys() | known[1] if known[0].get(key) != known[1].get(key)
    }
    tables = {"a": _part(catalog, a, differing), "b": _part(catalog, b, differing)}
    found = query("twin_diff", tables=tables)
    return Table(
        "twin_diff", found,
        title=f"Claims that differ between {a.id[:12]} (a) and {b.id[:12]} (b)",
        source=f"twins {a.id[:12]} and {b.id[:12]}",
        notes=(
            "changed: same source, kind, subject, object and time, another value",
            "restated: the same value from another edition or another place in it",
            "evidence: the same claim with another method, confidence or label",
        ),
    )  # fmt: skip


def _part(catalog: Catalog, twin: TwinRecord, differing: set[str]) -> pa.Table:
    """Return the claims of those partitions whose hash the other twin does not share."""
    chosen = {k: v for k, v in twin.partitions.items() if k.rpartition("/")[0] in differing}
    part = TwinRecord(twin.id, twin.view, twin.as_of, chosen, twin.created_at, twin.schema_version)
    return claims(catalog, None, twin=part, view=twin.view, as_of=None, sources=None, vintages=None)
