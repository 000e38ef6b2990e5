"""What a firm net looks like: exponents of sizes and partners, and how it meets its table."""

from __future__ import annotations

import numpy as np

from mainstay.model import Table
from mainstay.twin.firm_nets.firm_net import FirmNet, sums
from mainstay.twin.firm_nets.national import NationalTable
from mainstay.twin.firm_nets.shape import Shape, default_shape
from mainstay.twin.net import Floats

#: Firms from which an industry tells something about the distribution inside of it.
ENOUGH = 20


def tail_exponent(values: Floats, top: float = 0.1) -> float:
    """Return the exponent of the tail: the slope of rank by value among the ``top`` share.

    Ranks are less one half, which takes the bias of a small sample out (Gabaix & Ibragimov 2011;
    assumed: not opened); the standard error is ``exponent * sqrt(2 / count)``. ``NaN`` where fewer
    than ten values differ.

    Examples
    --------
    >>> round(tail_exponent(1.0 / np.arange(1, 10_001), top=0.5), 2)
    1.0
    """
    ranked = np.sort(values[values > 0])[::-1]
    ranked = ranked[: max(int(top * len(ranked)), 10)]
    if len(np.unique(ranked)) < 10:
        return float("nan")
    rank = np.log(np.arange(1, len(ranked) + 1) - 0.5)
    return float(-np.polyfit(np.log(ranked), rank, 1)[0])


