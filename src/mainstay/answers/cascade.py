"""Known answers of the cascade: published, a peer's, and worked out by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from mainstay.answers.register import Answer, Kind, absent, answer
from mainstay.shocks.cascade.essential import Essentials, read_essentials
from mainstay.shocks.cascade.first_losses import each_firm, shares_lost
from mainstay.shocks.cascade.prepare import Prepared, prepare
from mainstay.shocks.cascade.reference import Ends, Reference, Rules
from mainstay.shocks.cascade.score import score
from mainstay.shocks.compiling import has_numba
from mainstay.twin.firm_nets.firm_net import FirmNet, sums
from mainstay.twin.net import Floats

#: Where the 13 firms and their scores were published.
PUBLISHED = "Economic-Systemic-Risk (vitelot), data/test_list.csv and data/test_esri.csv"
PEER = "fastcascade 0.9.3.1, eps 1e-2, 200 of 10,000 firms (synthetic power-law net, IHS ratings)"
FAULT = "fastcascade 0.9.3.1 on 13 firms: right in the published unit, does not end at sales / 1000"
PROOF = "proof: mainstay.answers.cascade"
_SIDES = ("supplier", "customer")
DOUBLES = "exact up to rounding of doubles"
NEEDS = "firms13_*.csv, firms10k_*.csv and the IHS ratings in the reference data"


def answers(data: Path | None) -> Iterator[Answer]:
    """Yield the answers of this area."""
    yield from _by_hand()
    if data is None or not (data / "esri_reference").is_dir():
        yield absent("cascade.13-firms", Kind.PUBLISHED, PUBLISHED, expected=None, needs=NEEDS)
        yield absent("cascade.10k-firms", Kind.PEER, PEER, expected=None, needs=NEEDS)
        return
    yield from _thirteen(data)
    yield from _ten_thousand(data)


def _by_hand() -> Iterator[Answer]:
    """Work out four firms: A and B make parts (one market), C makes goods of them, D sells them.

    A sells 6 to C, B sells 2 to C, C sells 10 to D, D sells nothing here; of A's output 4 more go
    to final use, of B's 2, of D's 16. Outputs are 10, 4, 10, 16 of 40; C's parts are essential,
    what D buys is not.

    A stops. Downstream: what is left of its market is B's 4 of 14, so nobody stands in:
    10 > 4, sigma 1. C lacks 6/8 of its parts: 3/4. C is alone in its market of 10, of which then
    2.5 is left: sigma min(1, 10 / 2.5) = 1. D's only input lacks 3/4: 3/4. D is alone too and
    sells to nobody. Upstream nobody sells to A. ESRI = (10 + 7.5 + 16 * 0.75) / 40 = 29.5/40.
    B stops: 10 of its market's 14 are left, so sigma = 4/10 and C lacks 2/8 of 0.4: 0.1, and D
    0.1: (4 + 1 + 1.6) / 40 = 6.6/40.
    C stops: D stops, downstream (10 + 16) / 40. Upstream A loses 6 of 10, B 2 of 4:
    (10 + 16 + 6 + 2) / 40 = 34/40.
    D stops: C sells all to D, so C stops; then A loses 6/10, B 2/4: (16 + 10 + 6 + 2) / 40.
    Every rise is in its first sweep or the next, so that the stop does not matter.

    Half of A is lost. Its market keeps 5 + 4 = 9 of 14; sigma = min(1, 10/9) = 1. C lacks 3/8,
    D too: (5 + 3.75 + 6) / 40 = 14.75/40.
    """
    matrix = np.array([[1, 2, 1], [1, 1, 1], [1, 1, 1]], dtype=np.uint8)
    net = FirmNet(
        ("parts", "goods", "trade"), np.array([0, 0, 1, 2], np.int32),
        np.array([0, 1, 2], np.int32), np.array([2, 2, 3], np.int32),
        np.array([6.0, 2.0, 10.0]), final_usd=np.array([4.0, 2.0, 0.0, 16.0]), synthetic=False,
    )  # fmt: skip
    ready = prepare(net, Essentials(matrix, "by hand", assumed=False))
    for mode in _modes():
        got = score(ready, each_firm(4), mode=mode).ends
        yield answer(f"cascade.four-firms-{mode}", Kind.DERIVED, PROOF,
                     expected=[29.5 / 40, 6.6 / 40, 34 / 40, 34 / 40], got=got.total,
                     tolerance=1e-12, reason=DOUBLES)  # fmt: skip
        half = score(ready, shares_lost(np.array([0.5, 0.0, 0.0, 0.0])), mode=mode).ends
        yield answer(f"cascade.four-firms-half-{mode}", Kind.DERIVED, PROOF,
                     expected=14.75 / 40, got=half.total[0], tolerance=1e-12,
                     reason=DOUBLES)  # fmt: skip


def _thirteen(data: Path) -> Iterator[Answer]:
    """Check the published scores, in four units of money, and the fault that depends on them.

    Peers divide by 1 where a market is wholly lost. In the published unit that is right by chance;
    with all sales divided by 1,000 a firm that should stop lingers. The largest miss is shown, and
    that it is above a fifth is what the switch must show.
    """
    published, nets = _read_thirteen(data)
    for mode in _modes():
        for scale in (1.0, 1e-6, 1e-3, 1e6):
            got = score(prepare(*nets(scale)), each_firm(len(published)), mode=mode).ends
            yield answer(f"cascade.13-firms-{mode}-{scale:g}", Kind.PUBLISHED, PUBLISHED,
                         expected=published, got=got.total, tolerance=1e-12,
                         reason=f"{DOUBLES}; sales x {scale:g}")  # fmt: skip
    for scale, fault in ((1.0, False), (1e-3, True)):
        miss = float(np.abs(_with_fault(*nets(scale)).total - published).max())
        why = f"sales x {scale:g}; largest miss of the faulty rule {miss:.2g}"
        yield answer(f"cascade.fault-of-peers-{scale:g}", Kind.PEER, FAULT, expected=fault,
                     got=miss > 0.2, reason=why)  # fmt: skip


def _ten_thousand(data: Path) -> Iterator[Answer]:
    folder = data / "esri_reference"
    ratings = data / "io_criticality" / "ess_mat_n4_ihs.csv"
    links = np.loadtxt(folder / "firms10k_links.csv.gz", delimiter=",")
    market = np.loadtxt(folder / "firms10k_sector.csv.gz").astype(np.int32) - 1
    peer = np.genfromtxt(folder / "firms10k_esri.csv", delimiter=",", names=True)
    with ratings.open(encoding="utf-8") as lines:
        codes = tuple(next(csv.reader(lines))[1:])
    supplier, buyer = (links[:, side].astype(np.int32) - 1 for side in (0, 1))
    ready = prepare(FirmNet(codes, market, supplier, buyer, links[:, 2]),
                    read_essentials(ratings, codes))  # fmt: skip
    shocks = each_firm(ready.firms, peer["firm"].astype(np.int32) - 1)
    for mode in _modes():
        got = score(ready, shocks, mode=mode).ends
        for part, ours in (("esri", got.total), ("downstream", got.downstream),
                           ("upstream", got.upstream), ("sweeps", got.sweeps)):  # fmt: skip
            yield answer(f"cascade.10k-firms-{part}-{mode}", Kind.PEER, PEER, expected=peer[part],
                         got=ours, tolerance=1e-12, reason=DOUBLES)  # fmt: skip


def _modes() -> tuple[str, ...]:
    return ("reference", "fast") if has_numba() else ("reference",)


def _with_fault(net: FirmNet, essentials: Essentials) -> Ends:
    ready: Prepared = prepare(net, essentials)
    market = sums(net.industry, net.sold_usd, ready.markets)
    unit: Floats = np.where(market > 0, market, 1.0)
    # cut off: some firms never stop under this rule
    rules = Rules(lost_market=1.0, most=200)
    return Reference(ready, unit).run(each_firm(net.size), rules)


def _read_thirteen(data: Path) -> tuple[Floats, Callable[[float], tuple[FirmNet, Essentials]]]:
    """Return the published scores and the maker of the net in any unit of money."""
    folder = data / "esri_reference"
    with (folder / "firms13_links.csv").open(encoding="utf-8") as lines:
        links = list(csv.DictReader(lines))
    with (folder / "firms13_esri.csv").open(encoding="utf-8") as lines:
        scores = {row["company"]: float(row["esri"]) for row in csv.DictReader(lines)}
    firms = list(scores)
    code = {row[side]: row[f"{side}NACE"] for row in links for side in _SIDES}
    codes = sorted(set(code.values()))
    matrix = np.zeros((len(codes), len(codes)), dtype=np.uint8)
    for row in links:
        at, to = (codes.index(row[f"{side}NACE"]) for side in _SIDES)
        matrix[at, to] = int(row["type"])
    industry = np.array([codes.index(code[firm]) for firm in firms], np.int32)
    supplier, buyer = (
        np.array([firms.index(row[side]) for row in links], np.int32) for side in _SIDES
    )
    value = np.array([float(row["weight"]) for row in links])

    def make(scale: float) -> tuple[FirmNet, Essentials]:
        net = FirmNet(tuple(codes), industry, supplier, buyer, value * scale)
        return net, Essentials(matrix, "published", assumed=False)

    return np.array(list(scores.values())), make
