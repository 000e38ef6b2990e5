"""Materials: what each mineral's loss is, on what evidence, and how it compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from mainstay.errors import NotFound
from mainstay.fusion.end_uses import EndUse, end_uses
from mainstay.model import Interval, Table
from mainstay.service.homes import Step, silent
from mainstay.service.runs import DoneRun, run_analysis
from mainstay.service.twins import OpenTwin, open_twin
from mainstay.shocks.commodity.bands import band
from mainstay.shocks.commodity.expected import AS_OF, DRAWS, mineral_losses
from mainstay.sources.end_uses.reader import second_reading

#: The engine that ranks.
ENGINE = "expected-loss"


def rank_materials(
    path: Path | str | None, *, twin: str | None = None, draws: int = DRAWS, seed: int = 0,
    as_of: str = AS_OF.isoformat(), step: Step = silent,
) -> DoneRun:  # fmt: skip
    """Rank minerals by expected loss and store the run.

    Raises
    ------
    InputError
        If the twin holds no materials.
    """
    opened = open_twin(path, twin, step)
    return losses_of(opened, draws=draws, seed=seed, as_of=as_of, step=step)


def losses_of(
    opened: OpenTwin, *, draws: int = DRAWS, seed: int = 0, as_of: str = AS_OF.isoformat(),
    command: str = "mainstay materials rank", step: Step = silent,
) -> DoneRun:  # fmt: skip
    """Rank the minerals of an open twin; see :func:`rank_materials`."""
    step(f"cutting {len(opened.net.materials.computed)} minerals, {draws} draws")
    asked = {"draws": draws, "seed": seed, "as_of": as_of}
    return run_analysis(opened, ENGINE, asked, command)


def show_material(done: DoneRun, mineral: str) -> list[Table]:
    """Return what a run says of one mineral.

    Raises
    ------
    NotFound
        If the run has no number for it, with the reason.
    """
    if mineral not in {row["mineral"] for row in done.tables["expected"].rows()}:
        reasons = {r["mineral"]: r["reason"] for r in done.tables["not_computed"].rows()}
        known = ", ".join(sorted(r["mineral"] for r in done.tables["expected"].rows()))
        why = reasons.get(mineral, "no mineral of that name")
        raise NotFound(f"no loss of {mineral!r}: {why}", hint=f"computed: {known}")
    row = next(r for r in done.tables["expected"].rows() if r["mineral"] == mineral)
    names = ("regimes", "by_country", "by_industry", "drivers", "suppliers")
    return [*_facts(row, done.tables["expected"]), *(_only(done.tables[n], mineral) for n in names)]


_ENDS = ("low", "mid", "high")

#: What is said of one mineral: words and the column, dollars first.
_MONEY = (
    ("expected loss", "loss_usd"), ("expected loss, measures in force", "state_loss_usd"),
    ("loss if the leader stops", "conditional_loss_usd"),
    ("... shared out at least loss", "efficient_usd"),
    ("... nobody does without essential inputs", "bottleneck_usd"),
    ("... what the missing quantity was worth", "market_loss_usd"),
    ("... dearer imports, not in GDP", "terms_of_trade_usd"),
    ("expected final use lost, health", "health_loss_usd"),
    ("expected final use lost, defense", "defense_loss_usd"),
    ("expected gain of producers at home", "producer_gain_usd"),
    ("spending on the mineral", "spend_usd"),
    ("value added in what contains it", "value_at_risk_usd"),
)  # fmt: skip
_OTHER = (
    ("price if the leader stops, as a multiple", "price_multiple"),
    ("share of use then missing", "shortage"),
    ("... if it stops for this country alone", "bilateral_shortage"),
    ("loss of all over the value added of its users", "loss_over_direct"),
)


def _facts(row: Mapping[str, object], of: Table) -> list[Table]:
    """Return one mineral's line as tables that can be read down."""
    money: list[dict[str, object]] = [
        {
            "item": words,
            **{f"{end}_usd": row.get(f"{stem}_{end}") for end in _ENDS},
        }
        for words, stem in _MONEY
    ]
    other: list[dict[str, object]] = [
        {"item": words, **{end: row.get(f"{stem}_{end}") for end in _ENDS}}
        for words, stem in _OTHER
    ]
    said = ("rank", "leader_name", "single_point", "coverage", "cited", "confidence", "driver",
            "top10_probability", "tied_with", "interpolation_error", "efficient_error",
            "bottleneck_error")  # fmt: skip
    notes = tuple(f"{name.replace('_', ' ')}: {_plain(row[name])}" for name in said)
    return [
        Table.of("loss", money, title=f"Loss: {row['mineral']}", source=of.source, notes=of.notes),
        Table.of("market", other, title=f"Market: {row['mineral']}", source=of.source,
                 notes=notes),
    ]  # fmt: skip


