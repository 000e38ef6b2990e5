"""Tables of invented values in the shape of the engine's; no number here is a finding."""

from datetime import date

import pytest

from mainstay.fusion.end_uses import EndUse, Placement
from mainstay.model import Interval, Method, Table
from mainstay.report import RunIdentity, Source
from mainstay.report.compose import (
    Evidence,
    MaterialFindings,
    chain_of,
    material_brief,
    suppliers,
)
from mainstay.twin.materials import HomeUse, Market, Materials, Supplier

SOURCES = (
    Source(
        key="sample.minerals",
        publisher="Sample Survey",
        title="Invented mineral summaries",
        vintage="2026",
        sha256="1" * 64,
        license="public domain",
    ),
    Source(
        key="sample.uses",
        publisher="Sample readers",
        title="Invented end uses",
        vintage="2026-01",
        sha256="2" * 64,
        license="Apache-2.0",
        note="Ranges",
    ),
)
RUN = RunIdentity(
    run_id="5a" * 16,
    twin_id="7c" * 16,
    command="mainstay run gallium-germanium --twin demo",
    version="0.1.0",
    seed=7,
)
KEYS = "sample.minerals sample.uses"


def three(stem, low, mid, high):
    return {f"{stem}_low": low, f"{stem}_mid": mid, f"{stem}_high": high}


def line(rank, mineral, name, loss, **other):
    """Return one row of ``expected``: the rest follows the loss."""
    low, mid, high = loss
    row = {
        "rank": rank,
        "mineral": mineral,
        "name": name,
        **three("loss_usd", low, mid, high),
        **three("state_loss_usd", low * 2, mid * 2, high * 2),
        **three("conditional_loss_usd", low * 8, mid * 8, high * 8),
        "leader": "CHN",
        "leader_name": "China",
        **three("price_multiple", 1.6, 2.53, 6.0),
        **three("shortage", 0.12, 0.31, 0.55),
        "market_loss_usd_mid": mid / 300,
        "efficient_usd_mid": mid * 0.4,
        "bottleneck_usd_mid": mid * 1.9,
        "health_loss_usd_mid": mid * 0.04,
        "defense_loss_usd_mid": mid * 0.09,
        "producer_gain_usd_mid": 1.0e5,
        "terms_of_trade_usd_mid": -2.0e6,
        "driver": "own use abroad",
        "driver_index": 0.42,
        "top10_probability": max(0.02, 1 - 0.07 * rank),
        "tied_with": "cobalt" if rank < 4 else "",
        "coverage": 0.87,
        "cited": 0.61,
        "confidence": 0.4,
        "single_point": rank == 1,
        "source": KEYS,
    }
    return row | other


def _expected():
    named = [
        ("gallium", "Gallium", (8e7, 3.1e8, 9.4e8)),
        ("rare-earths", "Rare earths", (3e7, 2.6e8, 1.1e9)),
        ("germanium", "Germanium", (2e6, 4.1e7, 1.3e8)),
        ("cobalt", "Cobalt", (1e7, 3.3e7, 9e7)),
        ("graphite-natural", "Graphite (natural)", (4e6, 2.1e7, 8e7)),
        ("tungsten", "Tungsten", (3e6, 1.9e7, 6e7)),
        ("antimony", "Antimony", (1e6, 8.0e6, 3e7)),
        ("bismuth", "Bismuth", (2e5, 1.2e6, 6e6)),
        ("nickel", "Nickel", (-2e6, 6e5, 9e6)),
        ("gold", "Gold", (-3e6, -4e5, 1e5)),
        ("boron", "Boron", (-9e7, -3.3e7, -1e7)),
    ]
    rows = [line(k, *row) for k, row in enumerate(named, 1)]
    rows[5] |= {"health_loss_usd_mid": None, "single_point": None, "driver": None}
    rows[7] |= three("state_loss_usd", None, None, None)
    return Table.of("expected", rows)


def _regimes():
    rows = []
    prices = {"world": (1.4, 2.5, 5.0), "bilateral": (None, None, None)}
    for mineral, world, bilateral in (("gallium", 2.6e9, 9e8), ("germanium", 3.3e8, 1.2e8)):
        for regime, loss, short in (("world", world, 0.42), ("bilateral", bilateral, 0.11)):
            rows.append(
                {
                    "mineral": mineral,
                    "regime": regime,
                    **three("loss_usd", loss * 0.4, loss, loss * 2.4),
                    **three("price_multiple", *prices[regime]),
                    **three("shortage", short / 2, short, min(1.0, short * 2)),
                }
            )
    return Table.of("regimes", rows)


INDUSTRIES = [
    ("334413", "Semiconductor and related device manufacturing", 1.0, 0.8),
    ("33441A", "Other electronic component manufacturing", 0.22, 0.1),
    ("334220", "Broadcast and wireless communications equipment", 0.19, 0.0),
    ("334511", "Search, detection, and navigation instruments manufacturing", 0.11, 0.0),
    ("335110", "Electric lamp bulb and part manufacturing", 0.05, 0.05),
    ("541700", "Scientific research and development services", 0.03, 0.0),
]


def _by_industry():
    rows = []
    for mineral, scale in (("gallium", 1.6e8), ("germanium", 2.0e7)):
        for code, name, part, direct in INDUSTRIES:
            mid = scale * part
            rows.append(
                {
                    "mineral": mineral,
                    "industry": code,
                    "name": name,
                    **three("loss_usd", mid * 0.3, mid, mid * 2.6),
                    "direct_usd_mid": scale * direct,
                    "indirect_usd_mid": mid - scale * direct,
                }
            )
    rows[4] |= three("loss_usd", None, None, None)
    rows[4] |= {"direct_usd_mid": None, "indirect_usd_mid": None}
    return Table.of("by_industry", rows)


