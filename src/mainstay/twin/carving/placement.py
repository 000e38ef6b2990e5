"""Place what a supplier list claims in the activities and pools of a net.

A firm in several industries becomes one activity in each, with the industry behind its id. A
delivery goes through the pool of its product that the supplier's activity makes most into; it is
divided among the activities of its buyer by their size. Both are inferences, and the evidence says
so.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.errors import InputError, Problem, UnitMismatch, UnknownCode, raise_all
from mainstay.model import Deflator, Label, Method, PriceBasis, code_of, unit
from mainstay.twin.carving.allocation import Allocation, SupplyLink
from mainstay.twin.net import ActivityKind, Net

#: Price indexes by industry or commodity code.
Deflators = Mapping[str, Deflator]

_Row = dict[str, Any]


def allocations_from_claims(
    claims: pa.Table, net: Net, *, deflators: Deflators | None = None
) -> tuple[Allocation, ...]:
    """Return the firms of a supplier list, placed in the net.

    Parameters
    ----------
    claims
        Of the ``claim`` schema; other kinds than ``allocation`` are passed over.
    net
        With the industries that the claims name.
    deflators
        By industry code; needed where a claim is of another year than the net.

    Raises
    ------
    UnknownCode, UnitMismatch, InputError
        With every fault; the first two if all faults are of that sort.
    """
    problems: list[Problem] = []
    found: list[Allocation] = []
    rows = _rows(claims, "allocation")
    count: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        count[row["subject"]] += 1
    for row in rows:
        place = _activity(row, net, problems)
        factor = _factor(row, net, deflators, problems)
        size = _dollars(row, problems)
        if place < 0 or factor is None or size is None:
            continue
        key = row["subject"]
        name = row["words"].get("firm") or code_of(key)
        several = count[key] > 1
        code = net.activities.industry[place]
        found.append(
            Allocation(
                id=f"{key}/{code}" if several else key,
                name=f"{name}, {net.activities.name[place]}" if several else name,
                activity=net.activities.id[place],
                output_usd=size * factor,
                output_lo_usd=_bound(row, "lo", size) * factor,
                output_hi_usd=_bound(row, "hi", size) * factor,
                basis=PriceBasis(row["basis"]),
                year=net.base_year,
                evidence=_evidence(row),
                confidence=row["confidence"],
                method=Method(row["method"]),
                label=Label(row["label"]),
            )
        )
    _raise(problems, "the allocations do not fit the net")
    return tuple(found)


def links_from_claims(
    claims: pa.Table,
    net: Net,
    allocations: Sequence[Allocation],
    *,
    deflators: Deflators | None = None,
) -> tuple[SupplyLink, ...]:
    """Return the known deliveries of a supplier list, between activities of the carved net.

    Parameters
    ----------
    claims
        Of the ``claim`` schema; other kinds than ``supply_link`` are passed over.
    net
        Before or after carving.
    allocations
        The firms that the links name, from :func:`allocations_from_claims`.
    deflators
        By commodity code.

    Raises
    ------
    UnknownCode, UnitMismatch, InputError
        With every fault; the first two if all faults are of that sort.
    """
    problems: list[Problem] = []
    found: list[SupplyLink] = []
    firms: defaultdict[str, list[Allocation]] = defaultdict(list)
    for firm in allocations:
        firms[firm.id.partition("/")[0]].append(firm)
    for row in _rows(claims, "supply_link"):
        name, _, product = code_of(row["object"]).partition("/")
        buyers, suppliers = firms[row["subject"]], firms[f"firm:{name}"]
        for key, known in ((row["subject"], buyers), (f"firm:{name}", suppliers)):
            if not known:
                problems.append(Problem("unknown_code", row["where"], f"{key} is in no industry",
                                        "add a line that places it"))  # fmt: skip
        pools = _pools(product, net)
        if not pools:
            hint = "; ".join(net.pool_codes().closest(product, 2))
            problems.append(Problem("unknown_code", row["where"], f"no pool of {product!r}", hint))
        factor = _factor(
            row, net, deflators, problems, net.pools.product[pools[0]] if pools else ""
        )
        size = math.nan if row["value"] is None else _dollars(row, problems)
        if not (buyers and suppliers and pools) or factor is None or size is None:
            continue
        supplier, pool = _maker(net, suppliers, pools)
        if pool < 0:
            what = f"{supplier.activity} makes no {product}"
            problems.append(Problem("not_made", row["where"], what, "state the product it makes"))
            continue
        link = SupplyLink(supplier.id, "", net.pools.id[pool], size * factor,
                          float(row["words"].get("lead_time_days", math.nan)), row["confidence"],
                          _evidence(row))  # fmt: skip
        found += _divided(link, buyers)
    _raise(problems, "the deliveries do not fit the net")
    return tuple(found)


def _rows(claims: pa.Table, kind: str) -> list[_Row]:
    rows: list[_Row] = [row for row in claims.to_pylist() if row["kind"] == kind]
    for row in rows:
        row["words"] = _words(row["text"])
        row["where"] = f"{row['source']} {row['locator']}"
    return rows


def _words(text: str | None) -> dict[str, Any]:
    try:
        words = json.loads(text or "{}")
    except json.JSONDecodeError:
        return {}
    return words if isinstance(words, dict) else {}


def _activity(row: _Row, net: Net, problems: list[Problem]) -> int:
    """Return the place of the activity that a claim names, or -1."""
    code, region = code_of(row["object"] or ""), row["words"].get("region")
    a = net.activities
    own = (ActivityKind.INDUSTRY, ActivityKind.RESIDUAL)
    same = [i for i, industry in enumerate(a.industry)
            if industry == code and a.parent[i] < 0 and a.kind[i] in own]  # fmt: skip
    places = [i for i in same if region in (None, a.region[i])]
    if len(places) == 1:
        return places[0]
    if not same:
        near = "; ".join(net.activity_codes().closest(code, 2))
        problems.append(Problem("unknown_code", row["where"], f"no industry {code!r}", near))
    else:
        regions = ", ".join(sorted({a.region[i] for i in same}))
        what = f"industry {code} in region {region!r}"
        problems.append(Problem("unknown_code", row["where"], what, f"the net has it in {regions}"))
    return -1


def _pools(product: str, net: Net) -> list[int]:
    """Return the places of the pools of a product, named by code, by pool id or by title."""
    wanted = product.strip().casefold()
    pools = net.pools
    codes = {
        pools.product[j]
        for j in range(len(pools))
        if wanted in (pools.product[j].casefold(), pools.id[j].casefold(), pools.name[j].casefold())
    }
    return [j for j in range(len(pools)) if pools.product[j] in codes]


def _maker(net: Net, suppliers: Sequence[Allocation], pools: list[int]) -> tuple[Allocation, int]:
    """Return which of a supplier's activities makes most into one of the pools, and which pool."""
    best, made = (suppliers[0], -1), 0.0
    for supplier in suppliers:
        row = net.make[[net.activity_index[supplier.activity]], :].toarray().ravel()
        j = pools[int(np.argmax(row[pools]))]
        if row[j] > made:
            best, made = (supplier, j), float(row[j])
    return best