def inner_exponent(net: FirmNet, values: Floats) -> float:
    """Return the exponent inside industries: rank by value, each industry with a level of its own.

    Only industries of :data:`ENOUGH` firms, and in each the half above the median. ``NaN`` where
    there is none.
    """
    order = np.lexsort((-values, net.industry))
    industry = net.industry[order]
    count = np.bincount(industry, minlength=len(net.industries))
    rank = np.arange(len(order)) - (np.cumsum(count) - count)[industry]
    used = (count[industry] >= ENOUGH) & (rank < count[industry] // 2) & (values[order] > 0)
    return -_slope(np.log(values[order][used]), np.log(rank[used] + 0.5), industry[used])


def sales_of_degree(net: FirmNet, degree: Floats) -> float:
    """Return the power of partners with which sales grow, among the larger half of firms.

    Firms of a like place in their industry are averaged, because the number of partners of a single
    firm is a draw. ``NaN`` where output is unknown or too few firms are there.
    """
    if net.output_usd is None:
        return float("nan")
    k = len(net.industries)
    count = np.maximum(np.bincount(net.industry, minlength=k), 1)
    mean_sales = sums(net.industry, net.output_usd, k) / count
    mean_degree = sums(net.industry, degree, k) / count
    used = (count[net.industry] >= ENOUGH) & (mean_degree[net.industry] > 0)
    sales = np.log(net.output_usd[used] / mean_sales[net.industry[used]])
    partners = degree[used] / mean_degree[net.industry[used]]
    if len(sales) < ENOUGH:
        return float("nan")
    edges = np.linspace(np.median(sales), sales.max(), 13)[1:-1]
    place = np.digitize(sales, edges)
    many = np.bincount(place)
    used_bins = np.flatnonzero(many >= ENOUGH)
    used_bins = used_bins[used_bins > 0]
    if len(used_bins) < 3:
        return float("nan")
    mean = np.log(sums(place, partners, len(many))[used_bins] / many[used_bins])
    level = sums(place, sales, len(many))[used_bins] / many[used_bins]
    return float(1.0 / np.polyfit(level, mean, 1)[0])


def _slope(x: Floats, y: Floats, group: np.ndarray[tuple[int], np.dtype[np.int32]]) -> float:
    """Return the common slope of ``y`` by ``x`` with a level for each group."""
    if not len(x):
        return float("nan")
    size = int(group.max()) + 1
    count = np.maximum(np.bincount(group, minlength=size), 1)
    x = x - (sums(group, x, size) / count)[group]
    y = y - (sums(group, y, size) / count)[group]
    return float(x @ y / (x @ x)) if x.any() else float("nan")


def overview(net: FirmNet, table: NationalTable | None = None, shape: Shape | None = None) -> Table:
    """Return what the net is: its size, its shape, and how it meets the table it was drawn for.

    ``against`` is what the table or the cited distribution says, where either says something.
    """
    rows = _counts(net) + _shape(net, shape if shape is not None else _shape_of(net))
    if table is not None:
        rows += _against(net, table)
    kind = "SYNTHETIC firm net" if net.synthetic else "Firm net"
    source = f"twin {net.twin_id[:12]}, seed {net.seed}" if net.synthetic else "read from a file"
    return Table.of(
        "firm_net", rows, title=f"{kind}: {net.size} firms, {net.links} links", source=source,
        notes=net.notes,
    )  # fmt: skip


def _shape_of(net: FirmNet) -> Shape | None:
    return default_shape() if net.synthetic else None


def _row(what: str, value: float, against: str = "", unit: str = "") -> dict[str, object]:
    return {"what": what, "value": float(value), "unit": unit, "against": against}


def _degrees(net: FirmNet) -> tuple[Floats, Floats]:
    """Return the numbers of customers and of suppliers of each firm."""
    ones = np.ones(net.links)
    return sums(net.supplier, ones, net.size), sums(net.buyer, ones, net.size)


def _counts(net: FirmNet) -> list[dict[str, object]]:
    customers, suppliers = _degrees(net)
    rows = [
        _row("firms", net.size),
        _row("links", net.links),
        _row("industries", len(np.unique(net.industry))),
        _row("links per firm", net.links / max(net.size, 1)),
        _row("most customers of a firm", customers.max(initial=0)),
        _row("most suppliers of a firm", suppliers.max(initial=0)),
        _row("firms without a supplier", int((suppliers == 0).sum())),
        _row("firms without a customer", int((customers == 0).sum())),
        _row("sold over links", float(net.value_usd.sum()) / 1e9, "", "bn USD"),
    ]
    if net.output_usd is not None:
        over = int((net.bought_usd >= net.output_usd).sum())
        rows.append(_row("firms that buy more over links than they make", over))
    return rows


def _shape(net: FirmNet, shape: Shape | None) -> list[dict[str, object]]:
    customers, suppliers = _degrees(net)
    size = f"{shape.size_exponent:g} drawn from, cut off at the largest firm" if shape else ""
    power = f"{shape.sales_of_degree:g} drawn from" if shape else ""
    tail = f"{shape.degree_exponent:g} follows from the two drawn from" if shape else ""
    sales = net.output_usd if net.output_usd is not None else net.sold_usd
    name = "output" if net.output_usd is not None else "sales over links"
    return [
        _row(f"exponent of {name} inside industries", inner_exponent(net, sales), size),
        _row(f"exponent of {name} of all firms, upper tenth", tail_exponent(sales)),
        _row("exponent of customers, upper tenth", tail_exponent(customers), tail),
        _row("exponent of suppliers, upper tenth", tail_exponent(suppliers), tail),
        _row("power of customers that sales grow with", sales_of_degree(net, customers), power),
        _row("power of suppliers that sales grow with", sales_of_degree(net, suppliers), power),
    ]


def _against(net: FirmNet, table: NationalTable) -> list[dict[str, object]]:
    flows = net.flows_usd
    linked = flows > 0
    off = np.abs(flows[linked] / table.flows[linked] - 1.0).max(initial=0.0)
    k = len(table.industries)
    rows = [
        _row("flows between industries that have links", int(linked.sum()),
             f"{int((table.flows > 0).sum()):,} in the table"),
        _row("share of the money between industries on links",
             float(flows.sum() / table.flows.sum()), "1 in the table"),
        _row("largest relative miss of a flow that has links", off, "0"),
    ]  # fmt: skip
    accounts = {
        "output": (net.output_usd, table.output),
        "value added": (net.value_added_usd, table.value_added),
        "imports": (net.imports_usd, table.imports),
    }
    for name, (had, wanted) in accounts.items():
        if had is None:
            continue
        miss = np.abs(sums(net.industry, had, k) - wanted).max() / np.abs(wanted).max()
        told = f"{wanted.sum() / 1e9:,.1f} in the table"
        rows += [
            _row(name, had.sum() / 1e9, told, "bn USD"),
            _row(f"largest miss of {name} of an industry, by the largest industry", miss, "0"),
        ]
    return rows