def _by_country():
    rows = [
        {
            "mineral": mineral,
            "place": place,
            "name": name,
            **three("probability", p / 3, p, p * 2.5),
            **three("expected_usd", p * loss / 4, p * loss, p * loss * 3),
            **three("conditional_usd", loss / 3, loss, loss * 2.5),
        }
        for mineral, scale in (("gallium", 1.0), ("germanium", 0.1))
        for place, name, p, loss in (
            ("CHN", "China", 0.106, 2.5e9 * scale),
            ("JPN", "Japan", 0.004, 4.0e8 * scale),
            ("RUS", "Russia", 0.05, 3.0e7 * scale),
        )
    ]
    return Table.of("by_country", rows)


def _drivers():
    rows = [
        {
            "mineral": mineral,
            "parameter": parameter,
            "index": index,
            "low_answer": None if low is None else low * scale,
            "high_answer": high * scale,
        }
        for mineral, scale in (("gallium", 1.0), ("germanium", 0.12))
        for parameter, index, low, high in (
            ("own use abroad", 0.42, 1.1e8, 8.1e8),
            ("material cost in the product", 0.23, 6.4e8, 1.7e8),
            ("demand elasticity", 0.11, 4.4e8, 2.5e8),
            ("base hazard", 0.08, 1.9e8, 4.6e8),
            ("stocks held", 0.02, None, 2.9e8),
        )
    ]
    return Table.of("drivers", rows)


def _read(low, mode, high):
    return Interval(low, mode, high, Method.OBSERVED, "sample", 0.7)


@pytest.fixture(scope="session")
def materials():
    """Return markets, imports and end uses of one mineral of invented values."""
    ore = Market(
        "gallium", "Gallium", "", "mine", "mineral:gallium:mine", "t", 2025, "by-product",
        (
            Supplier("CHN", "China", _read(500, 500, 500)),
            Supplier("AUS", "Australia", _read(200, 200, 200)),
            Supplier("other", "Other countries", _read(100, 100, 100)),
        ),
    )  # fmt: skip
    metal = Market(
        "gallium", "Gallium", "", "refinery", "mineral:gallium:refinery", "t", 2025, "by-product",
        (
            Supplier("CHN", "China", _read(900, 900, 900)),
            Supplier("JPN", "Japan", _read(3, 3, 3)),
            Supplier("RUS", "Russia", _read(4, 5, 6)),
            Supplier("USA", "United States", Interval(0, 1, 4)),
        ),
    )  # fmt: skip
    home = HomeUse(
        "gallium", "t", _read(18, 19, 20), _read(400e3, 480e3, 600e3), _read(11, 11, 11),
        import_sources={"JPN": 0.28, "CHN": 0.18, "DEU": 0.2, "CAN": 0.19, "SVK": 0.15},
    )  # fmt: skip
    uses = (
        EndUse(
            "gallium", "integrated circuits", _read(0.6, 0.64, 0.75), Interval(0, 0.05, 0.2),
            "electronic", "",
            (
                Placement("334413", Interval(0.9, 0.95, 1.0)),
                Placement("33441A", Interval(0.0, 0.05, 0.1)),
            ),
        ),
        EndUse(
            "gallium", "optoelectronic devices", _read(0.2, 0.26, 0.3), Interval(0, 0.3, 0.5),
            "electronic", "",
            (
                Placement("334413", Interval(0.6, 0.7, 0.8)),
                Placement("335110", Interval(0.2, 0.3, 0.4)),
            ),
        ),
        EndUse("gallium", "other", Interval(0.05, 0.1, 0.15), Interval(0, 0.5, 1), "process"),
    )  # fmt: skip
    return Materials({"gallium": (ore, metal)}, {"gallium": home}, {"gallium": uses})


@pytest.fixture(scope="session")
def tables():
    """Return the engine's tables by name."""
    return {
        "expected": _expected(),
        "regimes": _regimes(),
        "by_industry": _by_industry(),
        "by_country": _by_country(),
        "drivers": _drivers(),
        "not_computed": Table.of(
            "not_computed",
            [
                {"mineral": "thallium", "reason": "no price printed"},
                {"mineral": "gemstones", "reason": "no end-use evidence"},
            ],
        ),
    }


@pytest.fixture(scope="session")
def chain(materials):
    """Return the chain of the sample mineral."""
    return chain_of(
        materials,
        "gallium",
        {code: name for code, name, *_ in INDUSTRIES},
        Evidence(SOURCES),
        source="sample.minerals",
        uses_source="sample.uses",
        places={"DEU": "Germany", "CAN": "Canada", "SVK": "Slovakia"},
    )


@pytest.fixture(scope="session")
def findings(tables, materials, chain):
    """Return what the brief of one mineral is made from."""
    return MaterialFindings(
        title="Gallium (sample)",
        question="What if China stops exporting gallium for a year?",
        minerals=("gallium",),
        as_of=date(2025, 12, 31),
        sources=SOURCES,
        run=RUN,
        suppliers=suppliers(materials, "gallium", "sample.minerals"),
        chains=(chain,),
        assumptions=("Invented: the cut starts on the first day of a year and is whole.",),
        not_covered={"gallium": "Invented: wafers come in as products and are not in the figure."},
        **tables,
    )


@pytest.fixture(scope="session")
def story(findings):
    """Return the brief of one mineral."""
    return material_brief(findings)
