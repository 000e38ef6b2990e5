"""Where to draw the parts of a net: places in the unit square, the same every time.

A page cannot place 80,000 links while somebody waits, and two people who look at one twin should
see one picture. So places are computed here, once per twin.

**Across** is meaning, not force: whoever calls says how far along each node stands (steps to final
use, from raw material at 0 to final use at 1), and a node stays near that. A free force layout
would look livelier and mean nothing.

**Down** is nearness: the order comes from the Fiedler vector of the graph (the smoothest way to put
linked nodes next to each other on a line; Hall 1970, assumed: not opened) and is refined by sweeps
of the barycenter rule (Sugiyama, Tagawa and Toda 1981, assumed: not opened). Then what overlaps is
pushed apart, mostly downward, so that across keeps its meaning.

**Inside** a placed node its members lie on a sunflower spiral around it. The whole net so keeps the
shape of its overview: who knows the one finds their way in the other, and it costs nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, raise_all
from mainstay.twin.net import Floats

#: Any whole numbers.
Whole = NDArray[np.integer]

#: Turn from one seed of a sunflower to the next.
_GOLDEN = math.pi * (3.0 - math.sqrt(5.0))

#: Sweeps of the barycenter rule, and rounds of pushing apart.
SWEEPS, ROUNDS = 24, 160


@dataclass(frozen=True, eq=False)
class Links:
    """Weighted links between ``n`` nodes.

    Parameters
    ----------
    source, target
        ``(e,)`` positions of nodes.
    weight
        ``(e,)`` not negative; only their size relative to each other counts.
    """

    source: Whole
    target: Whole
    weight: Floats


@dataclass(frozen=True, eq=False)
class Layout:
    """Places of nodes, both between 0 and 1; ``y`` grows downward.

    Parameters
    ----------
    x, y
        ``(n,)``.
    """

    x: Floats
    y: Floats


def flow_layout(across: Floats, links: Links, size: Floats, *, aspect: float = 1.0) -> Layout:
    """Place nodes by how far along they stand and by whom they are linked with.

    Parameters
    ----------
    across
        ``(n,)`` where each node stands from left to right, 0 to 1.
    links
        Who is linked with whom.
    size
        ``(n,)`` radius of each node as a part of the height.
    aspect
        Width of the drawing over its height.

    Raises
    ------
    InputError
        If shapes disagree, or a link, weight, size or place cannot be.

    Examples
    --------
    >>> import numpy as np
    >>> links = Links(np.array([0, 1]), np.array([2, 2]), np.array([1.0, 1.0]))
    >>> found = flow_layout(np.array([0.0, 0.0, 1.0]), links, np.full(3, 0.05))
    >>> bool(abs(found.y[0] - found.y[1]) > 0.09), found.x.round(2).tolist()
    (True, [0.0, 0.0, 1.0])
    """
    _check(across, links, size)
    if not len(across):
        return Layout(np.zeros(0), np.zeros(0))
    near = _nearness(len(across), links)
    down = _swept(_evenly(_smoothest(near)), near)
    return _apart(across, down, size, aspect)


def band_layout(
    order: Floats, *, left: float, right: float, columns: int, top: float = 0.0, bottom: float = 1.0
) -> Layout:
    """Place nodes in a band of columns from top to bottom, in a given order.

    Nodes that follow each other stand in different columns, so that their names do not collide.

    Parameters
    ----------
    order
        ``(n,)`` any numbers; the lowest is on top.
    left, right, top, bottom
        Edges of the band.
    columns
        How many columns it has.

    Examples
    --------
    >>> import numpy as np
    >>> found = band_layout(np.array([2.0, 1.0, 3.0]), left=0.0, right=0.2, columns=2)
    >>> found.x.tolist(), found.y.round(2).tolist()
    ([0.2, 0.0, 0.0], [0.5, 0.17, 0.83])
    """
    n = len(order)
    rank = np.empty(n)
    rank[np.argsort(order, kind="stable")] = np.arange(n)
    stops = np.linspace(left, right, columns) if columns > 1 else np.array([(left + right) / 2])
    x = stops[rank.astype(np.intp) % columns]
    return Layout(x, top + (bottom - top) * (rank + 0.5) / max(n, 1))


def nested_layout(
    parent: Layout, parent_of: Whole, *, room: float = 0.02, aspect: float = 1.0
) -> Layout:
    """Place the members of placed nodes on a sunflower spiral around each of them.

    Parameters
    ----------
    parent
        Places of the nodes that hold members.
    parent_of
        ``(k,)`` position of each member's node.
    room
        Distance between neighbors on a spiral, as a part of the height.
    aspect
        Width of the drawing over its height.

    Raises
    ------
    InputError
        If a member's node is not there.

    Examples
    --------
    >>> import numpy as np
    >>> whole = nested_layout(Layout(np.array([0.5]), np.array([0.5])), np.array([0, 0]))
    >>> whole.x.round(2).tolist()
    [0.51, 0.49]
    """
    if len(parent_of) and not 0 <= parent_of.min() <= parent_of.max() < len(parent.x):
        raise InputError("a member stands in no node", hint="place every node first")
    place = np.empty(len(parent_of))
    order = np.argsort(parent_of, kind="stable")
    ordered = parent_of[order]
    starts = np.searchsorted(ordered, ordered)
    place[order] = np.arange(len(order)) - starts
    angle, radius = place * _GOLDEN, room * np.sqrt(place + 0.5) / math.sqrt(2.0)
    x = parent.x[parent_of] + radius * np.cos(angle) / aspect
    y = parent.y[parent_of] + radius * np.sin(angle)
    return Layout(np.clip(x, 0.0, 1.0), np.clip(y, 0.0, 1.0))


def _check(across: Floats, links: Links, size: Floats) -> None:
    n = len(across)
    problems = []
    if size.shape != (n,) or not (np.isfinite(size).all() and (size >= 0).all()):
        problems.append(Problem("bad_size", "size", f"one radius for each of {n} nodes"))
    if not (np.isfinite(across).all() and (across >= 0).all() and (across <= 1).all()):
        problems.append(Problem("bad_place", "across", "places go from 0 to 1"))
    ends = np.concatenate([links.source, links.target])
    if len(ends) and not 0 <= ends.min() <= ends.max() < n:
        problems.append(Problem("bad_link", "links", f"a link ends outside of {n} nodes"))
    if not (np.isfinite(links.weight).all() and (links.weight >= 0).all()):
        problems.append(Problem("bad_weight", "links", "weights are finite and not negative"))
    raise_all(InputError, "nodes cannot be placed", problems)


def _nearness(n: int, links: Links) -> Floats:
    """Return a symmetric ``(n, n)`` matrix of nearness; each node's links count alike in sum."""
    flat = np.bincount(links.source * n + links.target, links.weight, minlength=n * n)
    both = flat.reshape(n, n)
    both = both + both.T
    np.fill_diagonal(both, 0.0)
    reach = np.sqrt(np.maximum(both.sum(axis=1), 1e-300))
    return np.asarray(both / reach[:, None] / reach[None, :], dtype=np.float64)


