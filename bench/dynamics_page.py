"""The section of ``RESULTS.md`` on the dynamic engine."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def page(rows: list[Row]) -> str:
    """Return the section, with whatever parts were measured."""
    if not rows:
        return ""
    parts = (agreement, large, batches, curve, firms, asked)
    bus = next((row for row in rows if row["id"] == "dynamics.bandwidth"), None)
    text = "\n## Day by day: the dynamic engine beside BoARIO\n\n" + HEAD
    if bus is not None:
        about = bus["machine"]
        text += (
            f"Machine: {about['cpu']}, {about['cores']} cores, Python {about['python']}, NumPy "
            f"{about['numpy']}. Memory, measured in the same run with one thread: sum "
            f"{bus['read'] / 1e9:.1f} GB/s, triad {bus['triad'] / 1e9:.1f} GB/s. {versions(rows)}\n"
        )
    return text + "".join(part(rows) for part in parts)


def versions(rows: list[Row]) -> str:
    """Return what the peer ran on."""
    for row in rows:
        if "peer" in row:
            found = row["peer"]["versions"]
            return "Peer: " + ", ".join(f"{name} {found[name]}" for name in found) + "."
    return ""


def of(rows: list[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["id"].startswith(f"dynamics.{kind}")]


def table(*head: str) -> str:
    return "\n| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|\n"


def line(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |\n"


def times(ours: float, theirs: float) -> str:
    return f"**{theirs / ours:.1f}**"


def agreement(rows: list[Row]) -> str:
    """Return how far the two are apart."""
    found = of(rows, "agree.")
    text = (
        table("table", "event", "orders", "steps", "largest relative difference") if found else ""
    )
    for row in found:
        text += line(row["table"], row["kind"], row["orders"], row["steps"],
                     f"{row['difference']:.0e}")  # fmt: skip
    return text


def large(rows: list[Row]) -> str:
    """Return times and peaks at 2,500 industries."""
    found = of(rows, "large.")
    text = LARGE if found else ""
    for row in found:
        ours, theirs, two = row["ours"], row["peer"], row["two_threads"]
        steps = row["steps"]
        text += table("2,500 industries, " + row["kind"], "ours, 1 thread", "ours, 2 threads",
                      "BoARIO", "ratio, 1 thread", "ratio, 2 threads")  # fmt: skip
        for name, words in (("wall", "wall, s"), ("processor", "processor, s")):
            text += line(words, f"{ours[name]:.2f}", f"{two[name]:.2f}", f"{theirs[name]:.1f}",
                         times(ours[name], theirs[name]),
                         times(two[name], theirs[name]))  # fmt: skip
        text += line("peak, MB", f"{ours['peak_mb']:.0f}", f"{two['peak_mb']:.0f}",
                     f"{theirs['peak_mb']:.0f}", times(ours["peak_mb"], theirs["peak_mb"]),
                     times(two["peak_mb"], theirs["peak_mb"]))  # fmt: skip
        step, floor = 1e3 * ours["wall"] / steps, row["floor_ms"]
        text += (
            f"\nA step takes {step:.1f} ms; reading the flows once takes {floor:.1f} ms, so it is "
            f"{step / floor:.1f} times the floor. Flows in float32: "
            f"{1e3 * row['float32']['wall'] / steps:.1f} ms, the loss off by "
            f"{row['float32_error']:.0e}. Answers differ by {row['difference']:.0e}.\n"
        )
    return text


def batches(rows: list[Row]) -> str:
    """Return what a scenario costs when several advance together."""
    found = of(rows, "batch.")
    single = {row["kind"]: row for row in of(rows, "large.")}
    text = (
        table("event", "scenarios at once", "threads", "ms a step and scenario", "ratio to BoARIO",
              "peak, MB") if found else ""
    )  # fmt: skip
    for row in found:
        ours = row["ours"]
        cost = 1e3 * ours["wall"] / ours["steps"] / row["batch"]
        one = single.get(row["kind"])
        theirs = 1e3 * one["peer"]["wall"] / one["peer"]["steps"] if one else float("nan")
        threads = ours["threads"] if row["threads"] == "default" else 1
        text += line(row["kind"], row["batch"], threads, f"{cost:.2f}", times(cost, theirs),
                     f"{ours['peak_mb']:.0f}")  # fmt: skip
    return text


def curve(rows: list[Row]) -> str:
    """Return how the cost of a step grows."""
    found = of(rows, "curve.")
    text = (
        table("industries", "ours, ms a step", "BoARIO, ms a step", "ratio", "ours, MB",
              "BoARIO, MB") if found else ""
    )  # fmt: skip
    for row in found:
        ours, theirs = (1e3 * row[side]["wall"] / row["steps"] for side in ("ours", "peer"))
        text += line(f"{row['size']:,}", f"{ours:.2f}", f"{theirs:.1f}", times(ours, theirs),
                     f"{row['ours']['peak_mb']:.0f}", f"{row['peer']['peak_mb']:.0f}")  # fmt: skip
    return text


def firms(rows: list[Row]) -> str:
    """Return a year of nets of firms."""
    found = of(rows, "firms.")
    text = FIRMS if found else ""
    text += (
        table("firms", "links", "days", "wall, s", "ms a day", "peak, MB", "drawing the net, s",
              "goods conserved to") if found else ""
    )  # fmt: skip
    for row in found:
        text += line(f"{row['firms']:,}", f"{row['links']:,}", row["steps"], f"{row['wall']:.1f}",
                     f"{1e3 * row['wall'] / row['steps']:.1f}", f"{row['peak_mb']:,.0f}",
                     f"{row['draw_wall']:.1f}", f"{row['residual']:.0e}")  # fmt: skip
    return text


def asked(rows: list[Row]) -> str:
    """Return questions to the embedded twin."""
    text = ""
    for row in of(rows, "nation"):
        text += (
            f"\nA what-if on the embedded twin, warm, {row['members']} members, {row['days']} days,"
            f" all tables: {row['wall']:.2f} s.\n"
        )
    for row in of(rows, "ensemble"):
        text += (
            f"\nAn ensemble of {row['members']:,} members on {row['workers']} processes: "
            f"{row['wall']:.0f} s; mean loss {row['mean'] / 1e9:.1f} billion dollars with a "
            f"Monte-Carlo error of {row['error'] / 1e9:.2f}, 95th percentile "
            f"{row['p95'] / 1e9:.1f} with {row['p95_error'] / 1e9:.2f}.{row.get('remark', '')}\n"
        )
    return text


HEAD = """Both sides get the same arrays and the same event. Output of every industry on every step
is compared first; nothing is timed where it differs by more than a billionth. Runs take turns:
ours, theirs, ours, and ours once more; ours is the median. Ours counts building the economy and the
events, theirs the loop alone; compiled parts of ours are loaded before. Ours follows the peer's
order rules here (compatible mode). The peer runs once for each row, in an environment of its own
with its own threads (one linear-algebra thread for each core). A ratio is theirs over ours: above 1
we are faster or smaller.

"""

LARGE = """
Wall and processor time of 365 steps, one scenario:
"""

FIRMS = """
Nets of firms, drawn on the embedded tables (synthetic), ten of the largest firms at half of their
capacity for 60 days; no peer runs at this size:
"""
