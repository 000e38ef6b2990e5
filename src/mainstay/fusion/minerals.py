"""Claims of one edition of the Mineral Commodity Summaries to facts per mineral.

Rules, stated once:

* A **series** is a commodity and the publisher's words for a statistic. Words after a colon split a
  series only where one place stands under two of them (clays: bentonite, kaolin); where every place
  stands once, they describe the place's number (diatomite: "processed" for Denmark).
* A world total is never a producer, and rows under "Other countries" are a place of their own.
* The **primary** pool is the most upstream stage in the order of :data:`STAGES`, where exactly one
  series has that stage.
* The **traded** import pool is the printed total over all forms; else the only form; else the only
  form that is neither ore, concentrate, waste nor scrap; else there is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError
from mainstay.fusion.countries import Place, places
from mainstay.fusion.mineral_facts import (
    Amount,
    Flow,
    ImportPool,
    ImportShare,
    MineralFacts,
    Producer,
    UnitValue,
    WorldPool,
    slug,
)
from mainstay.fusion.mineral_names import group_of, mineral_of, mineral_rules
from mainstay.model import Qualifier, factor, unit

#: Stages from the ground up, as they are named in the publisher's words.
STAGES = ("mine", "primary", "smelter", "refinery", "sponge", "plant", "production")

KINDS = (
    "production", "capacity", "world_total", "import_source", "import_reliance", "mineral_flow",
    "unit_value", "critical_flag",
)  # fmt: skip

_ROUNDED = re.compile(r"[:,]?\s*\(?rounded\)?$", re.IGNORECASE)
_RAW = re.compile(r"\b(ores?|concentrates?|wastes?|scrap|celestite|chromite)\b", re.IGNORECASE)
_COMPOUND = re.compile(
    r"oxide|[a-z]O\d|O\d|carbonate|hydroxide|fluorite|chloride|nitrate|perrhenate|acetate|formate|"
    r"alloy|ferro|\bore|concentrate|chromite|zircon\b|bromide|tantalite|trioxide|brine",
    re.IGNORECASE,
)

Row = Mapping[str, Any]


def mineral_facts(claims: pa.Table, *, year: int | None = None) -> dict[str, MineralFacts]:
    """Return the facts of every mineral that the claims of one edition speak of.

    Parameters
    ----------
    claims
        Claims of one source and vintage; kinds other than :data:`KINDS` are ignored.
    year
        Year of the facts; the last year with production when not given.

    Raises
    ------
    InputError
        If there is no such claim, or if there are several editions.
    UnknownCode
        If a printed place is not in the table of places, with every such name.
    """
    wanted = claims.filter(pc.is_in(claims["kind"].cast(pa.string()), pa.array(KINDS)))
    rows = wanted.to_pylist()
    editions = sorted({f"{r['source']} {r['vintage']}" for r in rows})
    if len(editions) != 1:
        raise InputError(
            f"mineral facts need one edition, not {len(editions)}",
            hint="choose a source and a vintage; found: " + (", ".join(editions) or "none"),
        )
    made = [r["valid_to"].year for r in rows if r["kind"] in ("production", "world_total")]
    chosen = year if year is not None else max(made, default=0)
    known = places(_printed(r) for r in rows if r["subject"].startswith("country.usgs:"))
    by_mineral: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_mineral[mineral_of(_commodity(row))].append(row)
    return {
        name: _facts(name, by_mineral[name], known, chosen, editions[0])
        for name in sorted(by_mineral)
    }


def _facts(
    mineral: str, rows: Sequence[Row], known: Mapping[str, Place], year: int, edition: str
) -> MineralFacts:
    of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of[row["kind"]].append(row)
    world = _world(mineral, of, known, year)
    flows = tuple(_flow(r) for r in of["mineral_flow"])
    flags = {r["text"] for r in of["critical_flag"]}
    notes = tuple(f"stray critical flag {f!r}" for f in sorted(flags - {"Yes", "No"}))
    pool_unit = (world[0].unit if world else _import_unit(flows)) or "t"
    return MineralFacts(
        slug=mineral,
        names=tuple(sorted({_commodity(r) for r in rows})),
        group=group_of(mineral),
        edition=edition,
        year=year,
        is_critical={"Yes": True, "No": False}.get(min(flags & {"Yes", "No"}, default="")),
        world=world,
        imports=_imports(mineral, of["import_source"], known, flows, year),
        flows=flows,
        reliance=tuple(_reliance(r) for r in of["import_reliance"]),
        unit_value=_unit_value(of["unit_value"], pool_unit, year),
        notes=notes,
        prices=tuple(_flow(r) for r in of["unit_value"]),
    )


def _world(
    mineral: str, of: Mapping[str, list[Row]], known: Mapping[str, Place], year: int
) -> tuple[WorldPool, ...]:
    """Return the pools of a mineral, from production or, where there is none, from capacity."""
    made = _series(mineral, of["production"], year)
    could = _series(mineral, of["capacity"], year)
    measure = "production" if made or not could else "capacity"
    series = made if measure == "production" else could
    totals = [
        r for r in of["world_total"]
        if r["valid_to"].year == year and r["subject"].casefold().endswith(measure)
    ]  # fmt: skip
    alternatives = set(mineral_rules()["alternative_series"].get(mineral, ()))
    pools = []
    for (base, sub), rows in series.items():
        if sub in alternatives:
            continue
        total = _total_of(totals, base, sub or _only_sub(rows))
        same = measure == "production" and len(series) == 1 and len(could) == 1
        capacity = next(iter(could.values())) if same else []
        pools.append(
            WorldPool(
                mineral=mineral,
                stage=_stage(base),
                series=_detail(rows[0]),
                measure=measure,
                unit=rows[0]["unit"],
                year=year,
                producers=_producers(rows, known, sub),
                printed_total=_amount(total) if total else Amount(),
                total_words=(total["text"] or "") if total else "",
                capacity=_producers(capacity, known, "", rows[0]["unit"]),
                is_comparable=total is None or total["qualifier"] != Qualifier.NOT_APPLICABLE,
            )
        )
    return _named(pools, [sub or base for base, sub in series if sub not in alternatives])


def _only_sub(rows: Sequence[Row]) -> str:
    """Return the words that all rows of a series share after the colon, or an empty text."""
    subs = {_split(_detail(r))[1] for r in rows}
    return subs.pop() if len(subs) == 1 else ""


def _total_of(totals: Sequence[Row], base: str, sub: str) -> Row | None:
    """Return the printed world total of a series: of its own words, else the base's only one."""
    of_base = [t for t in totals if _split(_detail(t))[0] == base]
    named = [t for t in of_base if _split(_detail(t))[1] == sub] or of_base
    return named[0] if len(named) == 1 else None


