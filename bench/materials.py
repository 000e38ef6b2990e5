"""Time, memory and errors of the ranking of minerals; no peer does the same, so none is named.

``materials.py whole`` and ``materials.py direct`` print one measurement each, in a process of its
own. ``whole`` is the ranking with all minerals, cuts and draws. ``direct`` solves every cut of a
few minerals again, draw by draw, without value functions.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from child import peak_kb, reset_peak
from mainstay.answers.material_net import material_net
from mainstay.shocks.commodity.expected import DRAWS, mineral_losses
from mainstay.shocks.commodity.lines import output_cut, shortage_by_use, shortage_efficient
from mainstay.shocks.commodity.loss import MineralLoss
from mainstay.shocks.commodity.rationing import Rationing
from mainstay.shocks.commodity.value import value_function

Floats = NDArray[np.float64]
T = TypeVar("T")

#: Minerals that are solved directly: one that is nearly linear, two that are less so.
DIRECT = ("gallium", "fluorspar", "cobalt")

#: Cuts and draws of each for which the two ends are solved directly; their time is scaled up.
SAMPLED = 5

RULES = ("middle", "lower", "upper")


def whole() -> dict[str, object]:
    """Return time, memory and stated errors of the whole ranking."""
    net = material_net()
    before = reset_peak()
    wall, processor = time.perf_counter(), time.process_time()
    found, _ = mineral_losses(net)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    errors = {rule: sorted((one.value.error[rule], one.mineral) for one in found) for rule in RULES}
    return {
        "minerals": len(found), "scenarios": sum(len(one.scenarios) for one in found),
        "draws": DRAWS, "wall": wall, "processor": processor,
        "memory_mb": (peak_kb() - before) / 1024, "peak_mb": peak_kb() / 1024,
        "linear": median(one.value.linear for one in found),
        "errors": {
            rule: {"median": median(e for e, _ in some), "worst": some[-1][0], "of": some[-1][1]}
            for rule, some in errors.items()
        },
    }  # fmt: skip


def direct() -> list[dict[str, object]]:
    """Return, for a few minerals, time and answers of solving every cut against value functions."""
    net = material_net()
    economy = Rationing(net)
    found, _ = mineral_losses(net, minerals=DIRECT)
    with threadpool_limits(1):
        return [_direct(economy, one) for one in found]


def _direct(economy: Rationing, one: MineralLoss) -> dict[str, object]:
    cells, size = one.uses.cells, economy.tech.size
    users = np.unique(cells.industry)

    def solve(rule: str, short: Floats) -> Floats:
        share = shortage_efficient if rule == "lower" else shortage_by_use
        cut = output_cut(cells, share(cells, short[:, None]), size)[:, users]
        solved = {"middle": economy.proportional, "lower": economy.efficient,
                  "upper": economy.bottleneck}[rule](users, cut)  # fmt: skip
        return solved.gdp_loss_usd

    value, function = _timed(lambda: value_function(economy, cells, size))
    _, reading = _timed(lambda: [value.at(one.world.short, rule) for rule in RULES])
    exact, headline = _timed(lambda: np.stack([solve("middle", row) for row in one.world.short]))
    gaps = _gaps(value.at(one.world.short), exact)
    some = one.world.short[np.linspace(0, len(exact) - 1, SAMPLED).astype(int)]
    ends: dict[str, dict[str, float]] = {}
    for rule in ("lower", "upper"):
        truth, spent = _timed(lambda rule=rule: np.stack([solve(rule, row) for row in some]))
        gap = _gaps(value.at(some, rule), truth)
        ends[rule] = {"median": float(np.median(gap)), "worst": float(gap.max()),
                      "time": spent * len(exact) / SAMPLED}  # fmt: skip
    every = headline + ends["lower"]["time"] + ends["upper"]["time"]
    return {
        "mineral": one.mineral, "scenarios": len(exact), "draws": exact.shape[1],
        "linear": value.linear, "value_function": function + reading, "headline": headline,
        "three_rules": every, "ratio_headline": headline / (function + reading),
        "ratio_three_rules": every / (function + reading),
        "middle": {"median": float(np.median(gaps)), "worst": float(gaps.max())}, **ends,
    }  # fmt: skip


def _gaps(found: Floats, truth: Floats) -> Floats:
    """Return relative differences where anything is lost."""
    lost = truth > 1.0
    gap: Floats = np.abs(found[lost] / truth[lost] - 1.0)
    return gap if gap.size else np.zeros(1)


def _timed(task: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    done = task()
    return done, time.process_time() - start


#: Threads of the linear algebra: one, or as many as the library takes.
THREADS = ("1", "default")


def measure(child: Callable[..., Any], about: dict[str, object]) -> list[dict[str, object]]:
    """Return the rows of ``results.json``; ``child`` runs this file with words and threads."""
    rows: list[dict[str, object]] = []
    for threads in THREADS:
        found = child("materials.py", "whole", threads=threads)
        rows.append({"id": f"materials.whole.threads-{threads}",
                     "what": f"expected loss of every mineral; linear algebra threads: {threads}",
                     **found, "unit": "s", "machine": about})  # fmt: skip
    rows += [
        {"id": f"materials.direct.{found['mineral']}",
         "what": "every cut solved again, against value functions", **found,
         "unit": "s", "machine": about}
        for found in child("materials.py", "direct", threads="1")
    ]  # fmt: skip
    return rows


def page(rows: list[dict[str, Any]]) -> str:
    """Return the section of ``RESULTS.md``."""
    whole_rows = [row for row in rows if str(row["id"]).startswith("materials.whole")]
    direct_rows = [row for row in rows if str(row["id"]).startswith("materials.direct")]
    if not whole_rows:
        return ""
    text = "\n## Minerals: expected loss\n\n" + HEAD
    text += (
        "| threads | minerals | cuts | draws | time, s | processor, s | memory, MB | peak, MB |\n"
    )
    text += "|---|---|---|---|---|---|---|---|\n"
    for row in whole_rows:
        threads = str(row["id"]).rpartition("-")[2]
        text += (
            f"| {threads} | {row['minerals']} | {row['scenarios']:,} | {row['draws']} | "
            f"{row['wall']:.1f} | {row['processor']:.1f} | {row['memory_mb']:.0f} | "
            f"{row['peak_mb']:.0f} |\n"
        )
    text += (
        "\n" + ERRORS + "| rule | median of minerals | worst mineral | of |\n|---|---|---|---|\n"
    )
    for rule in RULES:
        error = whole_rows[0]["errors"][rule]
        text += (
            f"| {WORDS[rule]} | {error['median']:.1%} | {error['worst']:.0%} | {error['of']} |\n"
        )
    text += "\n" + AGAIN
    text += "| mineral | cuts | linear draws | value functions, s | headline direct, s | ratio | "
    text += "three rules direct, s | ratio | headline off: median, worst | efficient off | "
    text += "bottleneck off |\n|---|---|---|---|---|---|---|---|---|---|---|\n"
    return text + "".join(_line(row) for row in direct_rows)


def _line(row: dict[str, Any]) -> str:
    off = [f"{row[rule]['median']:.1%}, {row[rule]['worst']:.0%}" for rule in RULES]
    return (
        f"| {row['mineral']} | {row['scenarios']} | {row['linear']:.0%} | "
        f"{row['value_function']:.2f} | {row['headline']:.2f} | **{row['ratio_headline']:.1f}** | "
        f"{row['three_rules']:.0f} | **{row['ratio_three_rules']:.0f}** | {' | '.join(off)} |\n"
    )


WORDS = {"middle": "proportional, the headline", "lower": "efficient", "upper": "bottleneck"}

HEAD = """No peer computes this from public figures, so times stand alone. All minerals that can be
computed, every single place, the first four together and blocs, three depths, from the net in
memory to losses with drivers. Memory is the peak above what was held before; peak is that of the
process, net and libraries included. The engine itself holds the linear algebra to one thread.

"""

ERRORS = """Value functions stand for solving each cut. Their stated error is the largest relative
difference to solving again, on six draws at shortages between the nodes:

"""

AGAIN = f"""The same cuts solved directly, processor time, one thread. The two ends are solved for
{SAMPLED} cuts of each mineral and their time is scaled up. A ratio is direct time over the time of
value functions, all three rules and their error included. "Off" is the relative difference over the
cuts that were solved, every draw in which anything is lost.

"""


if __name__ == "__main__":
    print(json.dumps({"whole": whole, "direct": direct}[sys.argv[1]]()))
