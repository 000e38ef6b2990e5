"""Systemic risk of every firm: time, memory and growth of cost, as rows and as a page.

No peer runs here: fastcascade needs R, ESRIcascade.jl needs Julia. What is known of them stands
beside ours with where it comes from, and proves nothing about this machine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Firms, links, and how many firms are scored of them; 0 means all.
NETS = ((10_000, 90_000, 0), (100_000, 1_000_000, 400), (1_000_000, 10_000_000, 64))

#: Tolerance and share of output that leaves the net: as the literature has it, then near the end.
STOPS = ((1e-2, 0.0), (1e-2, 0.3), (1e-8, 0.3))

#: Milliseconds a firm, IHS ratings, tolerance 1e-2, nothing leaves the net.
KNOWN = {
    10_000: {"fastcascade": 393.0, "ESRIcascade.jl": 0.777},
    100_000: {"fastcascade": 4641.0, "ESRIcascade.jl": 9.885},
}

Child = Callable[..., Any]


def measure(child: Child, about: dict[str, object]) -> list[dict[str, Any]]:
    """Return the rows of ``results.json``; ``child`` runs a file of this folder."""
    rows: list[dict[str, Any]] = []
    for firms, links, sample in NETS:
        stops = STOPS if firms < 1_000_000 else STOPS[:2]
        for tolerance, leak in stops:
            for threads in ("1", "2"):
                if threads == "1" and (tolerance, leak) != STOPS[0]:
                    continue
                found = child(
                    "cascade_child.py", str(firms), str(links), str(sample or firms), "--tolerance",
                    f"{tolerance:g}", "--leak", f"{leak:g}", "--threads", threads,
                )  # fmt: skip
                key = f"cascade.{firms}.{tolerance:g}.leak-{leak:g}.threads-{threads}"
                rows.append({"id": key, "what": "ESRI by firm", **found, "unit": "ms",
                             "known_ms": KNOWN.get(firms, {}) if not leak else {},
                             "machine": about})  # fmt: skip
    return rows


def page(rows: list[dict[str, Any]]) -> str:
    """Return the section of ``RESULTS.md``."""
    if not rows:
        return ""
    text = "\n## Cascade: systemic risk of every firm\n\n" + HEAD
    text += (
        "| firms | links | scored | tolerance | leak | threads | wall, ms a firm | processor, ms a "
        "firm | sweeps | all firms, s | peak, MB | floor, ms | off from the reference |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    )
    for row in rows:
        text += (
            f"| {row['firms']:,} | {row['links']:,} | {row['sample']:,} | {row['tolerance']:g} | "
            f"{row['leak']:.0%} | {row['threads']} | {row['wall_ms_per_firm']:.3g} | "
            f"{row['cpu_ms_per_firm']:.3g} | {row['sweeps']:.1f} | {row['all_firms_s']:,.0f} | "
            f"{row['peak_mb']:,.0f} | {row['floor_ms_per_firm']:.2g} | "
            f"{row['largest_difference']:.0e} |\n"
        )
    return text + "\n" + TAIL


HEAD = """Power-law nets of the shape of the peers' (616 industries), float64, every score exact to
the tolerance. A few firms of the fast way are compared with the plain one before anything is timed.
Times are the quickest of three; all firms are the time of a firm times their number. The floor is
what the visited links weigh over the speed of memory measured in the same process. Leak is the
share of output that leaves the net for final demand.

"""

TAIL = """What is known of others, at tolerance 1e-2 without a leak, and not run here: fastcascade
0.9.3.1 took 393 ms a firm at 10,000 firms and 4,641 ms at 100,000 on one core of a machine of this
kind (nets of the same design); ESRIcascade.jl states 0.777 and 9.885 ms in its readme, one worker,
its own nets and hardware. That is no comparison on one machine; none was made.
"""
