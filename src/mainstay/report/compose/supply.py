"""Who supplies a mineral: the table of shares, and the map drawn from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mainstay.model import Method, Table
from mainstay.report.compose.columns import Evidence, band, unknown
from mainstay.report.content import CountryValue, MapData
from mainstay.report.material import in_sentence
from mainstay.report.quantity import Unit, written
from mainstay.twin.materials import Market, Materials

#: Rows that stand for no country.
NO_PLACE = ("other", "withheld", "unallocated")
_NOTE = "Share of what the listed producers make; a withheld figure makes it a range."


def place_names(materials: Materials) -> dict[str, str]:
    """Return code to name of every place that makes some mineral."""
    markets = (market for stages in materials.markets.values() for market in stages)
    return {s.place: s.name for market in markets for s in market.suppliers}


def suppliers(materials: Materials, mineral: str, source: str, confidence: float = 0.8) -> Table:
    """Return who makes each stage of a mineral, as shares of the world, and who ships it here.

    Parameters
    ----------
    materials
        Of the net.
    mineral
        Slug.
    source
        Keys of the sources behind it, with blanks between.
    confidence
        Of the shares.

    Returns
    -------
    Table
        One row per stage and place, with the columns of ``suppliers`` in
        :mod:`mainstay.report.compose.columns`. The last rows, of stage ``imports``, are places that
        ship to the United States and make none.
    """
    home = materials.home.get(mineral)
    shipped = dict(home.import_sources) if home is not None else {}
    markets = materials.markets.get(mineral, ())
    rows = [row for market in markets for row in _shares(market, shipped)]
    known = {row["place"] for row in rows}
    names = place_names(materials)
    year = max((market.year for market in markets), default=None)
    nothing = {"share_low": None, "share_mid": None, "share_high": None}
    rows += [
        {"stage": "imports", "place": place, "name": names.get(place, place), "year": year}
        | nothing
        | {"import_share": share}
        for place, share in shipped.items()
        if place not in known
    ]
    named = [{"mineral": mineral, **row, "source": source, "confidence": confidence}
             for row in rows]  # fmt: skip
    return Table.of(f"suppliers_{mineral.replace('-', '_')}", named, title="Who supplies")


def _shares(market: Market, shipped: Mapping[str, float]) -> list[dict[str, Any]]:
    rows = []
    for s in market.suppliers:
        low, middle, high = market.share_of(s)
        rows.append(
            {
                "stage": market.stage,
                "place": s.place,
                "name": s.name,
                "year": market.year,
                "share_low": low,
                "share_mid": middle,
                "share_high": high,
                "import_share": shipped.get(s.place),
            }
        )
    return sorted(rows, key=lambda r: -(r["share_mid"] or 0.0))


def supply_map(
    rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], evidence: Evidence
) -> MapData | None:
    """Return the map of who makes the first mineral of a story, or ``None`` without suppliers.

    It shows the stage at which the largest supplier's share is largest: the narrowest point.
    """
    first = next((row["mineral"] for row in rows), None)
    made = [row for row in rows if row["mineral"] == first and row["stage"] != "imports"]
    if not made:
        return None
    stage = max(made, key=lambda row: row["share_mid"] or 0.0)["stage"]
    shown = [row for row in made if row["stage"] == stage and row["place"] not in NO_PLACE]
    shown.sort(key=lambda row: -(row["share_mid"] or 0.0))
    name = in_sentence(names.get(str(first), str(first)))
    countries = tuple(
        CountryValue(
            iso3=row["place"],
            name=row["name"],
            value=band(row, "share", Unit.SHARE, evidence.why({**row}, _NOTE, Method.OBSERVED)),
            words=_words(row),
        )
        for row in shown
    )
    lead = shown[0] if shown else None
    return MapData(
        title=f"Who makes {name}: {stage}, {made[0]['year']}",
        sentence=f"{lead['name']} makes {countries[0].value} of the world's {name} ({stage}) "
        f"and ships {_words(lead)}."
        if lead
        else "No maker is named.",
        measure=f"share of world {name}, {stage}",
        countries=countries,
        edges=(0.01, 0.05, 0.15, 0.3, 0.6),
        absent_is_zero=not any(row["place"] in NO_PLACE for row in made if row["stage"] == stage),
    )


def _words(row: Mapping[str, Any]) -> str:
    share = row["import_share"]
    if unknown(share):
        return "no listed share of US imports"
    return f"{written(float(share), Unit.SHARE)} of US imports"
