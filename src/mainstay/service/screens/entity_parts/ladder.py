"""What stands one, two and three steps from an entity, as arrays; pages are cut from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from mainstay.report.quantity import Provenance
from mainstay.service.screens.entities import Entity, EntityBook
from mainstay.service.screens.entity_ids import EntityKind, entity_id, entity_of_activity
from mainstay.service.screens.entity_parts.why import PLACED, PROJECTED, of_net
from mainstay.twin.coefficients import UNALLOCATED, Indices
from mainstay.twin.net import Floats, Net
from mainstay.twin.steps import Steps, dependence_steps, outside_of, supply_steps
from mainstay.twin.technology import Technology, technology

#: Steps that are told apart.
TIERS = 3

_UP = (
    "A dollar paid is followed to those who make what it buys, in proportion to their share of "
    "each market, and on to what they use."
)
_DOWN = (
    "What each buyer pays for it, then what the buyers' own buyers pay for it inside of that; each "
    "path is counted where it first meets it."
)

#: From a step and places on it, and places on the next one: ``(near, far)`` what goes between them,
#: and the part of it that is a published number.
Links = Callable[[int, Indices, Indices], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True)
class Face:
    """Who stands at a place of a ladder; ``entity`` is ``None`` where nobody is named."""

    entity: str | None
    name: str
    about: str


@dataclass(frozen=True, eq=False)
class Ladder:
    """The steps from one entity, in one direction.

    Parameters
    ----------
    faces
        Who stands at each of ``f`` places; the same at every step.
    reached, ends, dependence
        ``(t, f)``; see :class:`mainstay.twin.steps.Steps`. NaN is unknown; ``dependence`` is
        ``None`` where it has no meaning.
    arrives
        ``(t + 1,)``; what comes as far as each step.
    final
        ``(t + 1, 3)`` final use by account that is met at each step, or ``None``.
    total
        Of which everything is a part, in ``unit``.
    unit
        ``USD``, or ``share`` where the whole is one.
    titles, whys
        A title for each step, and where its numbers are from.
    links
        Gives what goes between two neighboring steps; ``None`` where that is not known.
    is_chain
        Whether each step goes on from the one before. Otherwise each is a market of its own.
    notes
        What the numbers mean, and what they do not.
    """

    faces: tuple[Face, ...]
    reached: Floats
    ends: Floats
    dependence: Floats | None
    arrives: Floats
    final: Floats | None
    total: float
    unit: str
    titles: tuple[str, ...]
    whys: tuple[Provenance, ...]
    links: Links | None
    is_chain: bool = True
    notes: tuple[str, ...] = ()

    @cached_property
    def order(self) -> tuple[Indices, ...]:
        """Places of each step that hold something, the largest first, the unknown last."""
        size = np.where(np.isnan(self.reached), 0.0, np.abs(self.reached))
        floor = 1e-12 * max(abs(self.total), 1e-300)
        return tuple(
            np.array(
                [k for k in np.argsort(-row, kind="stable") if row[k] > floor or unknown[k]],
                dtype=np.intp,
            )
            for row, unknown in zip(size, np.isnan(self.reached), strict=True)
        )


class NetFaces:
    """Who stands at each full activity and region of a net, and the matrices between them."""

    def __init__(self, book: EntityBook) -> None:
        self.net: Net = book.net
        self.tech: Technology = technology(book.net)
        named = book.by_id
        ids = [entity_of_activity(self.net, int(i)) for i in self.tech.activity]
        self.activities = tuple(
            Face(key, self.net.activities.name[i], named[key].about if key in named else "")
            for key, i in zip(ids, self.tech.activity, strict=True)
        )
        self.regions = tuple(_region(book, name) for name in self.tech.regions)
        seen = sparse.csr_array(self.net.use_seen)[:, self.tech.activity]
        self.seen = sparse.csc_array(seen @ sparse.diags_array(1.0 / self.tech.output_usd))
        self.use = sparse.csc_array(self.tech.use_coefficients)
        self.makers = sparse.csr_array(sparse.vstack([self.tech.market_shares, self.tech.leak]))

    def between(
        self, makers: sparse.csr_array, sources: Indices, targets: Indices
    ) -> tuple[Floats, Floats]:
        """Return what each source delivers per dollar of each target's output, and what is seen."""
        rows = makers[sources]
        return (
            np.asarray((rows @ self.use[:, targets]).toarray(), dtype=np.float64),
            np.asarray((rows @ self.seen[:, targets]).toarray(), dtype=np.float64),
        )


