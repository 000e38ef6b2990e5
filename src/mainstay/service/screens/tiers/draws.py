"""The net with its inferred cells drawn anew, made once per twin: what every band rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from scipy import sparse

from mainstay.service.twins import OpenTwin
from mainstay.shocks.look_through import perturbed
from mainstay.store import code_digest
from mainstay.twin.net import Floats
from mainstay.twin.technology import technology
from mainstay.twin.tiers import Direction, Start, Tier, Ways, follow

#: Draws of the inferred cells behind every band.
DRAWS = 30

_KEY = "_drawn_ways"


def drawn_ways(opened: OpenTwin) -> tuple[Ways, ...]:
    """Return the ways of every draw of a net; kept with the net, and between processes.

    Cells are drawn as the engine ``look-through`` draws them, each buyer's total kept.
    """
    net = opened.net
    kept = net.__dict__.get(_KEY)
    if isinstance(kept, tuple):
        return kept
    code = code_digest("mainstay.fusion", "mainstay.model", "mainstay.shocks", "mainstay.twin")
    cells = opened.home.cached(f"tier draws {DRAWS} of {opened.id} by {code}",
                               lambda: _cells(opened))  # fmt: skip
    found = tuple(
        _ways(opened, cells["use"][k].to_numpy(), cells["final"][k].to_numpy())
        for k in range(DRAWS)
    )
    net.__dict__[_KEY] = found
    return found


def drawn_tiers(
    ways: Sequence[Ways], start: Start, depth: int, direction: Direction
) -> list[tuple[Tier, ...]]:
    """Return the tiers of every draw."""
    return [follow(w, start, depth, direction) for w in ways]


def _cells(opened: OpenTwin) -> Mapping[str, pa.Table]:
    """Return the drawn cells of use and of final use, a column for each draw."""
    net, rng = opened.net, np.random.default_rng(0)
    edges, spread = np.array(opened.compiled.sigma, dtype=np.float64).T
    use, final = {}, {}
    for k in range(DRAWS):
        drawn = perturbed(net, edges, spread, rng)
        # a cell that was drawn as nothing must keep its place
        use[str(k)] = drawn.use.tocsr().data
        final[str(k)] = drawn.final.ravel()
    return {"use": pa.table(use), "final": pa.table(final)}


def _ways(opened: OpenTwin, cells: Floats, final_cells: Floats) -> Ways:
    net, tech = opened.net, technology(opened.net)
    final = final_cells.reshape(net.final.shape)
    drawn = sparse.csr_array((cells, net.use.indices, net.use.indptr), shape=net.use.shape)
    bought = drawn[:, tech.activity]
    explained = np.asarray(bought.sum(axis=1)).ravel() + final.sum(axis=1)
    other = np.where(net.made_usd != 0, net.made_usd - explained, 0.0)
    use = sparse.csr_array(bought @ sparse.diags_array(1.0 / tech.output_usd))
    return Ways(replace(tech, use_coefficients=use, other=other), final)
