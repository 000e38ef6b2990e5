"""Run BoARIO on a table of arrays through its public interface, in an environment of its own.

``boario_child.py test OUT`` writes pymrio's test table as arrays. ``boario_child.py run IN OUT``
runs one case; it prints wall and processor seconds of the loop and peaks of memory as JSON and
writes output by step and industry.
"""

import json
import logging
import resource
import sys
import time
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
import pymrio

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_table(out: str) -> None:
    system = pymrio.load_test().calc_all()
    flows = system.Z.sort_index(axis=0).sort_index(axis=1)
    np.savez(
        out, flows=flows.to_numpy(float), final=system.Y.loc[flows.index].to_numpy(float),
        regions=sorted(system.get_regions()), sectors=sorted(system.get_sectors()),
        builders=["other", "transport"], shares=[0.6, 0.4],
    )  # fmt: skip


def system_of(given: "np.lib.npyio.NpzFile") -> "pymrio.IOSystem":
    names = pd.MultiIndex.from_product(
        [given["regions"].tolist(), given["sectors"].tolist()], names=["region", "sector"]
    )
    count = given["final"].shape[1] // len(given["regions"])
    uses = pd.MultiIndex.from_product(
        [given["regions"].tolist(), [f"fd{k}" for k in range(count)]], names=["region", "category"]
    )
    system = pymrio.IOSystem(
        Z=pd.DataFrame(given["flows"], names, names), Y=pd.DataFrame(given["final"], names, uses)
    )
    system.unit = pd.DataFrame({"unit": ["M.EUR"] * len(names)}, index=names)
    return system.calc_all()


def run(given: "np.lib.npyio.NpzFile", out: str) -> dict[str, object]:
    from boario import event
    from boario.extended_models import ARIOPsiModel
    from boario.simulation import Simulation

    kind, orders, steps = str(given["kind"]), str(given["orders"]), int(given["steps"])
    system = system_of(given)
    before = peak_mb()
    model = ARIOPsiModel(
        system, order_type=orders, alpha_base=1.0, alpha_max=1.25, alpha_tau=365, rebuild_tau=60,
        main_inv_dur=90, monetary_factor=10**6, temporal_units_by_step=1,
        iotable_year_to_temporal_unit_factor=365, psi_param=0.80, inventory_restoration_tau=60,
    )  # fmt: skip
    simulation = Simulation(
        model, n_temporal_units_to_sim=steps, register_stocks=False, show_progress=False
    )
    regions, sectors = given["damaged_region"].item(), given["damaged_sectors"].tolist()
    common = {
        "impact": float(given["impact"]), "affected_regions": [regions],
        "affected_sectors": sectors, "impact_regional_distrib": "equal",
        "impact_sectoral_distrib": "equal", "event_monetary_factor": model.monetary_factor,
        "duration": 20,
    }  # fmt: skip
    if kind == "rebuild":
        builders = dict(zip(given["builders"].tolist(), given["shares"].tolist(), strict=True))
        common |= {"event_type": "rebuild", "rebuild_tau": 180, "rebuilding_sectors": builders,
                   "rebuilding_factor": 1.0}  # fmt: skip
    else:
        common |= {"event_type": "recovery", "recovery_tau": 180, "recovery_function": "linear"}
    simulation.add_event(event.from_scalar_regions_sectors(**common))
    wall, processor = time.perf_counter(), time.process_time()
    simulation.loop()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    made = simulation.production_realised
    np.save(out, made.to_numpy(float))
    return {
        "wall": wall, "processor": processor, "steps": len(made), "peak_mb": peak_mb(),
        "before_mb": before,
        "versions": {name: version(name) for name in ("boario", "pymrio", "numpy", "pandas")},
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "test":
        test_table(sys.argv[2])
    else:
        with np.load(sys.argv[2], allow_pickle=False) as stored:
            print(json.dumps(run(stored, sys.argv[3])))
