"""Bands of draws as columns of a table: 5, 50 and 95 of a hundred."""

from __future__ import annotations

import numpy as np

from mainstay.twin.net import Floats

#: Percentiles of a band, by the end of a column's name.
ENDS = {"low": 5.0, "mid": 50.0, "high": 95.0}


def band(name: str, draws: Floats, unit: str = "") -> dict[str, object]:
    """Return the band of ``(d,)`` draws as three columns; not a number is unknown.

    Examples
    --------
    >>> import numpy as np
    >>> band("loss", np.arange(101.0), "usd")
    {'loss_usd_low': 5.0, 'loss_usd_mid': 50.0, 'loss_usd_high': 95.0}
    """
    stem = f"{name}_{unit}" if unit else name
    known = draws[np.isfinite(draws)]
    if not known.size:
        return {f"{stem}_{end}": None for end in ENDS}
    values = np.percentile(known, list(ENDS.values()))
    return {f"{stem}_{end}": float(v) for end, v in zip(ENDS, values, strict=True)}


def middle(draws: Floats) -> float | None:
    """Return the median of what is known of ``(d,)`` draws."""
    known = draws[np.isfinite(draws)]
    return float(np.median(known)) if known.size else None
