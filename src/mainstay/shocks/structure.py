"""What the technology of a net says of every activity: multipliers, import content, extraction.

::

    m_w = L' w           multiplier of w (output, value added, compensation, imports) per dollar of
                         final demand
    a = diag(A), l = diag(L), x = L D f, y = D f

Hypothetical extraction of a single activity ``p``, as the loss of ``w``-weighted output:

* complete (it neither buys, sells nor meets final demand): ``m_p x_p / l_p``;
* backward (it buys from no other): ``x_p ((1 - a_p) m_p - w_p) / ((1 - a_p) l_p)``;
* forward (it sells to no other): ``m_p ((1 - a_p) x_p - y_p) / ((1 - a_p) l_p)``.

**Proof.** Write ``M = I - A``. Backward extraction adds ``c e_p'`` to ``M`` with
``c = A e_p - a_p e_p``; by Sherman and Morrison the loss of output is
``L c x_p / (1 + e_p' L c)``, and ``L c = (L - I) e_p - a_p L e_p = (1 - a_p) L e_p - e_p``.
Forward extraction adds ``e_p r'`` with ``r' = e_p' A - a_p e_p'``; the loss is
``L e_p (r' x) / (1 + r' L e_p)``, with
``r' x = (1 - a_p) x_p - y_p`` and ``r' L e_p = (1 - a_p) l_p - 1``. Complete extraction is proved
in :mod:`mainstay.twin.exposure`. ∎
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from mainstay.errors import InputError
from mainstay.model import Table
from mainstay.twin.coefficients import Indices
from mainstay.twin.net import Floats, Net
from mainstay.twin.selection import source_line
from mainstay.twin.technology import Technology, technology

Direction = Literal["complete", "backward", "forward"]


class LeontiefTables:
    """Multipliers, import content, extraction and position of every activity of a net.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> sorted(LeontiefTables().run(toy_net(), {}))
    ['extraction', 'import_content', 'multipliers']
    """

    name = "leontief-tables"
    version = "1"

    def run(self, net: Net, params: Mapping[str, Any]) -> Mapping[str, Table]:
        """Return the tables; no parameters are used.

        Raises
        ------
        UnknownValue
            If a flow that the system needs is unknown.
        Infeasible
            If the net uses more than it makes.
        """
        tech = technology(net)
        return {
            "multipliers": multipliers(tech),
            "import_content": import_content(tech),
            "extraction": extraction_of_each(tech),
        }


def multipliers(tech: Technology) -> Table:
    """Return what a dollar of final demand for each activity makes in the whole net."""
    paid = tech.compensation_multiplier if tech.knows_compensation else None
    abroad = tech.import_multiplier.sum(axis=0)
    rows: list[dict[str, object]] = [
        {
            **_name(tech, k),
            "output": float(tech.output_multiplier[k]),
            "value_added": float(tech.value_added_multiplier[k]),
            "compensation": None if paid is None else float(paid[k]),
            "imports": float(abroad[k]),
        }
        for k in range(tech.size)
    ]
    return Table.of("multipliers", rows, title="Per dollar of final demand, at all tiers",
                    source=source_line(tech.net))  # fmt: skip


def import_content(tech: Technology) -> Table:
    """Return what a dollar of final demand for each activity brings from each region, all tiers."""
    direct, total = tech.region_coefficients, tech.import_multiplier
    rows: list[dict[str, object]] = [
        {
            **_name(tech, int(k)),
            "region": tech.regions[r],
            "direct_share": float(direct[r, k]),
            "share": float(total[r, k]),
        }
        for r, k in np.argwhere(total != 0)
    ]
    return Table.of("import_content", rows, title="Imports per dollar of final demand, by region",
                    source=source_line(tech.net))  # fmt: skip


def extraction_of_each(tech: Technology) -> Table:
    """Return the value added lost when each activity alone is extracted, in each direction."""
    x, m, own = tech.output_usd, tech.value_added_multiplier, tech.self_use
    w, served = tech.value_added_ratio, tech.on_activities(tech.net.final.sum(axis=1) + tech.other)
    kept = 1.0 - self_coefficients(tech)
    complete = m * x / own
    backward = x * (kept * m - w) / (kept * own)
    forward = m * (kept * x - served) / (kept * own)
    rows: list[dict[str, object]] = [
        {
            **_name(tech, k),
            "complete_usd": float(complete[k]),
            "backward_usd": float(backward[k]),
            "forward_usd": float(forward[k]),
        }
        for k in range(tech.size)
    ]
    return Table.of("extraction", rows, title="Value added lost by extraction, one at a time",
                    source=source_line(tech.net))  # fmt: skip


def extract(tech: Technology, group: Indices, direction: Direction) -> Floats:
    """Return the output that each activity loses when a group is extracted, ``(n,)``.

    Own use within the group is kept in the backward and forward directions.

    Parameters
    ----------
    group
        ``(k,)`` positions in the system.
    direction
        ``complete``: the group neither buys, sells nor meets final demand. ``backward``: it buys
        from no other. ``forward``: it sells to no other.

    Raises
    ------
    InputError
        If there is no such direction.
    """
    if direction not in ("complete", "backward", "forward"):
        raise InputError(f"no direction {direction!r}", hint="complete, backward or forward")
    x, served = tech.output_usd, tech.on_activities(tech.net.final.sum(axis=1) + tech.other)
    unit = np.zeros((tech.size, len(group)))
    unit[group, np.arange(len(group))] = 1.0
    columns = tech.solve(unit)
    inside = columns[group]
    if direction == "complete":
        return np.asarray(columns @ np.linalg.solve(inside, x[group]))
    within = np.eye(len(group)) - tech.apply(unit)[group]
    own = np.linalg.solve(within, np.eye(len(group)))
    if direction == "forward":
        return np.asarray(columns @ np.linalg.solve(inside, x[group] - own @ served[group]))
    rest = np.where(np.isin(np.arange(tech.size), group), 0.0, served)
    alone = tech.solve(rest)
    left = alone - columns @ np.linalg.solve(inside, alone[group])
    left[group] = 0.0
    left[group] = own @ (tech.apply(left)[group] + served[group])
    return np.asarray(x - left)


def ghosh(tech: Technology, primary_loss_usd: Floats) -> Floats:
    """Return the output that carries a loss of primary inputs forward, ``dx' = dv' G``, ``(n,)``.

    ``G = (I - diag(x)^-1 A diag(x))^-1 = diag(x)^-1 L diag(x)``, hence one transposed solve. Read
    it as an **exposure measure**: the output whose cost the loss is part of. As a forecast of
    quantities the allocation model is contested, since users would go on without an input.

    Parameters
    ----------
    primary_loss_usd
        ``(n,)`` dollars of value added or imports that each activity loses.
    """
    x = tech.output_usd
    return np.asarray(x * tech.solve_transposed(primary_loss_usd / x))


def self_coefficients(tech: Technology) -> Floats:
    """Return the diagonal of ``A``: what each activity uses of its own output, ``(n,)``."""
    return np.asarray(
        tech.market_shares.multiply(tech.use_coefficients.T).sum(axis=1), dtype=np.float64
    ).ravel()


def _name(tech: Technology, k: int) -> dict[str, object]:
    return {"id": tech.ids[k], "name": tech.net.activities.name[tech.activity[k]]}
