"""Time and measure mainstay beside its peers; write ``results.json`` and ``RESULTS.md`` here.

``run.py dynamics`` or ``run.py leontief cascade`` measures these parts and keeps other rows.

Every pair is timed by turns in one process, with one BLAS thread; every peak of memory has a
process of its own. Settings that pin a BLAS kernel are taken out of the environment of the
children, so that each library picks its own.
"""

from __future__ import annotations

import json
import os
import pickle
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import browser
import cascade
import contract
import dynamics
import dynamics_page
import materials
import serving
from tables import net_of
from tasks import TASKS

HERE = Path(__file__).parent
TABLES = ("us-402", "world-1435")
PINNED = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
PARTS = ("leontief", "materials", "dynamics", "cascade", "serving", "browser", "contract")


def surroundings(threads: str = "1") -> dict[str, str]:
    """Return the environment of a measured process."""
    free = {k: v for k, v in os.environ.items() if k not in PINNED and k not in THREADS}
    return free if threads == "default" else free | THREADS


def child(*words: str) -> dict[str, float]:
    found: dict[str, float] = measured("child.py", *words)
    return found


def measured(file: str, *words: str, threads: str = "1") -> Any:
    """Return what a file of this folder prints as JSON."""
    print(file, *words, file=sys.stderr)
    done = subprocess.run(
        [sys.executable, str(HERE / file), *words],
        capture_output=True, text=True, check=True, env=surroundings(threads),
    )  # fmt: skip
    return json.loads(done.stdout)


def machine() -> dict[str, object]:
    """Return what the numbers depend on; no names of hosts or users."""
    model = "unknown"
    if Path("/proc/cpuinfo").is_file():
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), model)
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.system(),
            "python": platform.python_version(), "blas": blas(),
            **{name: version(name) for name in ("numpy", "scipy", "pandas")}}  # fmt: skip


def blas() -> str:
    """Return the BLAS kernel in use, where threadpoolctl is there to tell."""
    code = (
        "import numpy, scipy.linalg, threadpoolctl as t; print('; '.join(sorted({"
        "f\"{i['internal_api']} {i['version']} {i.get('architecture')} x{i['num_threads']}\" "
        "for i in t.threadpool_info()})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=surroundings(),
    )
    return done.stdout.strip() or "kernel not told: threadpoolctl is not installed"


def measure() -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        stored = [(table, Path(folder) / f"{table}.pickle") for table in TABLES]
        for table, path in stored:
            path.write_bytes(pickle.dumps(net_of(table)))
        return _measure([(table, str(path)) for table, path in stored])


def _measure(stored: list[tuple[str, str]]) -> list[dict[str, object]]:
    about = machine()
    rows: list[dict[str, object]] = []
    for table, path in stored:
        for task, (words, _, _, peers) in TASKS.items():
            held = child("memory", path, task, "ours")["memory_mb"]
            for peer in peers:
                print(f"{table} {task} {peer}", file=sys.stderr)
                found = child("time", path, task, peer)
                rows.append(
                    {
                        "id": f"leontief.{table}.{task}.{peer.replace(' ', '-')}",
                        "what": f"{words}; {found['size']} sectors; {found['table']}",
                        "ours": found["ours"],
                        "peer": found["peer"],
                        "peer_name": peer,
                        "peer_version": version(peer.split()[0]),
                        "ratio": found["ratio"],
                        "ratio_quartiles": [found["ratio_q1"], found["ratio_q3"]],
                        "unit": "s",
                        "repeats": found["repeats"],
                        "largest_relative_difference": found["difference"],
                        "memory_mb": held,
                        "peer_memory_mb": child("memory", path, task, peer)["memory_mb"],
                        "limit": found["flops"] / found["peak"],
                        "limit_flops_per_s": found["peak"],
                        "machine": about,
                    }
                )
    return rows


