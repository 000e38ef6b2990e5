"""The tables that are measured: detailed US of 2017, and a world of 1,435 sectors."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mainstay.answers.figures import published_net
from mainstay.answers.nets import industry_net
from mainstay.answers.wiod import world_net, world_table
from mainstay.twin.net import Net

Floats = NDArray[np.float64]
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def net_of(name: str) -> tuple[Net, str]:
    """Return a net by name and the words for what it is."""
    if name == "us-402":
        return published_net("detail", 2017), "BEA detail 2017, embedded figures"
    folder = Path(os.environ.get("MAINSTAY_REFERENCE_DATA", BESIDE))
    table = world_table(folder, 2008) if folder.is_dir() else None
    if table is not None:
        return world_net(table, 2008), "WIOD 2008, reference data"
    return synthetic(1435), "SYNTHETIC, as large and as filled as WIOD 2008, which is absent here"


def synthetic(size: int) -> Net:
    """Return a random table in which a fifth of the cells are filled and half of output is used."""
    rng = np.random.default_rng(0)
    flows = rng.lognormal(0, 2, (size, size)) * (rng.random((size, size)) < 0.2)
    final = flows.sum(axis=1) + 1.0
    return industry_net(flows, final, flows.sum(axis=1) + final, name="synthetic", year=2008)
