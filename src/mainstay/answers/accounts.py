"""Known answers of the accounts: GDP both ways, balances, and the year 2020 from that of 2019."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mainstay.answers.figures import accounts, economy, economy_net, published_net
from mainstay.answers.register import Answer, Kind, answer
from mainstay.fusion.accounts import ROUNDING_USD
from mainstay.twin.net import Floats
from mainstay.twin.technology import technology

BEA = "BEA, gross domestic product, annual update of September 2024, billions of current dollars"
ROUNDED = "published to $0.1bn; cells are rounded to $1M, which over a table may add up to $0.2bn"

#: GDP by year, billions of dollars, and the table that it is taken from.
GDP = {2017: ("detail", 19612.1), 2023: ("summary", 27720.7)}


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    for year, (level, gdp) in GDP.items():
        found = accounts(level, year).measure()
        for way, got in (
            ("final-uses", found.gdp_final_usd), ("value-added", found.gdp_value_added_usd),
        ):  # fmt: skip
            yield answer(f"accounts.gdp-{year}-{way}", Kind.PUBLISHED, BEA, expected=gdp,
                         got=got / 1e9, tolerance=0.15, reason=ROUNDED)  # fmt: skip
        yield answer(
            f"accounts.balances-{year}", Kind.DERIVED,
            "proof: BEA's identities: output is inputs and value added, and is what is used",
            expected=0.0, got=found.worst_usd / 1e6, tolerance=ROUNDING_USD / 1e6,
            reason="$M; rounding of up to 400 cells of $1M",
        )  # fmt: skip
    yield from _net()
    yield from _year_2020()


def _net() -> Iterator[Answer]:
    net, tech = economy_net(), technology(economy_net())
    imports = float(net.made_usd @ np.asarray(tech.leak.sum(axis=0)).ravel())
    spent = float(net.final.sum() + tech.other.sum()) - imports
    added = float(np.nansum(net.activities.value_added_usd))
    yield answer(
        "accounts.net-gdp-2023", Kind.PUBLISHED, BEA, expected=[GDP[2023][1]] * 2,
        got=[spent / 1e9, added / 1e9], tolerance=0.15,
        reason="final use and the stored residual (customs duties, transport margins of imports) "
        "less imports, and value added; " + ROUNDED,
    )  # fmt: skip
    yield answer(
        "accounts.region-coverage-2022", Kind.DERIVED,
        "proof: sum of BEA's regional matrices over its national matrix, computed from the files",
        expected=0.984, got=economy().region_coverage, tolerance=0.0005,
        reason="three digits stated",
    )  # fmt: skip


def _year_2020() -> Iterator[Answer]:
    """Output of 2020 from the technology of 2019 and the final use of 2020, in current dollars."""
    before, after = accounts("summary", 2019), accounts("summary", 2020)
    tech = technology(published_net("summary", 2019))
    demand = published_net("summary", 2020).final
    true = after.output_usd
    order = [before.industries.index(code) for code in after.industries]
    growth = after.measure().gdp_final_usd / before.measure().gdp_final_usd
    guesses = {
        "leontief": tech.solve(tech.on_activities(demand.sum(axis=1))),
        "unchanged": before.output_usd[order],
        "scaled-by-gdp": before.output_usd[order] * growth,
    }
    for name, guess in guesses.items():
        yield answer(
            f"accounts.output-2020-{name}", Kind.OBSERVED,
            "BEA, output by summary industry, 2020",
            expected="71 outputs as published", got=misses(guess, true), tolerance=0.0,
            reason="observed: realized final use, so this tests coefficients, not foresight",
        )  # fmt: skip


def misses(guess: Floats, true: Floats) -> str:
    """Return how far a guess is from the truth, in words.

    Examples
    --------
    >>> misses(np.array([1.1, 2.0]), np.array([1.0, 2.0]))
    'median 5.0 %, weighted 3.3 %, worst 10.0 %'
    """
    share = np.abs(guess - true) / np.abs(true)
    weighted = np.abs(guess - true).sum() / np.abs(true).sum()
    median, worst = np.median(share), share.max()
    return f"median {median:.1%}, weighted {weighted:.1%}, worst {worst:.1%}".replace("%", " %")
