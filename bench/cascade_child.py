"""One measurement of the cascade, in its own process: prints JSON.

``python bench/cascade_child.py FIRMS LINKS SAMPLE [--tolerance 1e-2] [--leak 0] [--threads 2]
[--rule ihs]`` draws a power-law net like the reference's (degrees Pareto, 616 industries, seed 1),
checks a few firms of the fast way against the reference, then scores a sample of firms three times
and takes the quickest. Without ``--leak`` nothing leaves the net, as the peers run. Rule ``ihs``
takes the ratings of the reference data (``MAINSTAY_REFERENCE_DATA``), or draws ratings as frequent
as theirs where they are absent; ``linear`` and ``leontief`` are the assumed rules.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import sys
import time
from pathlib import Path

import numpy as np

from mainstay.shocks.cascade.essential import Essentials, assumed_essentials, read_essentials
from mainstay.shocks.cascade.fast import Fast
from mainstay.shocks.cascade.first_losses import each_firm
from mainstay.shocks.cascade.layout import LANES
from mainstay.shocks.cascade.prepare import prepare
from mainstay.shocks.cascade.reference import Reference, Rules
from mainstay.twin.firm_nets.firm_net import FirmNet

#: Industries of the reference's net, and how frequent the ratings 0, 1, 2 are in that of IHS.
INDUSTRIES, RATINGS = 616, (269_204, 45_013, 65_239)

#: Bytes of a link: its share and the firm at its other end.
LINK = 12


def power_net(firms: int, links: int, codes: tuple[str, ...], leak: float) -> FirmNet:
    """Return a net with Pareto degrees (1.5 out, 1.2 in) and lognormal sales."""
    rng = np.random.default_rng(1)
    out, into = rng.pareto(1.5, firms) + 1, rng.pareto(1.2, firms) + 1
    more = int(links * 1.12)
    supplier = rng.choice(firms, more, p=out / out.sum())
    buyer = rng.choice(firms, more, p=into / into.sum())
    key = np.unique(buyer[supplier != buyer] * np.int64(firms) + supplier[supplier != buyer])
    key = np.sort(rng.choice(key, min(links, len(key)), replace=False))
    supplier, buyer = (key % firms).astype(np.int32), (key // firms).astype(np.int32)
    value = rng.lognormal(0, 1.5, len(key))
    sold = np.bincount(supplier, value, firms)
    industry = rng.integers(0, len(codes), firms).astype(np.int32)
    final = sold * leak / (1 - leak) if leak else None
    return FirmNet(codes, industry, supplier, buyer, value, final_usd=final, seed=1)


def ratings(rule: str) -> tuple[tuple[str, ...], Essentials]:
    file = Path(os.environ.get("MAINSTAY_REFERENCE_DATA", "none"))
    file = file / "io_criticality" / "ess_mat_n4_ihs.csv"
    if rule == "ihs" and file.is_file():
        with file.open() as lines:
            codes = tuple(next(csv.reader(lines))[1:])
        return codes, read_essentials(file, codes)
    codes = tuple(map(str, range(INDUSTRIES)))
    if rule != "ihs":
        return codes, assumed_essentials(codes, rule)
    chance = np.array(RATINGS) / sum(RATINGS)
    drawn = np.random.default_rng(2).choice(3, (INDUSTRIES, INDUSTRIES), p=chance)
    return codes, Essentials(drawn.astype(np.uint8), "drawn as frequent as IHS", assumed=True)


def bandwidth() -> float:
    """Bytes per second of the best of five sums over 400 MB, one thread."""
    wide = np.ones(50_000_000)
    best = np.inf
    for _ in range(5):
        start = time.perf_counter()
        wide.sum()
        best = min(best, time.perf_counter() - start)
    return wide.nbytes / best


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(fast: Fast, sample: np.ndarray, rules: Rules) -> dict[str, float]:
    shocks = each_firm(fast.prepared.firms, sample)
    times = []
    for _ in range(3):
        wall, cpu = time.perf_counter(), time.process_time()
        ends = fast.run(shocks, rules)
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall, cpu = (min(pair[side] for pair in times) * 1e3 / len(sample) for side in (0, 1))
    visits = float(fast.visits.mean())
    return {
        "wall_ms_per_firm": wall, "cpu_ms_per_firm": cpu, "sweeps": float(ends.sweeps.mean()),
        "most_sweeps": float(ends.sweeps.max()), "visits_per_firm": visits,
        "ns_per_visit": cpu * 1e6 / visits, "median_score": float(np.median(ends.total)),
        "all_firms_s": wall * fast.prepared.firms / 1e3,
        "unfinished": int((ends.residual > rules.tolerance).sum()),
    }  # fmt: skip


def main() -> dict[str, object]:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("firms", "links", "sample"):
        parser.add_argument(name, type=int)
    parser.add_argument("--tolerance", type=float, default=1e-2)
    parser.add_argument("--leak", type=float, default=0.0)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--rule", default="ihs")
    asked = parser.parse_args()
    codes, essentials = ratings(asked.rule)
    net = power_net(asked.firms, asked.links, codes, asked.leak)
    start = time.perf_counter()
    ready = prepare(net, essentials)
    fast, rules = Fast(ready, asked.threads), Rules(asked.tolerance, most=2000)
    setup = time.perf_counter() - start
    before = peak_mb()
    sample = np.random.default_rng(3).choice(net.size, min(asked.sample, net.size), replace=False)
    few = each_firm(net.size, np.sort(sample)[:10])
    ours, theirs = fast.run(few, rules), Reference(ready).run(few, rules)
    gap = float(np.abs(ours.total - theirs.total).max())
    if gap > 1e-12 or (ours.sweeps != theirs.sweeps).any():
        sys.exit(f"the fast way is not the reference: {gap}")
    found = measure(fast, np.sort(sample), rules)
    peak = peak_mb()
    speed = bandwidth()
    # a link is read once for all lanes, a firm's loss once for each
    floor = found["visits_per_firm"] * (LINK / LANES + 8) / speed * 1e3
    return {
        "firms": net.size, "links": net.links, "downstream_links": len(ready.supplier),
        "sample": len(sample), "tolerance": asked.tolerance, "leak": asked.leak,
        "ratings": essentials.source, "threads": fast.threads, "largest_difference": gap,
        **found, "setup_s": setup, "peak_mb": peak, "peak_before_scoring_mb": before,
        "bandwidth_gb_per_s": speed / 1e9, "floor_ms_per_firm": floor,
        "load": os.getloadavg()[0], "machine": platform.processor() or platform.machine(),
        "python": platform.python_version(),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main()))