def _divided(link: SupplyLink, buyers: Sequence[Allocation]) -> list[SupplyLink]:
    size = [buyer.output_usd or 0.0 for buyer in buyers]
    if len(buyers) == 1 or not sum(size):
        return [replace(link, buyer=buyers[0].id)]
    words = f"{link.evidence}, divided among the industries of the buyer"
    return [
        replace(link, buyer=buyer.id, value_usd=link.value_usd * part / sum(size), evidence=words)
        for buyer, part in zip(buyers, size, strict=True)
        if part
    ]


def _dollars(row: _Row, problems: list[Problem]) -> float | None:
    if row["value"] is None:
        problems.append(Problem("unknown_value", row["where"], f"{row['subject']} has no amount"))
        return None
    if row["unit"] not in ("USD", "USD_million"):
        problems.append(Problem("unit_mismatch", row["where"], f"{row['unit']} are no US dollars"))
        return None
    return float(row["value"]) * unit(row["unit"]).factor / unit("USD").factor


def _bound(row: _Row, name: str, size: float) -> float:
    return size if row[name] is None or not row["value"] else size * row[name] / row["value"]


def _factor(
    row: _Row, net: Net, deflators: Deflators | None, problems: list[Problem], code: str = ""
) -> float | None:
    """Return the factor to dollars of the net's base year, or ``None`` after recording a fault."""
    if row["basis"] != net.price_basis:
        problems.append(Problem("unit_mismatch", row["where"],
                                f"{row['basis']} prices, the net has {net.price_basis} prices",
                                "state the amount at the net's price basis"))  # fmt: skip
        return None
    year = row["valid_from"].year
    if year == net.base_year:
        return 1.0
    product = code or code_of(row["object"] or "")
    try:
        if deflators and product in deflators:
            return deflators[product].factor(year, net.base_year)
        what, hint = f"dollars of {year}, the net has {net.base_year}", f"no deflator of {product}"
    except UnitMismatch as error:
        what, hint = error.message, error.hint
    problems.append(Problem("unit_mismatch", row["where"], what, hint))
    return None


def _evidence(row: _Row) -> str:
    said = row["words"].get("evidence")
    return f"{row['where']}: {said}" if said else str(row["where"])


def _raise(problems: Sequence[Problem], message: str) -> None:
    codes = {problem.code for problem in problems}
    only = {"unknown_code": UnknownCode, "unit_mismatch": UnitMismatch}
    kind = only.get(next(iter(codes)), InputError) if len(codes) == 1 else InputError
    raise_all(kind, message, problems)