def _series(mineral: str, rows: Sequence[Row], year: int) -> dict[tuple[str, str], list[Row]]:
    """Return rows of one year by series, split by sub-series only where a place stands twice."""
    joined: dict[str, str] = mineral_rules()["joined_series"].get(mineral, {})
    by_base: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["valid_to"].year == year:
            base = _split(_detail(row))[0]
            by_base[joined.get(base, base)].append(row)
    found: dict[tuple[str, str], list[Row]] = {}
    for base, members in by_base.items():
        is_split = len({_printed(r) for r in members}) < len(members)
        for row in members:
            sub = _split(_detail(row))[1] if is_split else ""
            found.setdefault((base, sub), []).append(row)
    return found


def _named(pools: list[WorldPool], words: list[str]) -> tuple[WorldPool, ...]:
    """Give pools of one stage names of their own, and mark the primary one."""
    stages = [p.stage for p in pools]
    named = [
        replace(p, stage=f"{p.stage}-{slug(word)}") if stages.count(p.stage) > 1 else p
        for p, word in zip(pools, words, strict=True)
    ]
    first = min((STAGES.index(s) for s in stages), default=0)
    top = [i for i, s in enumerate(stages) if STAGES.index(s) == first]
    if len(top) == 1:
        named[top[0]] = replace(named[top[0]], is_primary=True)
    return tuple(named)


def _producers(
    rows: Sequence[Row], known: Mapping[str, Place], sub: str, into: str | None = None
) -> tuple[Producer, ...]:
    made = []
    for row in rows:
        where = known[_printed(row)]
        amount = _amount(row)
        if into and into != row["unit"]:
            amount = amount.scaled(factor(row["unit"], into))
        said = "" if sub else _split(_detail(row))[1]
        detail = ", ".join(w for w in (said, where.words) if w)
        made.append(Producer(where.code, where.name, amount, detail, row["claim_id"]))
    return tuple(made)


def _imports(
    mineral: str,
    rows: Sequence[Row],
    known: Mapping[str, Place],
    flows: Sequence[Flow],
    year: int,
) -> tuple[ImportPool, ...]:
    forms: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        forms[_detail(row)].append(row)
    chosen, rule = _traded(mineral, list(forms))
    pools = []
    for form, members in forms.items():
        sources = tuple(
            ImportShare(
                known[_printed(r)].code, known[_printed(r)].name,
                _amount(r).scaled(0.01), r["claim_id"],
            )
            for r in members
        )  # fmt: skip
        flow = _quantity(form, len(forms), flows, year)
        pools.append(
            ImportPool(
                mineral=mineral,
                form=form,
                first_year=members[0]["valid_from"].year,
                last_year=members[0]["valid_to"].year,
                sources=sources,
                quantity=flow.amount if flow else Amount(),
                unit=flow.unit if flow else "",
                year=year,
                is_traded=form == chosen,
                rule=rule if form == chosen else "",
            )
        )
    return tuple(pools)


