"""A run of invented numbers in the shape of the engine's; no number here is a finding."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from mainstay.model import Table
from mainstay.report import RunIdentity, Source
from mainstay.report.compose import DynamicFindings, dynamic_brief
from mainstay.shocks.recovery import Curves, over_time, recovery
from mainstay.shocks.recovery.members import shaped

SOURCES = (
    Source(
        key="sample.accounts",
        publisher="Sample Bureau",
        title="Invented accounts",
        vintage="2023",
        sha256="1" * 64,
        license="public domain",
    ),
)
RUN = RunIdentity(
    run_id="5a" * 16,
    twin_id="7c" * 16,
    command="mainstay run taiwan-strait --engine ario --twin demo",
    version="0.1.0",
    seed=7,
)
INDUSTRIES = (
    "Semiconductor and related device manufacturing",
    "Automobile manufacturing",
    "Light truck and utility vehicle manufacturing",
    "Search, detection, and navigation instruments manufacturing",
    "Electromedical and electrotherapeutic apparatus manufacturing",
    "Other real estate",
    "Wholesale trade",
    "Truck transportation",
    "Plastics material and resin manufacturing",
    "Computer systems design services",
    "Aircraft manufacturing",
    "Storage battery manufacturing",
    "Telephone apparatus manufacturing",
    "Household appliance stores",
    "Commercial and industrial machinery and equipment repair and maintenance",
)
COUNTRIES = ("USA", "TWN", "JPN", "KOR", "DEU", "CHN", "MEX", "CAN", "GBR", "SGP", "RoW")
DAYS = np.arange(1.0, 366.0)


def dip(start, depth, length, over=0.0):
    """Return a curve that falls within ten days and comes back in a straight line."""
    t = DAYS - start
    fall = np.clip(t / 10, 0, 1) * np.clip(1 - (t - 10) / length, 0, 1) * depth
    return np.where(t < 0, 0.0, fall) - over * np.exp(-(((t - length - 30) / 25) ** 2)) * (t > 0)


def _curves(members):
    rng = np.random.default_rng(11)
    rows = [("account", "economy", "value added", 7.5e10, dip(8, 0.06, 150, 0.004)),
            ("account", "health", "final use", 9e9, dip(25, 0.03, 120)),
            ("account", "defense", "final use", 3e9, dip(30, 0.09, 420))]  # fmt: skip
    for k, name in enumerate(INDUSTRIES):
        length = 90 + 45 * k if k < 9 else 60
        size = 0.75 * 0.8**k if k != 5 else 0.004
        rows.append(
            (
                "industry",
                name,
                "output",
                4e8 + 3e7 * k,
                dip(1 + 5 * k, size, length, 0.03 * (k > 6)),
            )
        )
    for k, name in enumerate(COUNTRIES):
        rows.append(("country", name, "value added", 2e10, dip(2 + 4 * k, 0.3 * 0.7**k, 200)))
    loss = np.stack([row[4] for row in rows], axis=1)[:, :, None]
    scale = rng.uniform(0.5, 1.5, members) if members > 1 else np.ones(1)
    return Curves(
        tuple(r[0] for r in rows), tuple(r[1] for r in rows), tuple(r[2] for r in rows),
        np.array([r[3] for r in rows]), DAYS, loss * scale,
    )  # fmt: skip


def _first():
    names = [INDUSTRIES[k] for k in (0, 4, 1, 2, 3, 12)]
    rows = []
    for rank, name in enumerate(names):
        back = names[max(rank - 1, 0)]
        chain = f"{name}, day {1 + 8 * rank} <- short of semiconductors <- {back}, day 1"
        rows.append(
            {
                "scenario": "strait", "rank": rank + 1, "tied": 0, "day_low": 1.0 + 5 * rank,
                "day_mid": 1.0 + 8 * rank, "day_high": None if rank == 5 else 1.0 + 12 * rank,
                "hit_share": 1.0 if rank < 5 else 0.8, "id": f"a{rank}", "name": name,
                "region": None, "sector": None, "output_usd": 1e10,
                "short_of": "semiconductors" if rank else None,
                "chain": (chain if rank else f"{name}, day 1") + ": by its own capacity or by "
                "demand", "chain_ids": f"a{rank}|p|a0" if rank else "a0",
                "links": 1 if rank else 0, "begins": "no input", "tied_suppliers": 0,
                "same_share": 0.9,
            }
        )  # fmt: skip
    return shaped("first_hit", rows, "Who is hit first")


def _spread(found):
    rows, links = [], []
    for day in (0.0, 1.0, 7.0, 30.0, 90.0, 180.0, 365.0):
        for g, (kind, key) in enumerate(zip(found.kinds, found.ids, strict=True)):
            if kind == "country":
                loss = float(np.median(found.loss[int(day) - 1, g])) if day else 0.0
                rows.append(
                    {"scenario": "strait", "day": day, "kind": kind, "id": key, "name": key,
                     "region": key, "loss_share": loss, "loss_usd_per_day": loss * 2e10,
                     "state": "below normal" if loss > 0.01 else "normal"}
                )  # fmt: skip
        for k, name in enumerate(INDUSTRIES[1:13] if day else ()):
            missing = 1e7 * 0.8**k * np.sin(day / 116)
            if missing > 0:
                source = INDUSTRIES[0] if k % 2 else INDUSTRIES[8]
                links.append(
                    {"scenario": "strait", "day": day, "rank": k + 1, "source": source,
                     "target": name, "product": "semiconductors", "source_name": source,
                     "target_name": name, "missing_usd_per_day": float(missing),
                     "share_of_input": 0.3}
                )  # fmt: skip
    return shaped("spread", rows, "Spread"), shaped("spread_links", links, "Missing")


def _ensemble():
    curve = [
        {"account": account, "loss_usd": float(x) * size, "probability": float(1 - p),
         "probability_low": max(0.0, float(1 - p) - 0.03),
         "probability_high": min(1.0, float(1 - p) + 0.03)}
        for account, size in (("gdp", 1e11), ("health", 9e9), ("defense", 4e9))
        for p, x in zip(np.linspace(0, 1, 60), np.linspace(0.2, 3, 60) ** 1.5, strict=True)
    ]  # fmt: skip
    drivers = [
        {"account": "gdp", "parameter": name, "index": index, "low_answer": 9e10 + low * 1e10,
         "high_answer": 9e10 + high * 1e10}
        for name, index, low, high in (
            ("cover_scale", 0.45, 6, -3), ("shock_size", 0.3, -4, 5), ("psi", 0.1, -1, 2),
            ("overproduction_max", 0.06, 1, -1), ("restock_days", 0.03, -0.4, 0.6),
            ("start_day", 0.01, 0, 0.2),
        )
    ]  # fmt: skip
    return Table.of("exceedance", curve), Table.of("sensitivity", drivers)


def _findings(members, **other):
    found = _curves(members)
    who = {"strait": range(members)}
    spread, links = _spread(found)
    tables = {
        "recovery": recovery(found, who), "over_time": over_time(found, who),
        "first_hit": _first(), "spread": spread, "spread_links": links,
    }  # fmt: skip
    if members > 1:
        tables |= dict(zip(("exceedance", "sensitivity"), _ensemble(), strict=True))
    given = {
        "title": "Taiwan Strait, day by day",
        "question": "What if Taiwan ships nothing for ninety days?",
        "scenario": "strait", "as_of": date(2026, 6, 30), "tables": tables, "days": 365.0,
        "sources": SOURCES, "run": RUN, "confidence": 0.4,
        "assumptions": ("Nothing is shipped from day 1 to day 90 (assumed).",),
    } | other  # fmt: skip
    return DynamicFindings(**given)


@pytest.fixture(scope="session")
def runs():
    """Return what makes findings and briefs of invented runs."""
    return SimpleNamespace(
        findings=_findings, brief=lambda *a, **k: dynamic_brief(_findings(*a, **k))
    )


@pytest.fixture(scope="session")
def one(runs):
    """A brief of one run, without bands."""
    return runs.brief(1)


@pytest.fixture(scope="session")
def many(runs):
    """A brief of an ensemble on a synthetic net."""
    return runs.brief(40, synthetic="Firms are drawn at random so that their sums are the table's.")