def _plain(value: object) -> str:
    return f"{value:.2g}" if isinstance(value, float) else str(value)


def _only(table: Table, mineral: str) -> Table:
    rows = [row for row in table.rows() if row["mineral"] == mineral]
    return Table.of(table.name, rows, title=f"{table.title}: {mineral}", source=table.source,
                    notes=table.notes)  # fmt: skip


def evidence(path: Path | str | None, mineral: str = "", *, twin: str | None = None) -> Table:
    """Return the evidence on end uses: a row for each use and the industry that buys it."""
    materials = open_twin(path, twin).net.materials
    rows: list[dict[str, object]] = []
    for name, uses in sorted(materials.uses.items()):
        if mineral and name != mineral:
            continue
        for use in uses:
            rows += _evidence_rows(use)
    if mineral and not rows:
        raise NotFound(f"no evidence on {mineral!r}", hint=", ".join(sorted(materials.uses)))
    return Table.of("evidence", rows, title="Evidence on end uses",
                    notes=("assumed rows are swept evenly over their whole range",))  # fmt: skip


def _evidence_rows(use: EndUse) -> list[dict[str, object]]:
    def of(name: str, interval: Interval | None) -> dict[str, object]:
        if interval is None:
            return {f"{name}_{end}": None for end in ("low", "mode", "high", "method", "source")}
        return {
            f"{name}_low": interval.low, f"{name}_mode": interval.mode,
            f"{name}_high": interval.high, f"{name}_method": str(interval.method),
            f"{name}_source": interval.source,
        }  # fmt: skip

    base: dict[str, object] = {
        "mineral": use.mineral, "use": use.use, "material": use.material,
        **of("share", use.share), "confidence": use.share.confidence,
        **of("substitutable", use.substitutable),
    }  # fmt: skip
    if not use.placements:
        return [{**base, "industry": None, **of("split", None), **of("dependent", None)}]
    return [
        {**base, "industry": p.industry, **of("split", p.split), **of("dependent", p.dependent)}
        for p in use.placements
    ]


def missing(path: Path | str | None, *, twin: str | None = None) -> Table:
    """Return minerals without a number, each with its reason."""
    materials = open_twin(path, twin).net.materials
    rows: list[dict[str, object]] = [
        {"mineral": m, "reason": r} for m, r in sorted(materials.missing.items())
    ]
    return Table.of("missing", rows, title="Minerals without a number")


def compare_readings(
    path: Path | str | None, *, twin: str | None = None, draws: int = DRAWS, step: Step = silent
) -> Table:
    """Return how far two readers of the same sources are apart, and what that does to the loss."""
    net = open_twin(path, twin, step).net
    other = end_uses(pa.Table.from_batches(second_reading().batches))
    names = tuple(m for m in sorted(other) if m in net.materials.computed)
    step("computing both readings")
    first, _ = mineral_losses(net, draws=draws, minerals=names)
    uses = {**net.materials.uses, **{m: other[m] for m in names}}
    second_net = replace(net, materials=replace(net.materials, uses=uses))
    second, _ = mineral_losses(second_net, draws=draws, minerals=names)
    rows: list[dict[str, object]] = []
    for a, b in zip(first, second, strict=True):
        full = a.row([a.odds.places[0]], 1.0)
        rows.append({
            "mineral": a.mineral,
            "placed_otherwise_share": apart(net.materials.uses[a.mineral], other[a.mineral]),
            "coverage_first": a.uses.coverage, "coverage_second": b.uses.coverage,
            **band("first_loss", a.loss[full], "usd"), **band("second_loss", b.loss[full], "usd"),
            "ratio": float(np.median(b.loss[full]) / np.median(a.loss[full])),
            "bands_overlap": _overlap(a.loss[full], b.loss[full]),
        })  # fmt: skip
    notes = (
        "loss if the leading supplier stops exporting to everyone for a year",
        "placed otherwise: half the sum of differences of use by industry, unmapped use included",
    )
    return Table.of("readings", rows, title="Two readers, working apart", notes=notes)


def _overlap(a: np.ndarray, b: np.ndarray) -> bool:
    (low, high), (other_low, other_high) = np.percentile(a, [5, 95]), np.percentile(b, [5, 95])
    return bool(low <= other_high and other_low <= high)


def apart(first: tuple[EndUse, ...], second: tuple[EndUse, ...]) -> float:
    """Return the share of a mineral's use that two readings place in other industries, by modes."""
    one, two = _placed(first), _placed(second)
    return 0.5 * sum(abs(one.get(k, 0.0) - two.get(k, 0.0)) for k in {*one, *two})


def _placed(uses: tuple[EndUse, ...]) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for use in uses:
        for p in use.placements:
            found[p.industry] = found.get(p.industry, 0.0) + use.share.mode * p.split.mode
    found[""] = max(1.0 - sum(found.values()), 0.0)
    return found
