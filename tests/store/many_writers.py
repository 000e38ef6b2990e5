"""Several processes on one home at once; run by ``test_crash.py``, prints one JSON object.

``python many_writers.py PROCESSES ROUNDS FOLDER``. Every process opens the home itself, also when
nobody has made it yet. Each reads its own file and one that all share, freezes, runs, and looks.
"""

import json
import multiprocessing
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa

from mainstay.errors import MainstayError
from mainstay.model import Period, Table, claim_batches
from mainstay.store import Home, Question

ROWS = 50


def claims(first: int, number: float) -> list[pa.RecordBatch]:
    """Claims about industries from ``first`` on, all of one value."""
    rows = range(first, first + ROWS)
    return list(
        claim_batches(
            source="demo",
            vintage="1",
            kind="gross_output",
            locator=[str(row) for row in rows],
            subject=[f"industry.detail:{row}" for row in rows],
            value=[number] * ROWS,
            valid=Period.year(2023),
        )
    )


def read(home: Home, name: str, first: int, number: float) -> None:
    """Read a file in which every value is one number."""
    about = {"source": "demo", "vintage": "1", "path": name, "sha256": str(number)}
    home.ingest(claims(first, number), about)


def write(me: int, rounds: int, folder: Path, told: Any) -> None:
    """Write and look; tell what is wrong."""
    wrong: list[str] = []
    try:
        for number in range(1, rounds + 1):
            home = Home.open(folder)
            read(home, f"mine-{me}.csv", me * 1000, float(number))
            read(home, "shared.csv", 900_000, float(number))
            twin = home.freeze()
            seen = home.claims(twin=twin.id)
            values: dict[int, set[float]] = {}
            for subject, value in zip(
                *(seen[n].to_pylist() for n in ("subject", "value")), strict=True
            ):
                values.setdefault(int(subject.partition(":")[2]) // 1000, set()).add(value)
            if values[me] != {float(number)} or any(len(v) > 1 for v in values.values()):
                wrong.append(f"{me} in round {number} sees {values}")
            rows: list[dict[str, object]] = [{"x": number}]
            ask = Question("twin", "demo", "1", "code", seed=number)
            home.run(ask, lambda rows=rows: {"t": Table.of("t", rows)})  # type: ignore[misc]
            home.cached(f"key {number}", lambda: {"t": pa.table({"x": [1]})})
            home.name_twin("last", twin.id)
    except MainstayError as error:
        wrong.append(f"{me}: {error!r}")
    told.put(wrong)


def main() -> None:
    """Start the writers, wait, look."""
    processes, rounds, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]) / "home"
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    writers = [context.Process(target=write, args=(me, rounds, folder, told))
               for me in range(processes)]  # fmt: skip
    for writer in writers:
        writer.start()
    wrong = [text for _ in writers for text in told.get()]
    for writer in writers:
        writer.join()
    told.close()
    told.join_thread()
    home = Home.open(folder)
    alone = Home.open(folder.parent / "alone")
    for me in range(processes):
        read(alone, f"mine-{me}.csv", me * 1000, float(rounds))
    read(alone, "shared.csv", 900_000, float(rounds))
    read(home, "shared.csv", 900_000, float(rounds))
    seen = sum(r["scope"] != "shared.csv" for r in home.readings())
    print(json.dumps({
        "wrong": wrong, "check": [f"{f.what}: {f.where}" for f in home.check()],
        "own_readings": seen, "runs": len(home.runs()),
        "same_twin": home.freeze().id == alone.freeze().id,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
