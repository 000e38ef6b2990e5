"""Known answers of the minerals: shares of world production and of imports."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mainstay.answers.figures import claims
from mainstay.answers.register import Answer, Kind, answer
from mainstay.fusion.mineral_facts import MineralFacts
from mainstay.fusion.mineral_shares import share_of
from mainstay.fusion.minerals import mineral_facts

MCS = "USGS, Mineral Commodity Summaries 2026, world production 2025e: the cell over the listed sum"

#: Percent of world production in 2025, from the printed cells.
SHARES = (
    ("gallium", "CHN", 99.0),
    ("rare-earths", "CHN", 69.4),
    ("cobalt", "COD", 73.1),
    ("tungsten", "CHN", 78.7),
    ("graphite", "CHN", 79.9),
    ("niobium", "BRA", 93.2),
    ("antimony", "CHN", 36.1),
)


@cache
def facts() -> dict[str, MineralFacts]:
    """Return the facts of every mineral in the embedded edition of 2026."""
    return mineral_facts(claims())


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    for mineral, place, percent in SHARES:
        pool = facts()[mineral].primary
        got = None if pool is None else share_of(pool, place).value
        yield answer(f"minerals.share-{mineral}", Kind.PUBLISHED, MCS, expected=percent,
                     got=None if got is None else 100 * got, tolerance=0.05,
                     reason="one digit after the point stated")  # fmt: skip
    shares = [[s.share.value for s in p.sources] for f in facts().values() for p in f.imports]
    sums = [sum(v for v in group if v is not None) for group in shares if None not in group]
    yield answer(
        "minerals.import-groups", Kind.PUBLISHED, "MCS 2026, all import source groups",
        expected=1.0, got=max(sums, key=lambda share: abs(share - 1)), tolerance=0.01 + 1e-9,
        reason=f"worst of {len(sums)} groups, in whole percent; {len(shares) - len(sums)} more "
        "have a share printed as a bound and no sum",
    )  # fmt: skip
    gallium = facts()["gallium"].traded
    share = {s.place: s.share.value for s in gallium.sources}.get("CHN") if gallium else None
    yield answer(
        "minerals.gallium-imports-china", Kind.PUBLISHED,
        "MCS 2026, gallium, import sources 2021-24: not its share of world production",
        expected=0.18, got=share, tolerance=1e-9, reason="printed in whole percent",
    )  # fmt: skip
