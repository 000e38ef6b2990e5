"""The dynamic engine beside BoARIO: the same arrays, answers compared first, then time and memory.

Rows of agreement compare output of every industry on every step. A row of time is measured only
where that agreed. Runs alternate: ours, theirs, ours; ours is the median.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mainstay.answers.synthetic_table import Table, damaged_activities, synthetic_table
from peers.environment import python_of

Floats = NDArray[np.float64]
Child = Callable[..., Any]

HERE = Path(__file__).parent
KINDS, ORDERS = ("recovery", "rebuild"), ("alt", "noalt")

#: Largest relative difference of any industry on any step up to which answers agree.
AGREE = 1e-9

#: Share of capital lost; more on the small table, so that inputs run out.
LOST = {"test": 0.2, "10x10": 0.9, "50x50": 0.2}

#: Regions and sectors of the curve of cost, with steps.
CURVE = ((10, 25), (10, 50), (20, 50), (50, 50))
CURVE_STEPS = 40

#: Scenarios that advance together.
BATCHES = (1, 8, 32)

FIRMS = ((10_000, 90_000), (100_000, 1_000_000), (1_000_000, 10_000_000))


def case_file(folder: Path, held: Table, kind: str, orders: str, steps: int, share: float) -> Path:
    """Write what both sides are given."""
    economy = held.economy()
    damaged = damaged_activities(held, economy)
    sectors = len(held.sectors)
    path = folder / f"{len(held.output)}-{kind}-{orders}-{steps}.npz"
    np.savez(
        path, flows=held.flows, final=held.final, regions=held.regions, sectors=held.sectors,
        builders=[name for name, _ in held.builders], shares=[s for _, s in held.builders],
        kind=kind, orders=orders, steps=steps, share=share,
        damaged_region=held.regions[damaged[0] // sectors],
        damaged_sectors=[held.sectors[i % sectors] for i in damaged],
        impact=share * economy.capital[damaged].min() * len(damaged),
    )  # fmt: skip
    return path


def peer(case: Path, out: Path) -> dict[str, Any]:
    """Run BoARIO on a case."""
    print("boario", case.stem, file=sys.stderr)
    done = subprocess.run(
        [str(python_of("boario")), str(HERE / "peers" / "boario_child.py"), "run", str(case),
         str(out)], capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def apart(ours: Path, theirs: Path) -> float:
    """Return the largest relative difference of two runs, over industries and steps."""
    a, b = np.load(ours), np.load(theirs)
    kept = min(len(a), len(b))
    return float((np.abs(a[:kept] - b[:kept]) / np.abs(b[:kept]).clip(1e-300)).max())


def test_table(folder: Path) -> Table:
    """Return pymrio's test table as the peer's environment reads it."""
    path = folder / "test.npz"
    subprocess.run([str(python_of("boario")), str(HERE / "peers" / "boario_child.py"), "test",
                    str(path)], check=True)  # fmt: skip
    with np.load(path, allow_pickle=False) as given:
        flows, final = given["flows"], given["final"]
        return Table(flows, final, flows.sum(axis=1) + final.sum(axis=1),
                     tuple(given["regions"].tolist()), tuple(given["sectors"].tolist()),
                     tuple(zip(given["builders"].tolist(), given["shares"].tolist(),
                               strict=True)))  # fmt: skip


def measure(child: Child, about: dict[str, object]) -> list[dict[str, object]]:
    """Return the rows of ``results.json``; ``child`` runs a file of this folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bus = child("dynamics_child.py", "bandwidth", threads="1")
        rows: list[dict[str, object]] = [{"id": "dynamics.bandwidth", **bus, "machine": about}]
        tables = {"test": test_table(folder), "10x10": synthetic_table(10, 10)}
        for table, held in tables.items():
            rows += [
                agreement(child, folder, table, held, kind, orders)
                for kind in KINDS for orders in ORDERS
            ]  # fmt: skip
        rows += large(child, folder, bus)
        rows += curve(child, folder)
        rows += [firm_row(child, count, links) for count, links in FIRMS]
        rows.append({"id": "dynamics.nation", **child("dynamics_child.py", "nation", "5")})
        rows.append({"id": "dynamics.ensemble", **child("dynamics_child.py", "ensemble", "1000",
                                                        "2")})  # fmt: skip
        return rows


