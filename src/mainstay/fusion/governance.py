"""How stable countries are, from an index of governance."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.model.claim import code_of


def stability(claims: pa.Table) -> dict[str, float]:
    """Return the percentile of each country, 0 worst to 100 best, from its last year.

    Parameters
    ----------
    claims
        Claims; kinds other than ``governance`` are ignored.

    Examples
    --------
    >>> from mainstay.model import schema
    >>> stability(schema("claim").arrow().empty_table())
    {}
    """
    rows = claims.filter(pc.equal(claims["kind"].cast(pa.string()), "governance")).to_pylist()
    ordered = sorted(rows, key=lambda row: (row["valid_to"], row["vintage"]))
    return {code_of(row["subject"]): row["value"] for row in ordered if row["value"] is not None}
