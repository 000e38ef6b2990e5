"""Where imports are used, and from which region they come.

Two publications are never mixed in dollars: the national import matrix is before redefinitions,
the regional ones after. From the regional matrices only shares by commodity are carried over,
dimensionless and marked inferred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError, Problem, raise_all
from mainstay.fusion.accounts import Floats, SupplyUse
from mainstay.fusion.negatives import NegativeReport, net_regions
from mainstay.model import factor


@dataclass(frozen=True)
class ImportSplit:
    """Use and final uses of a commodity, domestic and imported.

    Parameters
    ----------
    domestic_use, import_use
        ``(c, i)`` US dollars; they add up to use.
    domestic_final, import_final
        ``(c, f)`` US dollars; they add up to final uses, the import column included.
    imports_usd
        ``(c,)`` what is imported of each commodity, as the import matrix counts it.
    landed_usd
        ``(c,)`` domestic services delivered inside the price of imports: duties counted as output
        of wholesale trade, freight and insurance by domestic carriers. It is what the import column
        of final uses holds beyond the import matrix, and a use of domestic output.
    """

    domestic_use: Floats
    import_use: Floats
    domestic_final: Floats
    import_final: Floats
    imports_usd: Floats
    landed_usd: Floats


def split_imports(accounts: SupplyUse) -> ImportSplit:
    """Split use and final uses into their domestic and imported parts.

    Domestic output of a commodity equals its domestic use plus domestic final uses, where the
    import column holds only :attr:`ImportSplit.landed_usd`; imports equal imported uses.
    """
    column = accounts.import_column
    domestic_final = accounts.final - accounts.import_final
    return ImportSplit(
        accounts.use - accounts.import_use,
        accounts.import_use,
        domestic_final,
        accounts.import_final,
        -accounts.import_final[:, column],
        domestic_final[:, column],
    )


@dataclass(frozen=True)
class RegionImports:
    """Imports for intermediate use by region of origin.

    Parameters
    ----------
    regions, commodities, industries
        Codes along the axes.
    values
        ``(r, c, i)`` US dollars, as published, negative cells included.
    year
        Of the flows.
    """

    regions: tuple[str, ...]
    commodities: tuple[str, ...]
    industries: tuple[str, ...]
    values: Floats
    year: int


@dataclass(frozen=True)
class RegionShares:
    """Share of each region in the imports of each commodity; inferred.

    Parameters
    ----------
    regions, commodities
        Codes along the axes.
    shares
        ``(c, r)`` rows that add up to 1, or NaN throughout where no region is known.
    report
        The negative cells and what was done with them.
    year
        Of the regional matrices.
    """

    regions: tuple[str, ...]
    commodities: tuple[str, ...]
    shares: Floats
    report: NegativeReport
    year: int


def region_imports(table: pa.Table, year: int) -> RegionImports:
    """Return the regional import matrices that claims of kind ``region_import_use`` make.

    Raises
    ------
    InputError
        If there is none of that year, or a value is unknown or given twice.
    """
    rows = table.filter(
        pc.and_(
            pc.equal(table["kind"].cast(pa.string()), "region_import_use"),
            pc.equal(pc.year(table["valid_to"]), year),
        )
    )
    if rows.num_rows == 0:
        raise InputError(f"no imports by region in {year}", hint="read bea.import-regions first")
    industry = [key.partition(":")[2] for key in rows["subject"].to_pylist()]
    origin = [key.partition(":")[2].split("/", 1) for key in rows["object"].to_pylist()]
    scale = np.array([factor(unit, "USD") for unit in rows["unit"].to_pylist()])
    dollars = rows["value"].to_numpy(zero_copy_only=False).astype(np.float64) * scale
    axes = [sorted(set(codes)) for codes in ([o[0] for o in origin], [o[1] for o in origin])]
    axes.append(sorted(set(industry)))
    place = [{code: k for k, code in enumerate(codes)} for codes in axes]
    values = np.zeros([len(codes) for codes in axes])
    problems: list[Problem] = []
    filled: set[tuple[int, int, int]] = set()
    for (region, commodity), used_by, value in zip(origin, industry, dollars, strict=True):
        cell = (place[0][region], place[1][commodity], place[2][used_by])
        where = f"{region} {commodity} x {used_by}"
        if not np.isfinite(value):
            problems.append(Problem("unknown_value", where, "the value is unknown"))
        if cell in filled:
            problems.append(Problem("duplicate_key", where, "given twice", "choose one vintage"))
        filled.add(cell)
        values[cell] = value
    raise_all(InputError, f"imports by region in {year} do not hold together", problems)
    return RegionImports(tuple(axes[0]), tuple(axes[1]), tuple(axes[2]), values, year)


def region_shares(imports: RegionImports) -> RegionShares:
    """Return region shares by commodity, negative cells netted by the stated rule.

    See :mod:`mainstay.fusion.negatives`. A commodity without imports has unknown shares.
    """
    netted, report = net_regions(
        imports.values, imports.regions, imports.commodities, imports.industries
    )
    # cells whose sum over regions is negative would lower a region for being a source: left out
    by_region = np.maximum(netted, 0.0).sum(axis=2).T
    total = by_region.sum(axis=1, keepdims=True)
    shares = np.divide(by_region, total, out=np.full_like(by_region, np.nan), where=total > 0)
    return RegionShares(imports.regions, imports.commodities, shares, report, imports.year)


def detail_shares(
    shares: RegionShares, commodities: Sequence[str], tiva_of: Mapping[str, str]
) -> RegionShares:
    """Give every detail commodity the shares of the coarser commodity that it is in.

    Parameters
    ----------
    shares
        By commodity of the regional matrices.
    commodities
        Detail codes, in the order wanted.
    tiva_of
        Detail code to code of the regional matrices; a code without one has unknown shares.

    Returns
    -------
    RegionShares
        ``(c, r)``: the same share within a group is an assumption, stated with the result.
    """
    place = {code: k for k, code in enumerate(shares.commodities)}
    rows = np.full((len(commodities), len(shares.regions)), np.nan)
    for k, code in enumerate(commodities):
        group = place.get(tiva_of.get(code, ""), -1)
        if group >= 0:
            rows[k] = shares.shares[group]
    return RegionShares(shares.regions, tuple(commodities), rows, shares.report, shares.year)


def coverage(imports: RegionImports, national: SupplyUse) -> float:
    """Return regional over national imports for intermediate use, before any handling.

    The one place where the two publications meet: a check of size, never a sum.

    Raises
    ------
    InputError
        If the years differ.
    """
    if imports.year != national.year:
        raise InputError(f"imports of {imports.year} against accounts of {national.year}")
    return float(imports.values.sum() / national.import_use.sum())


def code_links(table: pa.Table, source: str, target: str) -> dict[str, str]:
    """Return code to code from claims of kind ``code_link`` between two schemes.

    Parameters
    ----------
    table
        Claims.
    source, target
        Schemes of subject and object, e.g. ``commodity.detail`` and ``commodity.tiva``.
    """
    kind = table["kind"].cast(pa.string())
    rows = table.filter(pc.equal(kind, "code_link"))
    return {
        subject.partition(":")[2]: object_.partition(":")[2]
        for subject, object_ in zip(
            rows["subject"].to_pylist(), rows["object"].to_pylist(), strict=True
        )
        if subject.startswith(f"{source}:") and (object_ or "").startswith(f"{target}:")
    }
