"""All materials of a twin: markets, use at home, end uses, places, and what is not computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mainstay.fusion.end_uses import Outside, Reading
from mainstay.fusion.export_measures import ExportPolicy, export_policy
from mainstay.fusion.market_classes import UNNAMED, MarketClasses, market_classes
from mainstay.fusion.material_values import MaterialValues, material_values
from mainstay.fusion.mineral_facts import MineralFacts
from mainstay.fusion.mineral_names import mineral_rules
from mainstay.fusion.stated_supply import stated_supply
from mainstay.model import Classification
from mainstay.twin.material_markets.home_use import home_use_of
from mainstay.twin.material_markets.markets import markets_of
from mainstay.twin.materials import HomeUse, Market, Materials, Supplier


def materials_of(
    minerals: Mapping[str, MineralFacts],
    readings: Sequence[Reading],
    stability: Mapping[str, float],
    *,
    classes: MarketClasses | None = None,
    values: MaterialValues | None = None,
    policy: ExportPolicy | None = None,
) -> Materials:
    """Return what is known of every mineral, and why the others cannot be computed.

    A member of a group whose group has a market of its own is counted in the group. Nothing here
    reads whether a list calls a mineral critical.

    Parameters
    ----------
    minerals
        Facts by mineral, see :func:`mainstay.fusion.minerals.mineral_facts`.
    readings
        Readings of end uses; those that are not chosen are passed over.
    stability
        Country to its governance percentile.
    classes, values, policy
        Classes of markets, meaning of prices, measures and blocs; those of the package when not
        given.

    Examples
    --------
    >>> materials_of({}, (), {}).computed
    ()
    """
    classes, values = classes or market_classes(), values or material_values()
    policy = policy or export_policy()
    chosen = {r.mineral: r for r in readings if r.is_chosen}
    markets: dict[str, tuple[Market, ...]] = {}
    home: dict[str, HomeUse] = {}
    missing: dict[str, str] = {}
    for name, facts in minerals.items():
        use = home_use_of(facts, minerals, values)
        made = markets_of(facts, classes, use if isinstance(use, HomeUse) else None)
        made = made or _stated(facts, classes)
        reason = _reason(facts, minerals, bool(made), use, name in chosen)
        if made and not _counted(facts, minerals):
            markets[name] = made
        if isinstance(use, HomeUse):
            home[name] = _with_outside(use, chosen[name].outside if name in chosen else ())
        if reason:
            missing[name] = reason
    for name in sorted(chosen.keys() - minerals.keys()):
        near = Classification("minerals", {m: m for m in minerals}, "").closest(name, 2)
        hint = "; closest: " + ", ".join(n.split()[0] for n in near) if near else ""
        missing[name] = f"no such mineral in the edition{hint}"
    return Materials(
        markets=markets,
        home=home,
        uses={name: chosen[name].uses for name in sorted(chosen)},
        stability=dict(stability),
        willingness=dict(policy.willingness),
        own_use=dict(classes.own_use),
        measures=policy.measures,
        blocs=dict(policy.blocs),
        missing=dict(sorted(missing.items())),
        sources=_sources(minerals, chosen),
    )


def _stated(facts: MineralFacts, classes: MarketClasses) -> tuple[Market, ...]:
    """Return the market of a mineral whose supply is stated by share, for want of a world table."""
    supply = stated_supply().get(facts.slug)
    if supply is None or facts.world:
        return ()
    return (
        Market(
            mineral=facts.slug, name=facts.names[0], group=facts.group, stage=supply.stage,
            pool_id=f"mineral:{facts.slug}:world-primary", unit="share", year=supply.year,
            market_class=classes.classes.get(facts.slug, UNNAMED),
            suppliers=tuple(Supplier(s.place, s.name, s.share) for s in supply.suppliers),
            notes=("no world table is printed; shares are stated, each with its source",),
        ),
    )  # fmt: skip


def _counted(facts: MineralFacts, minerals: Mapping[str, MineralFacts]) -> bool:
    """Whether a mineral is a member of a group that has a market of its own."""
    group = minerals.get(facts.group)
    return group is not None and any(pool.is_comparable for pool in group.world)


def _reason(
    facts: MineralFacts,
    minerals: Mapping[str, MineralFacts],
    is_made: bool,
    use: HomeUse | str,
    is_read: bool,
) -> str:
    """Return why a mineral is not computed, or an empty text where it is."""
    if _counted(facts, minerals):
        return f"group member: counted in {facts.group}"
    members = mineral_rules()["groups"].get(facts.slug, ())
    own = [m for m in members if m in minerals and minerals[m].world]
    if own and not facts.world:
        return f"group: counted by its members {', '.join(own)}"
    reasons = []
    if not is_made:
        printed = (
            "the parts of the world table cannot be added" if facts.world else "no world table"
        )
        reasons.append(printed)
    if isinstance(use, str):
        reasons.append(use)
    if not is_read:
        reasons.append("no end-use evidence")
    return "; ".join(reasons)


def _with_outside(use: HomeUse, outside: Sequence[Outside]) -> HomeUse:
    """Return the use at home with each form that carries the mineral beside it."""
    words = (f"{_amount(form)} {form.unit} of {form.form}, {form.year}" for form in outside)
    return replace(use, outside=tuple(words))


def _amount(form: Outside) -> str:
    low, high = form.amount.low, form.amount.high
    return f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"


def _sources(
    minerals: Mapping[str, MineralFacts], chosen: Mapping[str, Reading]
) -> tuple[str, ...]:
    editions = {facts.edition for facts in minerals.values()}
    read = {f"analyst.end-uses {reading.vintage}" for reading in chosen.values()}
    return tuple(sorted(editions | read))
