"""Ends a reading, freezing and running process at random points, and looks at what it left.

Run by ``test_crash.py`` as ``python crash_driver.py MODE COUNT SEED FOLDER``; prints one JSON
object. The driver only imports and forks, so that a fresh process costs milliseconds; whatever
opens a home does so in a child.

``delay``: a child is ended after a random time. ``point``: a child is ended right before its n-th
opening for writing, renaming, removing or making of a file.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from forked import child, end_at, heard
from mainstay.model import Label, Period, Table, claim_batches
from mainstay.store import Home, Question

ROWS = 120
VERSIONS = 3
#: Scopes of reading, all of one source and vintage.
SCOPES = ("detail.csv", "summary.csv")
FINAL = 2
#: One round changes a file at least this often.
POINTS = 40


@cache
def batches(scope: str, version: int) -> list[pa.RecordBatch]:
    """Claims of a file's version: some stay, some change, some vanish, in three partitions."""
    base = SCOPES.index(scope) * 10_000
    made: list[pa.RecordBatch] = []
    for kind, label, size in (
        ("use", "public", ROWS), ("make", "public", ROWS), ("make", "partner", ROWS // 4),
    ):  # fmt: skip
        offset = base if label == "public" else base + 5_000
        rows = range(offset + version * 7, offset + size)
        values = [float(row + (version if row % 10 == 0 else 0)) for row in rows]
        made += claim_batches(
            source="demo", vintage="1", kind=kind, label=label, value=values,
            locator=[f"{kind} {row}" for row in rows],
            subject=[f"industry.detail:{row}" for row in rows],
            object_=[f"commodity.detail:{row}" for row in rows],
            valid=Period.year(2023),
        )  # fmt: skip
    return made


def read(home: Home, scope: str, version: int) -> None:
    """Read one version of a file into the home."""
    about = {"source": "demo", "vintage": "1", "path": scope, "sha256": f"v{version}"}
    home.ingest(batches(scope, version), about)


def answer(twin_id: str) -> dict[str, Table]:
    """A result that depends on its twin alone."""
    rows: list[dict[str, object]] = [{"place": n, "digit": c} for n, c in enumerate(twin_id)]
    return {"one": Table.of("one", rows), "two": Table.of("two", rows[:5])}


def ask(home: Home, twin_id: str) -> str:
    """Run the demo question on a twin."""
    question = Question(twin_id, "demo", "1", "code")
    return home.run(question, lambda: answer(twin_id)).run_id


def work(folder: Path, say: Callable[[dict[str, Any]], None], start: int, rounds: int) -> None:
    """Read, freeze, name, run, cache; tell each step when the home has acknowledged it."""
    home = Home.open(folder)
    for number in range(start, start + rounds):
        version = number % VERSIONS
        for scope in SCOPES:
            read(home, scope, version)
            say({"read": scope, "version": version})
        twin = home.freeze(Label.PARTNER)
        say({"twin": twin.id, "rows": twin.rows})
        home.name_twin("last", twin.id)
        say({"name": twin.id})
        say({"run": ask(home, twin.id), "of": twin.id})
        home.cached(twin.id, lambda: {"t": pa.table({"x": [1]})})


def look(folder: Path, said: list[dict[str, Any]], how: dict[str, Any]) -> dict[str, Any]:
    """Look at a home whose process was ended, and return what is wrong and what was left."""
    wrong: list[str] = []
    home = Home.open(folder)
    if how["lose_catalog"]:
        known = (home.readings(), home.twins(), home.twin_names(), home.runs())
        for path in folder.glob("catalog.sqlite*"):
            path.unlink()
        home = Home.open(folder)
        for before, after in zip(known, (home.readings(), home.twins(), home.twin_names(),
                                         home.runs()), strict=True):  # fmt: skip
            if any(item not in after for item in before):
                wrong.append("the catalog made again from the files knows less than before")
    found = home.check()
    wrong += [f"{f.what}: {f.where}" for f in found if f.severity != "leftover"]
    wrong += acknowledged(home, said)
    wrong += halves(home, said, how["start"], how["is_new"])
    if how["repair"]:
        before = home.freeze(Label.PARTNER).id
        home.repair()
        if home.check() or home.freeze(Label.PARTNER).id != before:
            wrong.append("a repair left something or changed the twin")
    for scope in SCOPES:
        read(home, scope, FINAL)
    twin = home.freeze(Label.PARTNER)
    return {"wrong": wrong, "left": [f.what for f in found], "twin": twin.id,
            "result": home.find_run(ask(home, twin.id)).result_hash}  # fmt: skip


def acknowledged(home: Home, said: list[dict[str, Any]]) -> list[str]:
    """Return what the home acknowledged and no longer has; check() verified each twin's claims."""
    lost = []
    seen = Counter((r["scope"], r["sha256"]) for r in home.readings())
    twins = [line for line in said if "twin" in line]
    for line in said:
        if "read" in line and not seen[line["read"], f"v{line['version']}"]:
            lost.append(f"lost reading {line}")
        if "twin" in line and home.twin(line["twin"]).rows != line["rows"]:
            lost.append(f"lost twin {line}")
        if "run" in line:
            tables = home.result(line["run"])
            if tables != answer(line["of"]):
                lost.append(f"lost run {line}")
    names = [line["name"] for line in said if "name" in line]
    if names and home.twin_names().get("last") not in {line["twin"] for line in twins}:
        lost.append("lost the name")
    return lost


def halves(home: Home, said: list[dict[str, Any]], start: int, is_new: bool) -> list[str]:
    """Return scopes whose claims are not those of the version last acknowledged, or of the next."""
    wrong = []
    held = set(home.claims(view=Label.PARTNER)["claim_id"].to_pylist())
    for scope in SCOPES:
        versions = [ids(scope, version) for version in range(VERSIONS)]
        mine = held & set.union(*versions)
        told = [line["version"] for line in said if line.get("read") == scope]
        last = told[-1] if told else None if is_new else FINAL
        coming = (told[-1] + 1) % VERSIONS if told else start % VERSIONS
        if mine not in ([set() if last is None else versions[last], versions[coming]]):
            wrong.append(f"{scope} is neither at version {last} nor {coming}: {len(mine)} claims")
    return wrong


@cache
def ids(scope: str, version: int) -> set[str]:
    """Return the ids of the claims of a file's version."""
    return {i for batch in batches(scope, version) for i in batch["claim_id"].to_pylist()}


def delayed(folder: Path, start: int, delay: float) -> tuple[list[dict[str, Any]], int]:
    """Let a child work for a while and end it."""
    pid, pipe = child(lambda say: work(folder, say, start, rounds=1000))
    time.sleep(delay)
    os.kill(pid, signal.SIGKILL)
    return heard(pid, pipe)


def pointed(folder: Path, start: int, point: int) -> tuple[list[dict[str, Any]], int]:
    """Let a child work on a home with claims until its n-th change of a file."""

    def task(say: Callable[[dict[str, Any]], None]) -> None:
        for scope in SCOPES:
            read(Home.open(folder), scope, FINAL)
        end_at(point)
        work(folder, say, start, rounds=1)

    return heard(*child(task))


def looked(folder: Path, said: list[dict[str, Any]], how: dict[str, Any]) -> dict[str, Any]:
    """Look in a child."""
    lines, _ = heard(*child(lambda say: say(look(folder, said, how))))
    return lines[0] if "error" not in lines[0] else {"wrong": [lines[0]["error"]], "left": []}


def main() -> None:
    """Drive."""
    mode, count, seed, root = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    draw = random.Random(seed)
    for scope in SCOPES:
        for version in range(VERSIONS):
            ids(scope, version)  # children find them made
    began = time.monotonic()
    whole, _ = heard(*child(lambda say: work(root / "whole", say, 0, rounds=1)))
    span = time.monotonic() - began
    truth = looked(
        root / "whole", whole, {"lose_catalog": False, "repair": False, "start": 0, "is_new": True}
    )
    wrong: list[str] = [*map(str, truth["wrong"])]
    points = draw.sample(range(1, POINTS), POINTS - 1)
    left: Counter[str] = Counter()
    steps: Counter[int] = Counter()
    kills = 0
    for number in range(count):
        folder = root / (f"home{number // 4}" if mode == "delay" else f"home{number}")
        start = number if mode == "delay" else number % FINAL  # which changes something
        is_new = mode == "delay" and not folder.exists()
        if mode == "delay":
            said, status = delayed(folder, start, draw.uniform(0, span))
        else:
            said, status = pointed(folder, start, points[number])
        kills += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        wrong += [f"{number}: {line['error']}" for line in said if "error" in line]
        steps[len(said)] += 1
        seen = looked(folder, [line for line in said if "error" not in line],
                      {"lose_catalog": number % 5 == 2, "repair": number % 3 == 1,
                       "start": start, "is_new": is_new})  # fmt: skip
        wrong += [f"{number} after {len(said)} steps: {text}" for text in seen["wrong"]]
        if not seen["wrong"] and (seen["twin"], seen["result"]) != (truth["twin"], truth["result"]):
            wrong.append(f"{number}: reading again gave another twin or result")
        left.update(seen["left"])
    print(json.dumps({"kills": kills, "wrong": wrong, "left": left, "steps": steps,
                      "span": span, "seconds": time.monotonic() - began}))  # fmt: skip


if __name__ == "__main__":
    main()