def _smoothest(near: Floats) -> Floats:
    """Return the Fiedler vector; its sign is fixed, so that top and bottom do not swap."""
    # a faint link of all with all: parts without links get an order as well
    joined = near + 1e-6
    degree = joined.sum(axis=1)
    laplacian = np.diag(degree) - joined
    _, vectors = np.linalg.eigh(laplacian)
    found = vectors[:, min(1, len(near) - 1)]
    return np.asarray(found if found[np.argmax(np.abs(found))] > 0 else -found)


def _evenly(values: Floats) -> Floats:
    """Return ranks between 0 and 1; equal values keep their order."""
    rank = np.empty(len(values))
    # rounded: values that differ by the last bits of another machine's arithmetic are equal
    rank[np.argsort(values.round(9), kind="stable")] = np.arange(len(values)) + 0.5
    return rank / len(values)


def _swept(down: Floats, near: Floats) -> Floats:
    """Return the order after sweeps in which every node moves toward those it is linked with."""
    weight = near.sum(axis=1)
    linked = weight > 0
    for _ in range(SWEEPS):
        wanted = np.where(linked, near @ down / np.where(linked, weight, 1.0), down)
        down = _evenly(0.5 * down + 0.5 * wanted)
    return down


def _apart(across: Floats, down: Floats, size: Floats, aspect: float) -> Layout:
    """Push what overlaps apart: freely downward, hardly across."""
    x, y = across * aspect, down.copy()
    home, needed = x.copy(), size[:, None] + size[None, :]
    np.fill_diagonal(needed, 0.0)
    for _ in range(ROUNDS):
        dx, dy = x[:, None] - x[None, :], y[:, None] - y[None, :]
        # two nodes in one place part by their order
        dy = np.where((dx == 0) & (dy == 0), np.subtract.outer(np.arange(len(x)), np.arange(len(x)))
                      * 1e-6, dy)  # fmt: skip
        far = np.sqrt(dx * dx + dy * dy)
        push = np.maximum(needed - far, 0.0) / np.maximum(far, 1e-9)
        y = np.clip(y + 0.45 * (push * dy).sum(axis=1), size, 1.0 - size)
        x = x + 0.12 * (push * dx).sum(axis=1) + 0.1 * (home - x)
        x = np.clip(x, 0.0, aspect)
    return Layout(x / aspect, y)