def _traded(mineral: str, forms: Sequence[str]) -> tuple[str | None, str]:
    """Return the form that stands for the mineral's traded pool, and the rule that chose it."""
    fixed = mineral_rules()["total_forms"].get(mineral)
    total = [f for f in forms if f.casefold() == fixed or _is_total(f)]
    if len(total) == 1:
        return total[0], "printed_total"
    if len(forms) == 1:
        return forms[0], "only_form"
    refined = [f for f in forms if not _RAW.search(f)]
    if not total and len(refined) == 1:
        return refined[0], "only_refined_form"
    return None, ""


def _is_total(form: str) -> bool:
    return re.match(r"(all\b|total\b|combined total\b)", form, re.IGNORECASE) is not None


def _quantity(form: str, count: int, flows: Sequence[Flow], year: int) -> Flow | None:
    """Return the import flow printed under the name of a form, if there is exactly one."""
    imports = [
        f
        for f in flows
        if f.statistic == "Import" and f.year == year and not f.form.endswith("General")
    ]
    wanted = slug(form)
    named = [f for f in imports if slug(f.form.rpartition(":")[2]) == wanted]
    if _is_total(form):
        named = named or [f for f in imports if _is_total(f.form.rpartition(":")[2].strip())]
    if not named and count == 1 and len(imports) == 1:
        named = imports
    return named[0] if len(named) == 1 else None


def _unit_value(rows: Sequence[Row], pool_unit: str, year: int) -> UnitValue | None:
    """Return the interval over the printed prices of the last year that has any."""
    usable, left_out = [], []
    for row in rows:
        if row["valid_to"].year > year or row["lo"] is None or row["hi"] is None:
            continue
        scale = _price_factor(row["unit"], pool_unit)
        if scale is None:
            left_out.append(f"{_detail(row)} ({row['unit']})")
        else:
            usable.append((row["valid_to"].year, _amount(row).scaled(scale), _detail(row)))
    skipped = tuple(dict.fromkeys(left_out))
    if not usable:
        return UnitValue(Amount(), pool_unit, year, (), skipped) if skipped else None
    last = max(y for y, _, _ in usable)
    prices = [(a, d) for y, a, d in usable if y == last]
    lows = [a.lo for a, _ in prices if a.lo is not None]
    highs = [a.hi for a, _ in prices if a.hi is not None]
    single = prices[0][0]
    kind = single.qualifier if len(prices) == 1 else Qualifier.RANGE
    value = single.value if len(prices) == 1 else None
    forms = tuple(d for _, d in prices)
    amount = Amount(value, min(lows), max(highs), kind)
    compounds = tuple(f for f in forms if is_compound(f))
    return UnitValue(amount, pool_unit, last, forms, skipped, compounds)


def is_compound(form: str) -> bool:
    """Whether the name of a price or form is that of an ore, a compound or an alloy.

    >>> is_compound("Germanium dioxide"), is_compound("Germanium metal")
    (True, False)
    """
    return _COMPOUND.search(form) is not None


def _price_factor(price_unit: str, pool_unit: str) -> float | None:
    """Return US dollars per pool unit in one price unit, or ``None`` if they do not convert."""
    bases = {"mass": ("USD_per_t", "t"), "gem_mass": ("USD_per_carat", "carat")}
    if unit(pool_unit).dimension not in bases:
        return None
    price_base, mass_base = bases[unit(pool_unit).dimension]
    if unit(price_unit).dimension != unit(price_base).dimension:
        return None
    return factor(price_unit, price_base) * factor(pool_unit, mass_base)


def _flow(row: Row) -> Flow:
    statistic = row["subject"].partition(":")[2]
    year = row["valid_to"].year
    return Flow(statistic, _detail(row), year, _amount(row), row["unit"], row["claim_id"])


def _reliance(row: Row) -> Flow:
    form = _detail(row).partition(":")[2].strip()
    amount = _amount(row).scaled(0.01)
    year = row["valid_to"].year
    return Flow("Net import reliance", form, year, amount, "share", row["claim_id"])


def _import_unit(flows: Sequence[Flow]) -> str:
    units = {f.unit for f in flows if f.statistic in ("Import", "Consumption")}
    return next(iter(units)) if len(units) == 1 else ""


def _amount(row: Row) -> Amount:
    return Amount(row["value"], row["lo"], row["hi"], Qualifier(row["qualifier"]))


def _commodity(row: Row) -> str:
    return str(row["object"]).partition(":")[2].partition("/")[0]


def _detail(row: Row) -> str:
    return str(row["object"]).partition("/")[2]


def _printed(row: Row) -> str:
    return str(row["subject"]).partition(":")[2]


def _split(detail: str) -> tuple[str, str]:
    """Return base and sub-series of a detail, folded, without the word "rounded".

    >>> _split("Mine production: Kaolin, rounded"), _split("Production—ulexite")
    (('mine production', 'kaolin'), ('production', 'ulexite'))
    """
    plain = _ROUNDED.sub("", detail.casefold().strip()).strip()
    base, _, sub = plain.replace("—", ":", 1).partition(":")
    return base.strip(), sub.strip()


def _stage(base: str) -> str:
    return next((s for s in STAGES if re.search(rf"\b{s}\b", base)), STAGES[-1])