def agreement(
    child: Child, folder: Path, table: str, held: Table, kind: str, orders: str, steps: int = 365
) -> dict[str, object]:
    """Return how far the two are apart, with the times of these single runs."""
    case = case_file(folder, held, kind, orders, steps, LOST[table])
    mine, theirs = folder / "mine.npy", folder / "theirs.npy"
    found = child("dynamics_child.py", "table", str(case), str(mine), "1", "float64")
    other = peer(case, theirs)
    return {
        "id": f"dynamics.agree.{table}.{kind}.{orders}", "table": table, "kind": kind,
        "orders": orders, "steps": steps, "difference": apart(mine, theirs),
        "ours": found, "peer": other,
    }  # fmt: skip


def large(child: Child, folder: Path, bus: dict[str, float]) -> list[dict[str, object]]:
    """Return agreement and times at 2,500 industries: one scenario, several, single storage."""
    held = synthetic_table(50, 50)
    rows = [
        agreement(child, folder, "50x50", held, kind, "noalt", CURVE_STEPS) for kind in KINDS
    ]  # fmt: skip
    for kind in KINDS:
        case = case_file(folder, held, kind, "alt", 365, LOST["50x50"])
        mine, theirs = folder / "mine.npy", folder / "theirs.npy"
        child("dynamics_child.py", "table", str(case), str(mine), "1", "float64")
        first = child("dynamics_child.py", "table", str(case), "-", "1", "float64")
        other = peer(case, theirs)
        difference = apart(mine, theirs)
        if difference > AGREE:
            raise SystemExit(f"{case.stem}: answers differ by {difference:.1e}; nothing is timed")
        runs = [first, *(child("dynamics_child.py", "table", str(case), "-", "1", "float64")
                         for _ in range(2))]  # fmt: skip
        two = child("dynamics_child.py", "table", str(case), "-", "1", "float64", threads="default")
        single = child("dynamics_child.py", "table", str(case), "-", "1", "float32")
        rows.append({
            "id": f"dynamics.large.{kind}", "kind": kind, "steps": 365, "difference": difference,
            "ours": middle(runs), "peer": other, "two_threads": two, "float32": single,
            "float32_error": abs(single["lost"][0] / first["lost"][0] - 1.0),
            "floor_ms": 1e3 * held.flows.nbytes / bus["read"],
        })  # fmt: skip
        for batch in BATCHES[1:]:
            # every step costs the same, so that a fifth of the year tells the price of one
            short = case_file(folder, held, kind, "alt", 73, LOST["50x50"])
            for threads in ("1", "default"):
                found = child("dynamics_child.py", "table", str(short), "-", str(batch), "float64",
                              threads=threads)  # fmt: skip
                rows.append({"id": f"dynamics.batch.{kind}.{batch}.{threads}", "kind": kind,
                             "batch": batch, "threads": threads, "ours": found})  # fmt: skip
    return rows


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the run with the median of every time and peak."""
    return runs[0] | {
        name: median(run[name] for run in runs)
        for name in ("wall", "processor", "memory_mb", "peak_mb")
    }


def curve(child: Child, folder: Path) -> list[dict[str, object]]:
    """Return how the cost of a step grows with the table, ours beside theirs."""
    rows: list[dict[str, object]] = []
    for regions, sectors in CURVE:
        held = synthetic_table(regions, sectors)
        case = case_file(folder, held, "rebuild", "alt", CURVE_STEPS, 0.2)
        found = child("dynamics_child.py", "table", str(case), "-", "1", "float64")
        other = peer(case, folder / "theirs.npy")
        rows.append({"id": f"dynamics.curve.{regions * sectors}", "size": regions * sectors,
                     "steps": CURVE_STEPS, "ours": found, "peer": other})  # fmt: skip
    return rows


def firm_row(child: Child, count: int, links: int) -> dict[str, object]:
    """Return one year of a net of firms."""
    found = child("dynamics_child.py", "firms", str(count), str(links), "365")
    return {"id": f"dynamics.firms.{count}", **found}
