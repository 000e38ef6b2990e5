"""Steps from a mineral or a country: who makes and ships it, and whose products it goes into."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from mainstay.fusion.mineral_facts import Amount, MineralFacts, WorldPool
from mainstay.fusion.mineral_shares import denominator, shares
from mainstay.model import Method
from mainstay.report.quantity import Provenance
from mainstay.service.screens.entities import NO_PLACE, Entity, EntityBook
from mainstay.service.screens.entity_ids import EntityKind, entity_id
from mainstay.service.screens.entity_parts.ladder import TIERS, Face, Ladder, NetFaces, bought
from mainstay.service.screens.entity_parts.why import PROJECTED, of_mineral, of_net
from mainstay.service.screens.explore.end_uses import EndUseCell
from mainstay.twin.coefficients import Indices
from mainstay.twin.net import Floats
from mainstay.twin.steps import Steps, forward_steps

_USES = Provenance(
    sources=("analyst.end-uses",),
    vintage="see Methods",
    method=Method.INFERRED,
    confidence=0.5,
    note="Shares of the mineral's use at home by end use, each placed in the industries that buy "
    "it; every share has its own citation in `mainstay materials evidence`.",
)
_ONWARD = (
    "What an industry takes in goes on with its sales in dollars, the same for all of its buyers."
)

#: What a ladder of places shows of one market: who, which part, and where from.
Market = tuple[str, list[tuple[str, str, Amount]], Provenance]


def markets_of(facts: MineralFacts) -> list[Market]:
    """Return the markets of a mineral, from the border to the ground: places and their shares."""
    found: list[Market] = []
    if facts.traded is not None:
        pool = facts.traded
        years = f"imports of {pool.first_year}-{pool.last_year}"
        form = f" ({pool.form.lower()})" if pool.form else ""
        rows = [(s.place, s.name, s.share) for s in pool.sources]
        found.append((f"Ships it to the United States{form}", rows, of_mineral(facts, "", years)))
    # the primary stage is the one nearest to the ground
    worlds = sorted(facts.world, key=lambda w: w.is_primary)
    return found + [
        _world(facts, w) for w in worlds if w.measure == "production" and w.is_comparable
    ]


def _world(facts: MineralFacts, pool: WorldPool) -> Market:
    names = {p.place: p.name for p in pool.producers}
    base = denominator(pool)
    rule = base.rule.replace("_", " ") if base else "no denominator"
    rows = [(place, names[place], share) for place, share in shares(pool)]
    why = of_mineral(facts, f"Shares of the {rule}.", f"year {pool.year}")
    return f"World, {pool.stage.replace('-', ' ')}", rows, why


def makers(book: EntityBook, facts: MineralFacts) -> Ladder | None:
    """Return the markets of a mineral, each with its places; ``None`` where none is published."""
    markets = markets_of(facts)[:TIERS]
    if not markets:
        return None
    names = {place: name for _, rows, _ in markets for place, name, _ in rows}
    places = list(names)
    rest = len(places)
    shown = np.zeros((len(markets), rest + 1))
    for tier, (_, rows, _) in enumerate(markets):
        for place, _, share in rows:
            # a place may stand in two rows, such as two products of one stage
            shown[tier, places.index(place)] += np.nan if share.value is None else share.value
        # shares of a printed total leave a part that the publisher places nowhere
        shown[tier, rest] = max(1.0 - float(np.nansum(shown[tier])), 0.0)
    shown[np.abs(shown) < 1e-9] = 0.0
    faces = [_place(book, place, name) for place, name in names.items()]
    return Ladder(
        faces=(*faces, Face(None, "Not told by the publisher", "withheld or not listed")),
        reached=shown, ends=shown, dependence=None, arrives=np.ones(len(markets) + 1), final=None,
        total=1.0, unit="share", titles=tuple(title for title, _, _ in markets),
        whys=tuple(why for _, _, why in markets), links=None, is_chain=False,
        notes=("Each is a market of its own and adds up to one: what a country ships need not be "
               "what it mined.",),
    )  # fmt: skip


def _place(book: EntityBook, place: str, name: str) -> Face:
    if place in NO_PLACE:
        return Face(None, name, "countries that the publisher does not name")
    key = entity_id(EntityKind.COUNTRY, place)
    return Face(key if key in book.by_id else None, name, "country")


def users(faces: NetFaces, cells: list[EndUseCell]) -> Ladder | None:
    """Return whose products a mineral goes into, and where those go; ``None`` where not known."""
    if not cells:
        return None
    start = np.zeros(faces.tech.size)
    place = {int(i): k for k, i in enumerate(faces.tech.activity)}
    for cell in cells:
        start[place[cell.buyer]] += cell.share
    found = forward_steps(faces.tech, start, TIERS)
    ladder = bought(
        faces, found, faces.tech.market_shares, total=1.0, unit="share",
        titles=("Industries that use it", "Their buyers", "Third step"),
        whys=(_USES, *(of_net(faces.net, _ONWARD, 0.4),) * (TIERS - 1)),
        notes=("Parts of what the country uses of it; a use that is placed in no industry stands "
               "apart.",),
    )  # fmt: skip
    return _with_unplaced(ladder, 1.0 - float(start.sum()))


def _with_unplaced(ladder: Ladder, rest: float) -> Ladder:
    """Return a ladder with what is placed nowhere as a part of its first step."""
    place = Face(None, "Not placed in an industry", "uses that nobody assigns")
    column = np.zeros((TIERS, 1))
    column[0, 0] = max(rest, 0.0)
    arrives = ladder.arrives.copy()
    arrives[0] += column[0, 0]
    size, inner = len(ladder.faces), ladder.links

    def links(step: int, near: Indices, far: Indices) -> tuple[Floats, Floats]:
        amounts = np.zeros((2, len(near), len(far)))
        rows, columns = np.flatnonzero(near < size), np.flatnonzero(far < size)
        if inner is not None and len(rows) and len(columns):
            for kind, found in enumerate(inner(step, near[rows], far[columns])):
                amounts[kind][np.ix_(rows, columns)] = found
        return amounts[0], amounts[1]

    return Ladder(
        faces=(*ladder.faces, place),
        reached=np.hstack([ladder.reached, column]), ends=np.hstack([ladder.ends, 0.0 * column]),
        dependence=None, arrives=arrives, final=ladder.final, total=ladder.total,
        unit=ladder.unit, titles=ladder.titles, whys=ladder.whys, links=links, notes=ladder.notes,
    )  # fmt: skip


def shipped(book: EntityBook, faces: NetFaces, entity: Entity, cells: list[EndUseCell],
            ) -> Ladder | None:  # fmt: skip
    """Return what a country ships to the United States by mineral, who uses it, who buys that.

    Dollars are what the country uses of each mineral at its price, times the share of imports that
    comes from there: a mineral without a price or a use is listed as unknown.
    """
    home = book.net.materials.home
    sent = {
        mineral: facts.traded
        for mineral, facts in book.minerals.items()
        if facts.traded is not None
        and any(s.place == entity.code and s.share.value for s in facts.traded.sources)
    }
    if not sent:
        return None
    tech, names = faces.tech, list(sent)
    dollars = np.full(len(names), np.nan)
    for k, mineral in enumerate(names):
        use = home.get(mineral)
        if use is not None and use.imports is not None:
            part = use.import_sources.get(entity.code, 0.0)
            dollars[k] = use.imports.mode * use.price_usd.mode * part
    place = {int(i): k for k, i in enumerate(tech.activity)}
    product = book.net.pools.product
    into = sparse.lil_array((len(names), tech.size))
    for cell in cells:
        if product[cell.pool] in sent:
            into[names.index(product[cell.pool]), place[cell.buyer]] += cell.share
    return _shipped(book, faces, names, dollars, sparse.csr_array(into))


def _shipped(
    book: EntityBook, faces: NetFaces, names: list[str], dollars: Floats, into: sparse.csr_array
) -> Ladder | None:
    tech, known = faces.tech, np.nan_to_num(dollars)
    start = np.asarray(known @ into, dtype=np.float64)
    found = forward_steps(tech, start, TIERS - 1)
    width = tech.size + len(names)
    reached, ends = np.zeros((TIERS, width)), np.zeros((TIERS, width))
    reached[0, tech.size :] = dollars
    reached[1:, : tech.size], ends[1:, : tech.size] = found.reached, found.ends
    faces_of = (
        *faces.activities,
        *(Face(entity_id(EntityKind.MINERAL, m), book.minerals[m].names[0], "mineral")
          for m in names),
    )  # fmt: skip

    def links(step: int, near: Indices, far: Indices) -> tuple[Floats, Floats]:
        if step == 0:
            rows = near - tech.size
            amounts = known[rows][:, None] * into[rows][:, far].toarray()
            return np.asarray(amounts), np.zeros_like(amounts)
        amounts, seen = faces.between(tech.market_shares, near, far)
        held = found.dependence[step - 1, near][:, None] * tech.output_usd[far]
        return amounts * held, seen * held

    return Ladder(
        faces=faces_of, reached=reached, ends=ends, dependence=None,
        arrives=np.r_[known.sum(), found.arrives], final=_later(found), total=float(known.sum()),
        unit="USD", titles=("Minerals it ships here", "Industries that use them", "Their buyers"),
        whys=(_value_of_imports(book.minerals[names[0]]), _USES, of_net(book.net, _ONWARD, 0.4)),
        links=links,
        notes=(
            "Minerals without a printed price or quantity are listed as unknown and are in no sum.",
            "Shares of imports are averages of the printed years: what stopped since is in them.",
            "Goods other than minerals stand under the import region, if it is one.",
        ),
    )  # fmt: skip


def _value_of_imports(facts: MineralFacts) -> Provenance:
    """Return the provenance of a product of three printed numbers, which nobody printed itself."""
    note = "Imports of the mineral at its price, times the share of imports from there."
    printed = of_mineral(facts, note, "imports at the printed price")
    return replace(printed, method=Method.INFERRED, confidence=PROJECTED)


def _later(found: Steps) -> Floats:
    return np.vstack([np.zeros(found.final.shape[1]), found.final])