def _region(book: EntityBook, name: str) -> Face:
    key = entity_id(EntityKind.REGION, name)
    if key in book.by_id:
        return Face(key, book.by_id[key].name, "import region")
    words = "from nobody in particular" if name == UNALLOCATED else name
    return Face(None, words, "not placed in any region")


def upstream(faces: NetFaces, entity: Entity) -> Ladder | None:
    """Return who stands behind a dollar paid for an entity of the net, or ``None``."""
    tech, net = faces.tech, faces.net
    basket = spent_on(net, entity)
    total = float(basket.sum())
    if total <= 0:
        return None
    found = supply_steps(tech, basket, TIERS)
    size = tech.size
    reached = np.hstack([found.reached, found.outside])

    def links(step: int, near: Indices, far: Indices) -> tuple[Floats, Floats]:
        # what stands behind a region abroad is not known: nothing goes on from there
        buyers = np.where(near < size, near, 0)
        paid = np.where(near < size, reached[step, near], 0.0)[:, None]
        amounts, seen = faces.between(faces.makers, far, buyers)
        return amounts.T * paid, seen.T * paid

    return Ladder(
        faces=(*faces.activities, *faces.regions),
        reached=reached,
        ends=np.hstack([found.ends, found.outside]),
        dependence=None,
        arrives=found.arrives,
        final=None,
        total=total,
        unit="USD",
        titles=("Direct suppliers", "Their suppliers", "Third step"),
        whys=(of_net(net, _UP),) * TIERS,
        links=links,
        notes=(
            "Ends: value added at home, or dollars that leave for a region abroad; what stands "
            "behind an import is not known.",
        ),
    )


def downstream(faces: NetFaces, entity: Entity) -> Ladder | None:
    """Return who buys an entity of the net, who buys from those, and so on, or ``None``."""
    tech, net, chosen = faces.tech, faces.net, entity.chosen
    found = dependence_steps(tech, chosen, TIERS)
    total = float(found.final[0, 0] + found.arrives[0])
    if total == 0:
        return None
    abroad = entity.kind is EntityKind.REGION
    return bought(
        faces, found, outside_of(tech, chosen), total=total, unit="USD",
        titles=("Direct buyers", "Their buyers", "Third step"),
        whys=(of_net(net, _DOWN, PLACED if abroad else PROJECTED),) * TIERS,
        notes=(
            "Dollars of one step are inside the sales of the step before: steps must not be added. "
            "What is bought for final use ends there, and these ends do add up.",
        ),
    )  # fmt: skip


def bought(
    faces: NetFaces, found: Steps, makers: sparse.csr_array, *, total: float, unit: str,
    titles: tuple[str, ...], whys: tuple[Provenance, ...], notes: tuple[str, ...],
) -> Ladder:  # fmt: skip
    """Return the ladder of steps towards the uses."""
    tech = faces.tech

    def links(step: int, near: Indices, far: Indices) -> tuple[Floats, Floats]:
        amounts, seen = faces.between(makers, near, far)
        held = found.dependence[step, near][:, None] * tech.output_usd[far]
        return amounts * held, seen * held

    return Ladder(
        faces=faces.activities, reached=found.reached, ends=found.ends,
        dependence=found.dependence, arrives=found.arrives, final=found.final, total=total,
        unit=unit, titles=titles, whys=whys, links=links, notes=notes,
    )  # fmt: skip


def spent_on(net: Net, entity: Entity) -> Floats:
    """Return the dollars behind an entity: what is sold of its pools, and its makers' inputs."""
    spent = np.zeros(len(net.pools))
    spent[entity.chosen.pools] = net.made_usd[entity.chosen.pools]
    spent += np.asarray(net.use[:, entity.chosen.activities].sum(axis=1)).ravel()
    return spent
