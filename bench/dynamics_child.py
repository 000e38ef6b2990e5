"""One measurement of the dynamic engine in a process of its own; prints JSON.

``table IN OUT BATCH STORAGE`` runs the case of a file of arrays; ``rest`` lets it rest for ten
years; ``firms N LINKS`` runs a synthetic net of firms; ``nation`` asks the embedded twin, warm.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from child import peak_kb, reset_peak
from mainstay.answers.synthetic_table import Table, capital_loss, synthetic_table
from mainstay.shocks.ario.events import Event, Kind, Recovery
from mainstay.shocks.ario.parameters import ArioParameters, Orders
from mainstay.shocks.ario.simulate import simulate
from mainstay.shocks.ario.trajectory import Record, Trajectory


def timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    before = reset_peak()
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return found, {
        "wall": time.perf_counter() - wall, "processor": time.process_time() - processor,
        "memory_mb": (peak_kb() - before) / 1024, "peak_mb": peak_kb() / 1024,
        "threads": max((i["num_threads"] for i in threadpool_info()), default=1),
    }  # fmt: skip


def table_of(given: Any) -> Table:
    flows, final = given["flows"], given["final"]
    return Table(
        flows, final, flows.sum(axis=1) + final.sum(axis=1), tuple(given["regions"].tolist()),
        tuple(given["sectors"].tolist()),
        tuple(zip(given["builders"].tolist(), given["shares"].tolist(), strict=True)),
    )  # fmt: skip


def table(path: str, out: str, batch: str, storage: str) -> dict[str, Any]:
    """Run one case; the time is that of building the economy, the events and the whole loop."""
    with np.load(path, allow_pickle=False) as given:
        held = table_of(given)
        recovery = Recovery.REBUILD if str(given["kind"]) == "rebuild" else Recovery.LINEAR
        orders, steps = Orders(str(given["orders"])), int(given["steps"])
        share = float(given["share"])
    b = int(batch)
    warm_up()

    def work() -> Trajectory:
        economy = held.economy()
        # scenarios of a batch differ in size, so that none is a copy of another
        events = [
            capital_loss(held, economy, recovery, share * (1.0 - 0.02 * s), s) for s in range(b)
        ]
        how = ArioParameters(steps=steps, orders=orders, compatible=True, storage=storage)
        return simulate(economy, events, how, batch=b,
                        record=Record(fill=False, activities=out != "-"))  # fmt: skip

    run, spent = timed(work)
    if out != "-":
        assert run.activities is not None
        np.save(out, run.activities[:, :, 0])
    return spent | {"steps": steps, "batch": b, "residual": run.residual,
                    "lost": (run.normal.sum() - run.total).sum(axis=0).tolist()}  # fmt: skip


def warm_up() -> None:
    """Compile and load what is compiled, which a peer without compiled parts has no need of."""
    small = synthetic_table(2, 2)
    economy = small.economy()
    for kind in (Recovery.LINEAR, Recovery.REBUILD):
        simulate(economy, [capital_loss(small, economy, kind)], ArioParameters(steps=3))


def firms(count: str, links: str, steps: str) -> dict[str, Any]:
    """Draw a net, run it with the largest firm of the largest industry at half of its capacity."""
    from mainstay.answers.material_net import material_net
    from mainstay.shocks.ario.firms import firm_economy, firm_parameters
    from mainstay.twin.firm_nets import generate, national_table

    known = national_table(material_net())
    net, drawn = timed(lambda: generate(known, firms=int(count), links=int(links), seed=1))
    economy, built = timed(lambda: firm_economy(net, seed=1))
    largest = np.argsort(economy.output)[-10:]
    event = Event(0, Kind.CAPACITY, largest, np.full(10, 0.5), 10.0, 60.0, Recovery.LINEAR, 30.0)
    how = firm_parameters(int(steps))
    run, spent = timed(lambda: simulate(economy, [event], how, record=Record(fill=False)))
    return spent | {
        "firms": economy.size, "links": len(net.supplier), "steps": int(steps),
        "draw_wall": drawn["wall"], "build_wall": built["wall"],
        "draw_peak_mb": drawn["peak_mb"], "residual": run.residual,
        "lost_share": float((run.normal.sum() - run.total[:, 0]).sum()
                            / (run.normal.sum() * int(steps))),
    }  # fmt: skip


def nation(repeats: str) -> dict[str, Any]:
    """Time a what-if on the embedded twin, warm, with all of its tables."""
    from mainstay.answers.material_net import material_net
    from mainstay.service.runs import load_scenario
    from mainstay.shocks.ario.from_net import Ario
    from mainstay.shocks.resolve import resolve

    net = material_net()
    shocks = resolve(net, [load_scenario("taiwan-strait")])
    rng = np.random.default_rng(0)
    Ario().run(net, shocks, {}, rng)
    walls, processors = [], []
    for _ in range(int(repeats)):
        _, spent = timed(lambda: Ario().run(net, shocks, {}, rng))
        walls.append(spent["wall"])
        processors.append(spent["processor"])
    return {"wall": median(walls), "processor": median(processors), "days": max(shocks.days),
            "members": 3, "repeats": int(repeats)}  # fmt: skip


def ensemble(members: str, workers: str) -> dict[str, Any]:
    """Time an ensemble on the embedded twin; the error is that of its mean loss of GDP."""
    from mainstay.answers.material_net import material_net
    from mainstay.service.runs import load_scenario
    from mainstay.shocks.ensembles.engine import Ensemble
    from mainstay.shocks.resolve import resolve

    net = material_net()
    shocks = resolve(net, [load_scenario("taiwan-strait")])
    part = Ensemble()
    part.workers = int(workers)
    found, spent = timed(
        lambda: part.run(net, shocks, {"members": int(members)}, np.random.default_rng(0))
    )
    first = found.tables["accounts"].rows()[0]
    return spent | {
        "members": first["members"], "workers": int(workers), "mean": first["loss_usd_mean"],
        "error": first["loss_usd_mean_error"], "p95": first["loss_usd_p95"],
        "p95_error": first["loss_usd_p95_error"],
    }  # fmt: skip


def bandwidth() -> dict[str, float]:
    """Return bytes per second of summing and of a triad on arrays that fit no cache."""
    count = 20_000_000
    a, b, c = np.ones(count), np.ones(count), np.empty(count)
    best = {"read": np.inf, "triad": np.inf}
    for _ in range(5):
        start = time.perf_counter()
        a.sum()
        best["read"] = min(best["read"], time.perf_counter() - start)
        start = time.perf_counter()
        np.multiply(b, 1.5, out=c)
        c += a
        best["triad"] = min(best["triad"], time.perf_counter() - start)
    # the triad reads and writes c once more, because NumPy fuses nothing
    return {"read": 8 * count / best["read"], "triad": 8 * count * 5 / best["triad"]}


TASKS: dict[str, Callable[..., Any]] = {
    "table": table, "firms": firms, "nation": nation, "ensemble": ensemble, "bandwidth": bandwidth,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
