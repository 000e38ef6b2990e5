"""The net: activities that make into pools and use from pools, as frozen arrays.

::

    Z  inter-industry flows      U  use, pool x activity         V  make, activity x pool
    x  activity output           q  what is made into a pool     f  final use of a pool

An activity is a region's industry, a country producing a mineral, a firm, a plant. A pool is a
market where a product of one stage is traded. Flows of money are US dollars of the net's base year
and price basis; a physical quantity is a second matrix in the pool's own unit and is never added
across pools.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from mainstay.errors import InputError, Problem, raise_all
from mainstay.fusion.final_accounts import ACCOUNTS
from mainstay.model import Classification, Label, Method, PriceBasis
from mainstay.twin.materials import Materials

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

#: Columns of final use. Health and defense are taken out of the others, so that they add up.
FINAL_ACCOUNTS = ACCOUNTS


class ActivityKind(StrEnum):
    """What an activity stands for."""

    INDUSTRY = "industry"
    COUNTRY_PRODUCER = "country_producer"
    FIRM = "firm"
    PLANT = "plant"
    PROJECT = "project"
    RESIDUAL = "residual"
    SYNTHETIC = "synthetic"


class Accounting(StrEnum):
    """How much of an activity the net knows."""

    FULL = "full"
    SUPPLY_ONLY = "supply_only"
    BOUNDARY = "boundary"


@dataclass(frozen=True)
class Activities:
    """Activities, one entry per activity in every array.

    ``output_*`` and the value-added columns are US dollars; NaN is unknown. ``parent`` is the index
    of the activity that this one was carved out of, or -1.
    """

    id: tuple[str, ...]
    name: tuple[str, ...]
    kind: tuple[ActivityKind, ...]
    region: tuple[str, ...]
    industry: tuple[str, ...]
    parent: Ints
    output_usd: Floats
    output_lo_usd: Floats
    output_hi_usd: Floats
    value_added_usd: Floats
    compensation_usd: Floats
    accounting: tuple[Accounting, ...]
    method: tuple[Method, ...]
    label: tuple[Label, ...]
    evidence: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class Pools:
    """Pools, one entry per pool in every array.

    ``unit`` is ``USD`` where only money is known, otherwise the unit of the quantity matrices.
    ``unit_value_*`` is US dollars per that unit; NaN is unknown. ``residual_usd`` is what is made
    into the pool less what is used from it: the statistical difference, stored and shown.
    """

    id: tuple[str, ...]
    name: tuple[str, ...]
    product: tuple[str, ...]
    region: tuple[str, ...]
    stage: tuple[str, ...]
    unit: tuple[str, ...]
    unit_value_usd: Floats
    unit_value_lo_usd: Floats
    unit_value_hi_usd: Floats
    substitutes: tuple[str, ...]
    residual_usd: Floats
    method: tuple[Method, ...]
    evidence: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class SourceEdges:
    """Known deliveries, activity to activity: a part of what the pool between them carries."""

    supplier: Ints
    buyer: Ints
    pool: Ints
    value_usd: Floats
    lead_days: Floats
    confidence: Floats
    evidence: tuple[str, ...]

    @classmethod
    def none(cls) -> SourceEdges:
        """Return no edges."""
        empty, index = np.zeros(0), np.zeros(0, np.int32)
        return cls(index, index, index, empty, empty, empty, ())

    def __len__(self) -> int:
        return len(self.supplier)

    def take(self, places: Sequence[int]) -> SourceEdges:
        """Return the edges at these positions."""
        kept = np.asarray(places, dtype=np.intp)
        return SourceEdges(
            self.supplier[kept], self.buyer[kept], self.pool[kept], self.value_usd[kept],
            self.lead_days[kept], self.confidence[kept], tuple(self.evidence[k] for k in places),
        )  # fmt: skip


@dataclass(frozen=True)
class UseTraits:
    """Traits of use cells, as matrices like ``use``; a cell that is absent is unknown."""

    essential_lo: sparse.csr_array | None = None
    essential_hi: sparse.csr_array | None = None
    dependent_lo: sparse.csr_array | None = None
    dependent_hi: sparse.csr_array | None = None
    cover_days: sparse.csr_array | None = None
    restock_days: sparse.csr_array | None = None


@dataclass(frozen=True)
class Net:
    """An immutable net of ``n`` activities and ``m`` pools.

    Parameters
    ----------
    twin_id
        The twin it was compiled from.
    base_year, price_basis
        Of every dollar in it.
    make
        ``(n, m)`` US dollars; ``make_quantity`` the same in the unit of each pool.
    use
        ``(m, n)`` US dollars.
    use_seen
        ``(m, n)`` the part of ``use`` that is a published number; the rest is inferred.
    trade
        ``(m, m)`` from pool to pool, in the unit of the receiving pool.
    final
        ``(m, 7)`` US dollars by :data:`FINAL_ACCOUNTS`.
    materials
        Markets and uses of minerals, for questions of loss; no part of the arrays.
    """

    twin_id: str
    base_year: int
    price_basis: PriceBasis
    activities: Activities
    pools: Pools
    make: sparse.csr_array
    use: sparse.csr_array
    final: Floats
    make_quantity: sparse.csr_array
    trade: sparse.csr_array
    use_seen: sparse.csr_array
    traits: UseTraits = field(default_factory=UseTraits)
    source: SourceEdges = field(default_factory=SourceEdges.none)
    notes: tuple[str, ...] = ()
    materials: Materials = field(default_factory=Materials)

    def __post_init__(self) -> None:
        n, m = len(self.activities), len(self.pools)
        wanted = {
            "make": (n, m), "use": (m, n), "make_quantity": (n, m), "trade": (m, m),
            "use_seen": (m, n), "final": (m, len(FINAL_ACCOUNTS)),
        }  # fmt: skip
        problems = [
            Problem("wrong_shape", name, f"{getattr(self, name).shape} instead of {shape}")
            for name, shape in wanted.items()
            if getattr(self, name).shape != shape
        ]
        for name, ids in (("activity", self.activities.id), ("pool", self.pools.id)):
            if len(set(ids)) != len(ids):
                problems.append(Problem("duplicate_key", name, f"an {name} id occurs twice"))
        raise_all(InputError, "the arrays do not make a net", problems)
        for matrix in (self.make, self.use, self.make_quantity, self.trade, self.use_seen):
            matrix.sum_duplicates()  # canonical now, because it cannot be sorted in place later
            matrix.data.flags.writeable = False
        self.final.flags.writeable = False

    @cached_property
    def activity_index(self) -> dict[str, int]:
        """Index of each activity by id."""
        return {key: i for i, key in enumerate(self.activities.id)}

    @cached_property
    def pool_index(self) -> dict[str, int]:
        """Index of each pool by id."""
        return {key: j for j, key in enumerate(self.pools.id)}

    @cached_property
    def full(self) -> NDArray[np.bool_]:
        """Which activities have whole accounts: inputs, output and value added."""
        return np.array([a is Accounting.FULL for a in self.activities.accounting], dtype=bool)

    @cached_property
    def made_usd(self) -> Floats:
        """What all activities make into each pool, US dollars, shape ``(m,)``."""
        return np.asarray(self.make.sum(axis=0), dtype=np.float64).ravel()

    @cached_property
    def used_usd(self) -> Floats:
        """What all activities use from each pool, US dollars, shape ``(m,)``."""
        return np.asarray(self.use.sum(axis=1), dtype=np.float64).ravel()

    def final_of(self, *accounts: str) -> Floats:
        """Return the final use of each pool by the named accounts, US dollars, shape ``(m,)``."""
        columns = [FINAL_ACCOUNTS.index(a) for a in accounts]
        return np.asarray(self.final[:, columns].sum(axis=1), dtype=np.float64)

    def activity_codes(self) -> Classification:
        """Return the activities as a code list, so that a misspelled one finds its nearest."""
        codes = dict(zip(self.activities.id, self.activities.name, strict=True))
        return Classification("activities", codes, self.twin_id)

    def pool_codes(self) -> Classification:
        """Return the pools as a code list."""
        codes = dict(zip(self.pools.id, self.pools.name, strict=True))
        return Classification("pools", codes, self.twin_id)