def page(rows: list[dict[str, object]]) -> str:
    about = rows[0]["machine"]
    assert isinstance(about, dict)
    head = "# Measured beside peers\n\n" + (
        "Written by `make bench`; do not edit. Times are processor times with one BLAS thread; the "
        "ratio is the peer's time over ours, the median of pairs timed by turns in one process "
        "(quartiles in brackets): above 1 we are faster. Both "
        "start from coefficients; ours also forms `A` and checks that the net is productive. "
        "Memory is the peak above what was held before the task, each in a process of its own. "
        "The limit is the operations that the method cannot do without (LU `2/3 n^3`, inverse "
        "`2 n^3`) at the speed of a matrix product on the same machine.\n\n"
        f"Machine: {about['cpu']}, {about['cores']} cores, {about['system']}, Python "
        f"{about['python']}, NumPy {about['numpy']}, SciPy {about['scipy']}, pandas "
        f"{about['pandas']}; BLAS: {about['blas']}.\n\n"
        "| task | peer | ours, ms | peer, ms | ratio | limit, ms | times the limit | memory, MB | "
        "peer memory, MB | difference |\n|---|---|---|---|---|---|---|---|---|---|\n"
    )
    lines = [line(row) for row in rows]
    return head + "\n".join(lines) + "\n\n" + REMARKS


def line(row: dict[str, object]) -> str:
    def number(key: str) -> float:
        value = row[key]
        assert isinstance(value, (int, float))
        return float(value)

    quartiles = row["ratio_quartiles"]
    assert isinstance(quartiles, list)
    limit = number("limit")
    far = f"{number('ours') / limit:.1f}" if limit else "-"
    cells = (
        row["what"], f"{row['peer_name']} {row['peer_version']}", f"{1e3 * number('ours'):.3g}",
        f"{1e3 * number('peer'):.3g}",
        f"**{number('ratio'):.2f}** ({quartiles[0]:.2f}-{quartiles[1]:.2f})",
        f"{1e3 * limit:.3g}" if limit else "-", far, f"{number('memory_mb'):.0f}",
        f"{number('peer_memory_mb'):.0f}", f"{number('largest_relative_difference'):.0e}",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


REMARKS = """What the ratios mean: against programs that invert, the gain comes from solving
instead (`2/3 n^3` operations rather than `2 n^3` or more); against NumPy's own `solve` there is no
such gain, since both call the same LAPACK routine, and ours pays for forming `A` and for the check.
A kept inverse answers one more demand with one matrix product; kept factors take two triangular
solves of the same operations with less parallelism, and are slower.
"""


def main(parts: list[str]) -> None:
    if unknown := set(parts) - set(PARTS):
        raise SystemExit(f"no part {', '.join(sorted(unknown))}; parts: {', '.join(PARTS)}")
    file = HERE / "results.json"
    kept = json.loads(file.read_text("utf-8")) if file.is_file() else []
    rows = {part: [r for r in kept if r["id"].startswith(part + ".")] for part in PARTS}
    if "leontief" in parts:
        rows["leontief"] = measure()
    if "materials" in parts:
        rows["materials"] = materials.measure(measured, machine())
    if "dynamics" in parts:
        rows["dynamics"] = dynamics.measure(measured, machine())
    if "cascade" in parts:
        rows["cascade"] = cascade.measure(measured, machine())
    for name, part in (("serving", serving), ("browser", browser), ("contract", contract)):
        if name in parts:
            rows[name] = part.measure(measured, machine())
    file.write_text(json.dumps([r for part in PARTS for r in rows[part]], indent=1) + "\n", "utf-8")
    text = (page(rows["leontief"]) if rows["leontief"] else "") + materials.page(rows["materials"])
    text += dynamics_page.page(rows["dynamics"]) + cascade.page(rows["cascade"])
    text += serving.page(rows["serving"]) + browser.page(rows["browser"])
    text += contract.page(rows["contract"])
    (HERE / "RESULTS.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or list(PARTS))
