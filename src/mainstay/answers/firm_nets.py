"""Known answers of generated firm nets: the table they meet, the distributions they follow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mainstay.answers.figures import economy_net
from mainstay.answers.register import Answer, Kind, answer
from mainstay.twin.firm_nets import FirmNet, NationalTable, generate, national_table
from mainstay.twin.firm_nets.firm_net import sums
from mainstay.twin.firm_nets.measures import inner_exponent, sales_of_degree
from mainstay.twin.net import Floats

FIRMS, LINKS, SEED = 20_000, 200_000, 1

PROOF = "proof: mainstay.twin.firm_nets.balance scales the flows last; accounts are shared out"
AXTELL = "Axtell 2001, Science 293, 1818-1820, abstract: larger than s with probability ~ 1 / s"
WATANABE = (
    "Watanabe 2014, PLoS ONE 9(3) e91704, abstract: sales grow with partners to the power 1.3"
)
BEA = "BEA, gross domestic product, annual update of September 2024, billions of current dollars"


def answers(_data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    table = national_table(economy_net())
    net = generate(table, firms=FIRMS, links=LINKS, seed=SEED)
    yield from _sums(net, table)
    yield from _shape(net)


def _known(column: Floats | None) -> Floats:
    return np.full(0, np.nan) if column is None else column


def _sums(net: FirmNet, table: NationalTable) -> Iterator[Answer]:
    flows = net.flows_usd
    linked = flows > 0
    off = float(np.abs(flows[linked] / table.flows[linked] - 1.0).max())
    yield answer("firm_nets.flows-of-table", Kind.DERIVED, PROOF, expected=0.0, got=off,
                 tolerance=1e-9, reason=f"{int(linked.sum())} flows that have links, relative"
                 )  # fmt: skip
    k = len(table.industries)
    wanted = {"output": table.output, "value-added": table.value_added, "imports": table.imports,
              "final": table.final}  # fmt: skip
    had = {"output": _known(net.output_usd), "value-added": _known(net.value_added_usd),
           "imports": _known(net.imports_usd),
           "final": _known(net.final_usd) - _known(net.unlinked_usd)}  # fmt: skip
    for name, values in wanted.items():
        miss = np.abs(sums(net.industry, had[name], k) - values).max() / table.output.max()
        yield answer(f"firm_nets.{name}-of-table", Kind.DERIVED, PROOF, expected=0.0,
                     got=float(miss), tolerance=1e-9,
                     reason="largest miss of an industry, by the largest output")  # fmt: skip
    yield answer("firm_nets.gdp-2023", Kind.PUBLISHED, BEA, expected=27720.7,
                 got=float(_known(net.value_added_usd).sum()) / 1e9, tolerance=0.15,
                 reason="published to $0.1bn; sums of cells that are rounded to $1M")  # fmt: skip


def _shape(net: FirmNet) -> Iterator[Answer]:
    ones = np.ones(net.links)
    for name, side in (("customers", net.supplier), ("suppliers", net.buyer)):
        found = sales_of_degree(net, sums(side, ones, net.size))
        yield answer(
            f"firm_nets.sales-of-{name}", Kind.PUBLISHED, WATANABE, expected=1.3, got=found,
            tolerance=0.06, reason="of the larger half of firms; seeds differ by 0.015, and the "
            "largest firms of small industries have all the partners there are",
        )  # fmt: skip
    yield answer(
        "firm_nets.size-exponent", Kind.PUBLISHED, AXTELL, expected=1.0,
        got=inner_exponent(net, _known(net.output_usd)), tolerance=0.15,
        reason="inside industries of 50 firms on average the cut-off at the largest firm of the "
        "rank-size rule moves ranks by one; it falls with the number of firms (0.06 at 250)",
    )  # fmt: skip
