"""One measurement in its own process.

``time FILE TASK PEER`` or ``memory FILE TASK WAY``, where the file holds a net. Times are processor
times with one BLAS thread, so that a busy machine and the quarrel of two thread pools (NumPy and
SciPy carry a BLAS each) stay out of them.
"""

from __future__ import annotations

import json
import pickle
import resource
import statistics
import sys
import time
from pathlib import Path

import numpy as np

from tasks import TASKS, Inputs, Task

#: Seconds of alternating repeats, and the least and the most of them.
BUDGET, LEAST, MOST = 4.0, 9, 60


def main(what: str, stored: str, task: str, way: str) -> dict[str, object]:
    net, words = pickle.loads(Path(stored).read_bytes())
    inputs = Inputs.of(net)
    _, cubes, ours, peers = TASKS[task]
    if what == "memory":
        return memory(inputs, ours if way == "ours" else peers[way])
    found = alternate(inputs, ours, peers[way])
    size = len(inputs.a)
    return {**found, "size": size, "table": words, "flops": cubes * size**3, "peak": peak_flops()}


def alternate(inputs: Inputs, ours: Task, peer: Task) -> dict[str, float]:
    """Time both by turns, the first by turns too, and take the median of the paired ratios."""
    gap = float(np.abs(ours(inputs) - peer(inputs)).max() / np.abs(peer(inputs)).max())
    times: list[tuple[float, float]] = []
    start = time.perf_counter()
    while len(times) < LEAST or (len(times) < MOST and time.perf_counter() - start < BUDGET):
        first, second = (ours, peer) if len(times) % 2 else (peer, ours)
        pair = (clock(inputs, first), clock(inputs, second))
        times.append(pair if len(times) % 2 else pair[::-1])
    ratios = [theirs / our for our, theirs in times]
    low, _, high = statistics.quantiles(ratios, n=4)
    return {
        "ours": statistics.median(our for our, _ in times),
        "peer": statistics.median(theirs for _, theirs in times),
        "ratio": statistics.median(ratios), "ratio_q1": low, "ratio_q3": high,
        "repeats": len(times), "difference": gap,
    }  # fmt: skip


def clock(inputs: Inputs, task: Task) -> float:
    start = time.process_time()
    task(inputs)
    return time.process_time() - start


def memory(inputs: Inputs, task: Task) -> dict[str, object]:
    """Peak resident memory above what the inputs and libraries took before the task."""
    before = reset_peak()
    task(inputs)
    return {"memory_mb": (peak_kb() - before) / 1024}


def reset_peak() -> int:
    """Forget the peak so far, where the kernel allows it; return the memory held now, kB."""
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as switch:  # noqa: PTH123
            switch.write("5")
    except OSError:
        pass
    return peak_kb()


def peak_kb() -> int:
    try:
        with open("/proc/self/status", encoding="ascii") as lines:  # noqa: PTH123
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def peak_flops() -> float:
    """Operations per second of the best of five matrix products of 1,500 x 1,500."""
    a = np.random.default_rng(0).random((1500, 1500))
    best = min(_product(a) for _ in range(5))
    return 2 * 1500**3 / best


def _product(a: np.ndarray) -> float:
    start = time.process_time()
    a @ a
    return time.process_time() - start


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
