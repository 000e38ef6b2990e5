"""The words of a brief that do not change with the numbers: methods, gaps, named tiles."""

from __future__ import annotations

from collections.abc import Mapping

from mainstay.extend import registry
from mainstay.model import Table
from mainstay.report.compose.accounts import PASSING
from mainstay.report.content import (
    Coverage,
    Gap,
    MethodSection,
    NamedTile,
    QualityItem,
)
from mainstay.report.quantity import KeyNumber, Number, Unit

_BATTERIES = ("335911", "335912")
_SOFTWARE = ("511200", "541511", "541512", "518200")


def tiles(tables: Mapping[str, Table]) -> tuple[NamedTile, ...]:
    """Return the tiles of batteries and software, from rows of every product by account."""
    return (
        NamedTile(
            title="Batteries",
            coverage=Coverage.PARTLY,
            sentence="Storage and primary batteries as the purchase tables see them: what of "
            "each account's final use passes through them at any tier.",
            numbers=_passing(tables, _BATTERIES),
            missing=(
                "Cells by chemistry, and the chain from lithium, cobalt, nickel, manganese and "
                "graphite to cells.",
                "What stops without them: a share of cost says little about a part that nothing "
                "else replaces.",
            ),
        ),
        NamedTile(
            title="Software",
            coverage=Coverage.PARTLY,
            sentence="Software publishing, custom programming, systems design and hosting as "
            "bought and sold; software inside of machines is not told apart.",
            numbers=_passing(tables, _SOFTWARE),
            missing=(
                "Components and their suppliers: bills of materials of software are not read yet.",
                "Software that is written for own use, or given away.",
            ),
        ),
    )


def _passing(tables: Mapping[str, Table], codes: tuple[str, ...]) -> tuple[KeyNumber, ...]:
    found = []
    for account in ("economy", "health", "defense"):
        rows = [r for r in tables[account].rows() if r["product"] in codes]
        for row in sorted(rows, key=lambda r: -r["through_usd"])[:2]:
            name = row["name"].removesuffix(", imported")
            number = Number(row["share"], Unit.SHARE, PASSING)
            found.append(KeyNumber(title=f"{account.capitalize()}: {name}", number=number))
    return tuple(found)


def gaps(*, has_losses: bool = False) -> tuple[Gap, ...]:
    """Return what this brief does not know; ``has_losses`` if losses of materials are in it."""
    beyond = (
        "what a cut of a material costs stands in its own section; what a cut of any other product "
        "costs is not computed."
        if has_losses
        else "losses from a cut material are not computed yet."
    )
    return (
        Gap(
            title="What stops",
            sentence="Every share in the three lists is a share of cost. A few million dollars of "
            f"gallium can stop far more than its cost; {beyond}",
        ),
        Gap(
            title="Abroad",
            sentence="Regions abroad supply and have no accounts of their own: the chain ends at "
            "the border. China's part in what other countries ship is not seen.",
        ),
        Gap(
            title="Inside an industry",
            sentence="All users of a product are taken to buy the same mix, at home and abroad, "
            "and every maker of it to use the same inputs.",
        ),
        Gap(
            title="Odd cells",
            sentence="Published cells can surprise: in the detailed table of 2017 drug wholesalers "
            "buy $21bn of semiconductors. They are kept as published.",
        ),
        Gap(
            title="Since 2023",
            sentence="Accounts are those of 2023, minerals of 2025 with 2024 imports. Tariffs, "
            "export controls and new plants after that are not in them.",
        ),
        Gap(
            title="Firms",
            sentence="No firm is in the public twin. A user's own list can be placed in it.",
        ),
    )


def methods() -> tuple[MethodSection, ...]:
    """Return the methods, with limits from the Cards of the engines used."""
    look = registry().card("engine", "look-through")
    return (
        MethodSection(
            title="Look-through",
            paragraphs=(
                "Of a dollar of an account's final use, the part that passes at least once "
                "through a product at any tier: N[p, j] / N[p, p], with N the inverse of the "
                "system of pools and activities. Lists are ordered by what passes through "
                "imports of the product; a second order counts what stands inside of other "
                "purchases.",
            ),
            citation=look.citation,
            limits=look.limits,
        ),
        MethodSection(
            title="From the tables to the net",
            paragraphs=(
                "The detailed make, use and import tables of 2017 (before redefinitions, producer "
                "prices) are carried to 2023 under three sets of controls at once: gross output of "
                "each detailed industry, the balance of each commodity, and every cell of the "
                "published summary tables of 2023. Cells change by generalized biproportional "
                "scaling, which keeps signs.",
                "A cell counts as seen only where a published summary cell holds exactly one "
                "detailed cell. Everything else is inferred.",
            ),
            citation="Scaling derived from the entropy objective in mainstay.fusion.balance; the "
            "GRAS literature is assumed, not opened.",
            limits=("The product mix inside a summary cell follows 2017.",),
        ),
        MethodSection(
            title="Minerals",
            paragraphs=(
                "World shares are of the sum of the producers printed where no part is withheld, "
                "otherwise of the printed rounded total, with an interval. The most upstream stage "
                "that is published stands for the world; US imports are another stage, and a "
                "country may lead one and not the other.",
            ),
            citation="U.S. Geological Survey, Mineral Commodity Summaries 2026",
            limits=(
                "Other countries count as one producer in the index and as many in its bound.",
            ),
        ),
    )


def quality(table: Table) -> tuple[QualityItem, ...]:
    """Return what was found in the data, from the twin's quality table."""
    rows = {str(r["item"]): r for r in table.rows()}
    units = {"USD": Unit.USD, "share": Unit.SHARE, "count": Unit.COUNT}

    def numbers(*items: str) -> tuple[KeyNumber, ...]:
        return tuple(
            KeyNumber(
                title=str(rows[i]["words"]),
                number=Number(rows[i]["value"], units[str(rows[i]["unit"])], PASSING),
            )
            for i in items
            if i in rows
        )

    return (
        QualityItem(
            title="GDP two ways",
            sentence="The accounts must give the same GDP from final uses and from value added.",
            numbers=numbers(
                "gdp_final_published_summary_2023",
                "gdp_value_added_published_summary_2023",
                "gdp_final_projected_detail_2023",
                "worst_miss_projected_detail_2023",
            ),
        ),
        QualityItem(
            title="Negative cells",
            sentence="A negative use is an output of the user: moved there. Negative regional "
            "imports are netted within their commodity and user. Nothing is clipped.",
            numbers=numbers(
                "negative_cells", "negative_sum", "region_negative_cells", "region_negative_sum"
            ),
        ),
        QualityItem(
            title="Imports by region",
            sentence="Regional matrices cover intermediate use only and are after redefinitions; "
            "only shares are carried over.",
            numbers=numbers("region_coverage"),
        ),
        QualityItem(
            title="The projection",
            sentence="Detail 2012 carried to 2017 by the same method, against the true table, and "
            "against unchanged coefficients.",
            numbers=numbers("backtest_blocks", "backtest_unchanged", "seen", "block_miss"),
        ),
    )
