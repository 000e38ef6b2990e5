"""The technology of a net: who needs how much of what, factorized once for every question.

::

    f  (m,) final use of each pool      q = B x + f  what is demanded of each pool
    A = D B  activity by activity       x = D q      what each activity makes of it
    L = (I - A)^-1                      x = L D f

``B`` and ``D`` are those of :mod:`mainstay.twin.coefficients`. What activities without accounts of
their own make into a pool, such as regions abroad, leaks out of the system. ``A`` is not kept, and
``L`` is computed whole only when asked for (Miller & Blair, Input-Output Analysis, ch. 2 and 5;
assumed: not opened).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from scipy import sparse

from mainstay.errors import Infeasible
from mainstay.twin.coefficients import UNALLOCATED, Coefficients, coefficients
from mainstay.twin.factor import DENSE_LIMIT, DenseFactor, Factor, SparseFactor
from mainstay.twin.net import Floats, Net

__all__ = ["UNALLOCATED", "Technology", "technology"]

#: Activities up to which the spectral radius is computed exactly, in seconds.
EIGEN_LIMIT = 1500

#: Columns solved at a time where every pool or activity needs one.
BLOCK = 256

_KEY = "_technology"


@dataclass(frozen=True, eq=False)
class Technology(Coefficients):
    """Coefficients with one factorization behind every solve.

    Examples
    --------
    >>> from mainstay.twin.technology import Technology
    >>> [name for name in ("solve", "solve_transposed") if hasattr(Technology, name)]
    ['solve', 'solve_transposed']
    """

    def apply(self, x: Floats) -> Floats:
        """Return ``A x`` without forming ``A``."""
        return np.asarray(self.market_shares @ (self.use_coefficients @ x), dtype=np.float64)

    def coefficients(self) -> Floats:
        """Return ``A``, dense ``(n, n)``: output of each activity used per dollar of another's."""
        dense = self.market_shares @ self.use_coefficients.toarray()
        return np.asarray(dense, dtype=np.float64)

    @cached_property
    def in_pools(self) -> bool:
        """Whether the system is solved pool by pool because there are fewer pools than activities.

        ``(I - D B)^-1 = I + D (I - B D)^-1 B``: a net of many firms in few markets costs what its
        markets cost.
        """
        return int((self.market_shares.sum(axis=0) != 0).sum()) < self.size // 2

    @cached_property
    def spectral_radius(self) -> float:
        """Largest eigenvalue of ``|A|``: exact up to :data:`EIGEN_LIMIT` activities.

        Beyond, by power iteration on ``(I + |A|) / 2``, from below; the shift makes periodic nets
        converge. Where the second eigenvalue is close, its last digits are not reached.
        """
        use, share = abs(self.use_coefficients), abs(self.market_shares)
        if self.size <= EIGEN_LIMIT:
            values = np.linalg.eigvals(share @ use.toarray())
            return float(np.abs(values).max(initial=0.0))
        vector = np.full(self.size, 1.0 / self.size)
        radius = 0.0
        for _ in range(500):
            following = 0.5 * (vector + share @ (use @ vector))
            growth = float(following.sum())
            vector = following / growth
            settled, radius = abs(growth - radius) < 1e-10, growth
            if settled:
                break
        return 2.0 * radius - 1.0

    @cached_property
    def is_productive(self) -> bool:
        """Whether the activities make more than they use: spectral radius of ``|A|`` below one.

        For any ``y > 0`` the radius lies between the least and the greatest of ``(|A|' y) / y``
        (Collatz and Wielandt; assumed), so with ``y = 1`` it is enough that all inputs stay below
        output. Where some do not, ``y`` is improved until one side decides.
        """
        use, share = abs(self.use_coefficients).T, abs(self.market_shares).T
        weight = np.ones(self.size)
        for _ in range(200):
            carried = use @ (share @ weight)
            ratio = carried / weight
            if not self.size or ratio.max() < 1.0:
                return True
            if ratio.min() >= 1.0:
                return False
            weight = (weight + carried) / (weight + carried).max()
        return self.spectral_radius < 1.0

    @cached_property
    def factor(self) -> Factor:
        """The factorized ``I - A``, or ``I - B D`` where the pools are fewer.

        Raises
        ------
        Infeasible
            If the activities use as much as they make: spectral radius of one or more.
        """
        if not self.is_productive:
            raise Infeasible(
                f"the net uses more than it makes: spectral radius {self.spectral_radius:.6f}",
                hint="look for activities whose inputs reach their output",
                context={"spectral_radius": self.spectral_radius},
            )
        left, right = self.market_shares, self.use_coefficients
        if self.in_pools:
            left, right = right, left
        size = left.shape[0]
        if size > DENSE_LIMIT:
            identity = sparse.eye_array(size, format="csc")
            return SparseFactor(sparse.csc_array(identity - left @ right))
        matrix = (left @ right).toarray() if self.in_pools else left @ right.toarray()
        np.negative(matrix, out=matrix)
        matrix.flat[:: size + 1] += 1.0
        return DenseFactor(np.ascontiguousarray(matrix))

    def solve(self, rhs: Floats) -> Floats:
        """Return ``L rhs``: output of each activity for demand on activities.

        Parameters
        ----------
        rhs
            ``(n,)`` or ``(n, k)`` dollars.
        """
        if not self.in_pools:
            return self.factor.solve(rhs)
        inner = self.factor.solve(np.asarray(self.use_coefficients @ rhs))
        return np.asarray(rhs + self.market_shares @ inner, dtype=np.float64)

    def solve_transposed(self, rhs: Floats) -> Floats:
        """Return ``L' rhs``: what each dollar of an activity's output carries of ``rhs``.

        Parameters
        ----------
        rhs
            ``(n,)`` or ``(n, k)`` amounts per dollar of output.
        """
        if not self.in_pools:
            return self.factor.solve_transposed(rhs)
        inner = self.factor.solve_transposed(np.asarray(self.market_shares.T @ rhs))
        return np.asarray(rhs + self.use_coefficients.T @ inner, dtype=np.float64)

    def inverse(self) -> Floats:
        """Return ``L`` whole, dense ``(n, n)``; only for those who need every cell."""
        return self.solve(np.eye(self.size)) if self.in_pools else self.factor.inverse()

    def on_activities(self, demand: Floats) -> Floats:
        """Return demand on pools as demand on activities, ``D f``: ``(m,)`` or ``(m, k)``."""
        return np.asarray(self.market_shares @ demand, dtype=np.float64)

    def on_pools(self, demand: Floats) -> Floats:
        """Return all that is demanded of each pool, at every tier, for final demand ``(m,)``."""
        output = self.solve(self.on_activities(demand))
        return np.asarray(demand + self.use_coefficients @ output, dtype=np.float64)

    @cached_property
    def final_on_activities(self) -> Floats:
        """``(n, 7)`` final use by account, as demand on the activities that make it."""
        return self.on_activities(self.net.final)

    @cached_property
    def output_multiplier(self) -> Floats:
        """``(n,)`` output in all activities per dollar of final demand: column sums of ``L``."""
        return self.solve_transposed(np.ones(self.size))

    @cached_property
    def value_added_multiplier(self) -> Floats:
        """``(n,)`` value added in all activities per dollar of final demand."""
        return self.solve_transposed(self.value_added_ratio)

    @cached_property
    def compensation_multiplier(self) -> Floats:
        """``(n,)`` labor compensation in all activities per dollar of final demand.

        Raises
        ------
        UnknownValue
            Naming the activities whose compensation is unknown.
        """
        self.require_compensation()
        return self.solve_transposed(self.compensation_ratio)

    @cached_property
    def region_coefficients(self) -> Floats:
        """``(r, n)`` dollars that leak to each region, directly, per dollar of output."""
        return np.asarray((self.leak @ self.use_coefficients).toarray(), dtype=np.float64)

    @cached_property
    def import_multiplier(self) -> Floats:
        """``(r, n)`` dollars that leak to each region, at all tiers, per dollar of final demand."""
        return self.solve_transposed(self.region_coefficients.T).T

    @cached_property
    def self_use(self) -> Floats:
        """``(n,)`` diagonal of ``L``: output of an activity per dollar of demand on itself."""
        diagonal = np.empty(self.size)
        for start in range(0, self.size, BLOCK):
            columns = np.arange(start, min(start + BLOCK, self.size))
            unit = np.zeros((self.size, len(columns)), order="F")
            unit[columns, np.arange(len(columns))] = 1.0
            diagonal[columns] = self.solve(unit)[columns, np.arange(len(columns))]
        return diagonal


def technology(net: Net) -> Technology:
    """Return the technology of a net; derived and factorized once, then kept with the net.

    Raises
    ------
    UnknownValue
        If a flow that the system needs is unknown, naming every node.
    """
    kept = net.__dict__.get(_KEY)
    if not isinstance(kept, Technology):
        found = coefficients(net)
        kept = Technology(**{f.name: getattr(found, f.name) for f in fields(found)})
        net.__dict__[_KEY] = kept
    return kept
