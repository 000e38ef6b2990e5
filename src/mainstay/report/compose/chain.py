"""A mineral tier by tier: who mines, who refines, who ships here, what for, who buys it.

Who sells ore to which refiner is not published. Between two tiers stands a market: what goes in and
what comes out is known, who sold to whom is not, and nothing is drawn as if it were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mainstay.fusion.end_uses import EndUse
from mainstay.model import Interval, Method
from mainstay.report.compose.columns import Evidence
from mainstay.report.compose.supply import NO_PLACE, place_names
from mainstay.report.material import Chain, ChainLevel, ChainLink, ChainNode
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.twin.materials import HOME, Market, Materials

#: Most bars of one level; the rest is one bar.
SHOWN = 7
_NOTES = {
    "made": "Share of what the listed producers make.",
    "shipped": "Share of US imports of the form that stands for the mineral.",
    "used": "Share of US use by end use, and its split over industries.",
}


def chain_of(
    materials: Materials,
    mineral: str,
    industries: Mapping[str, str],
    evidence: Evidence,
    *,
    source: str,
    uses_source: str = "",
    places: Mapping[str, str] | None = None,
) -> Chain:
    """Return the chain of a mineral.

    Parameters
    ----------
    materials
        Of the net.
    mineral
        Slug.
    industries
        Code to name.
    evidence
        Makes provenances.
    source, uses_source
        Keys of the sources of production and imports, and of the end uses.
    places
        Code to name of places that ship and do not make.

    Returns
    -------
    Chain
        Every level sums to one: the shares of a level are of that level's own base.
    """
    markets = materials.markets.get(mineral, ())
    home = materials.home.get(mineral)
    uses = materials.uses.get(mineral, ())
    name = markets[0].name if markets else mineral
    builder = ChainBuilder()
    for market in markets:
        row = {"source": source, "confidence": 0.8 if _is_printed(market) else 0.3}
        method = Method.OBSERVED if _is_printed(market) else Method.INFERRED
        why = evidence.why(row, _NOTES["made"], method)
        builder.tier(
            f"{market.stage}".capitalize(), f"of the world, {market.year}", _made(market), why,
            market=f"world market, {market.stage}",
        )  # fmt: skip
    if home is not None and home.import_sources:
        why = evidence.why(
            {"source": source, "confidence": 0.8}, _NOTES["shipped"], Method.OBSERVED
        )
        known = place_names(materials) | dict(places or {})
        shares: dict[str, float] = {}
        for place, share in home.import_sources.items():
            who = "others" if place in NO_PLACE else known.get(place, place)
            shares[who] = shares.get(who, 0.0) + (0.0 if place == HOME else share)
        builder.tier("Shipped here by", "of US imports", scaled(shares), why, tone="imports",
                     market="United States")  # fmt: skip
    if uses:
        _add_uses(builder, uses, industries, evidence, uses_source or source)
    return Chain(
        mineral=mineral, name=name, levels=tuple(builder.levels), links=tuple(builder.links),
        note="Each column is whole by itself: its heading says what its shares are of. Between "
        "columns stands a market; who sold to whom is not published.",
    )  # fmt: skip


class ChainBuilder:
    """Levels and links, in order; a market takes everything in and gives everything out."""

    def __init__(self) -> None:
        self.levels: list[ChainLevel] = []
        self.links: list[ChainLink] = []
        self.market = ""

    def tier(
        self, title: str, base: str, shares: Mapping[str, float], why: Provenance, *,
        market: str = "", tone: str = "world",
    ) -> list[ChainNode]:  # fmt: skip
        """Add a level, fed by the market before it and feeding the one after it."""
        depth = len(self.levels)
        listed = _first(shares)
        nodes = [ChainNode(id=f"{depth}/{n}", name=n, tone=tone) for n in listed]
        self.levels.append(ChainLevel(title=title, base=base, nodes=tuple(nodes)))
        for node in nodes if self.market else ():
            share = Number(listed[node.name], Unit.SHARE, why)
            self.links.append(ChainLink(source=self.market, target=node.id, share=share))
        if market:
            pool = ChainNode(id=f"{depth + 1}/market", name=market, tone="hatch")
            self.levels.append(ChainLevel(title=market, base="", nodes=(pool,), is_market=True))
            for node in nodes:
                share = Number(listed[node.name], Unit.SHARE, why)
                self.links.append(ChainLink(source=node.id, target=pool.id, share=share))
            self.market = pool.id
        return nodes


def _is_printed(market: Market) -> bool:
    """Whether the publisher prints most of what is made."""
    printed = sum(s.made.mode for s in market.suppliers if s.made.method is Method.OBSERVED)
    return printed > 0.5 * sum(s.made.mode for s in market.suppliers)


def _made(market: Market) -> dict[str, float]:
    found: dict[str, float] = {}
    for s in market.suppliers:
        name = "others" if s.place in NO_PLACE else s.name
        found[name] = found.get(name, 0.0) + s.made.mode
    return scaled(found)


def scaled(parts: Mapping[str, float]) -> dict[str, float]:
    """Return parts as shares of their sum; nothing where there is none."""
    total = sum(parts.values())
    return {name: value / total for name, value in parts.items()} if total > 0 else {}


def _first(shares: Mapping[str, float]) -> dict[str, float]:
    """Return the largest shares, the rest under ``others``, always last."""
    named = {n: s for n, s in shares.items() if n != "others" and s > 0}
    order = sorted(named, key=lambda n: (-named[n], n))
    kept = order if len(order) <= SHOWN else order[: SHOWN - 1]
    rest = shares.get("others", 0.0) + sum(named[n] for n in order[len(kept) :])
    return {n: named[n] for n in kept} | ({"others": rest} if rest > 0 else {})


def _add_uses(
    builder: ChainBuilder,
    uses: Sequence[EndUse],
    industries: Mapping[str, str],
    evidence: Evidence,
    source: str,
) -> None:
    """Add what it is used for and who buys it; these links are known one by one."""
    total = sum(use.share.mode for use in uses) or 1.0
    depth = len(builder.levels)
    named = {use.use: ChainNode(id=f"{depth}/{use.use}", name=use.use, tone="economy")
             for use in sorted(uses, key=lambda u: -u.share.mode)}  # fmt: skip
    builder.levels.append(
        ChainLevel(title="Used for", base="of US use", nodes=tuple(named.values()))
    )
    for use in uses if builder.market else ():
        share = _range(use.share, total, evidence, source)
        builder.links.append(
            ChainLink(source=builder.market, target=named[use.use].id, share=share)
        )
    buyers = _buyers(uses, total)
    listed = _first(buyers)
    ends = {code: ChainNode(id=f"{depth + 1}/{code}", tone="economy",
                            name=industries.get(code, code))
            for code in listed}  # fmt: skip
    builder.levels.append(
        ChainLevel(title="Bought by", base="of US use", nodes=tuple(ends.values()))
    )
    for use in uses:
        for code, split in _splits(use, listed):
            share = _range(split, total / use.share.mode, evidence, source)
            builder.links.append(
                ChainLink(source=named[use.use].id, target=ends[code].id, share=share)
            )


def _buyers(uses: Iterable[EndUse], total: float) -> dict[str, float]:
    found: dict[str, float] = {}
    for use in uses:
        parts = {p.industry: p.split.mode for p in use.placements} or {"not mapped": 1.0}
        for code, split in scaled(parts).items():
            found[code] = found.get(code, 0.0) + use.share.mode / total * split
    return found


def _splits(use: EndUse, listed: Mapping[str, float]) -> list[tuple[str, Interval]]:
    """Return a use's parts by bar of the last level, those that have none together."""
    if use.share.mode <= 0:
        return []
    if not use.placements:
        return [("not mapped" if "not mapped" in listed else "others", Interval(1.0, 1.0, 1.0))]
    whole = sum(p.split.mode for p in use.placements) or 1.0
    found: dict[str, Interval] = {}
    for p in use.placements:
        code = p.industry if p.industry in listed else "others"
        split = p.split.scaled(1 / whole)
        before = found.get(code)
        found[code] = split if before is None else Interval(
            before.low + split.low, before.mode + split.mode, before.high + split.high,
            split.method, split.source, min(before.confidence, split.confidence),
        )  # fmt: skip
    return list(found.items())


def _range(part: Interval, whole: float, evidence: Evidence, source: str) -> Number:
    row = {"source": source, "confidence": part.confidence}
    why = evidence.why(row, _NOTES["used"], part.method)
    low, mode, high = (min(end / whole, 1.0) for end in (part.low, part.mode, part.high))
    return Number(mode, Unit.SHARE, why, low, high)
