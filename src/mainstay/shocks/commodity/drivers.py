"""Which range drives a result: first-order shares of variance from the draws at hand.

::

    S_i = Var(E[Y | X_i]) / Var(Y)

estimated from one sample by slicing ``X_i`` into bins of equal count (a correlation ratio). Noise
adds about ``(bins - 1) / (draws - 1)``, which is taken off; what varies inside of a bin is missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mainstay.twin.net import Floats

#: Bins of equal count: the draws to this power, so that bins and what is in them both grow.
POWER = 0.4


@dataclass(frozen=True, slots=True)
class Driver:
    """What one range does to a result.

    Parameters
    ----------
    name
        The range.
    index
        First-order share of the result's variance, 0 to 1.
    low, high
        Mean result in the lowest and in the highest tenth of the range.
    """

    name: str
    index: float
    low: float
    high: float


def first_order(inputs: Floats, result: Floats) -> float:
    """Return the first-order share of variance of one input.

    Examples
    --------
    >>> import numpy as np
    >>> u = (np.arange(4800) + 0.5) / 4800
    >>> round(first_order(u, 3 * u), 2)
    1.0
    """
    total = float(result.var())
    if total <= 0 or not np.isfinite(total):
        return 0.0
    count = len(result)
    ordered = result[np.argsort(inputs, kind="stable")]
    parts = np.array_split(ordered, max(round(count**POWER), 2))
    means = np.array([part.mean() for part in parts])
    sizes = np.array([len(part) for part in parts], dtype=np.float64)
    between = float((sizes * (means - ordered.mean()) ** 2).sum()) / count
    noise = (len(parts) - 1) / max(count - 1, 1)
    share = between / total
    return float(np.clip((share - noise) / (1 - noise), 0.0, 1.0)) if noise < 1 else 0.0


def drivers(inputs: Mapping[str, Floats], result: Floats) -> list[Driver]:
    """Return every input's driver, strongest first."""
    tenth = max(len(result) // 10, 1)
    found = []
    for name, values in inputs.items():
        order = np.argsort(values, kind="stable")
        low, high = result[order[:tenth]].mean(), result[order[-tenth:]].mean()
        found.append(Driver(name, first_order(values, result), float(low), float(high)))
    return sorted(found, key=lambda d: (-d.index, d.name))
