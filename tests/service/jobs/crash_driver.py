"""Ends a server of jobs at random times or before its n-th change of a file, and looks after it.

Run by ``test_crash.py`` as ``python crash_driver.py MODE COUNT SEED FOLDER``; prints one JSON
object. The driver only imports and forks. Jobs are answered by a worker that is no process, so
that nothing but the writing of records is under test; real workers are in ``test_crash.py``.
"""

import json
import os
import random
import signal
import sys
import time
from functools import partial
from pathlib import Path
from unittest.mock import patch

from forked import child, end_at, heard
from mainstay.service.jobs import jobs as module
from mainstay.service.jobs.jobs import Jobs
from mainstay.service.jobs.records import Asked
from mainstay.service.jobs.runner import Runner
from mainstay.service.screens.shapes import Command

#: Jobs of one life that ends by a count, and changes of files that it makes at least.
JOBS, POINTS = 6, 60
#: Jobs of one life that is ended by the clock: more than any machine gets done by then.
MANY = 99
PATIENCE = 30


class Answers:
    """A worker that steps and answers each task with a run named by its seed."""

    def __init__(self, _):
        self.left = []

    def ask(self, task):
        if "asked" in task:
            steps = [{"progress": {"done": n, "total": 3, "words": "step", "seconds_left": None}}
                     for n in range(3)]  # fmt: skip
            self.left += [*steps, {"done": run_of(task["asked"]["seed"])}]
        return True

    def hear(self, seconds):
        time.sleep(min(seconds, 0.001))
        return [self.left.pop(0)] if self.left else []

    def end(self):
        return "ended"


def run_of(seed):
    return f"{seed:064x}"


def ask(_, scenario, *, seed, **__):
    return Asked(kind="run", title=scenario, plain={"seed": seed}, command=Command("", ""),
                 answer=run_of(seed))  # fmt: skip


def opened(home):
    jobs = Jobs.open(home, queue=100)
    assert jobs.start(), "the lock of a killed server was not free"
    return jobs


def work(home, say, first, point=0):
    """Take jobs in, cancel some, run some again; tell each step once it is acknowledged."""
    jobs = opened(home)
    if point:
        end_at(point)
    for seed in range(first, first + (JOBS if point else MANY)):
        job = jobs.run("job", seed=seed, key=f"key {seed}").id
        say({"accepted": job, "seed": seed})
        if seed % 3 == 0:
            view = jobs.cancel(job)
            say({"ended": job, "state": view.state})
            if view.state == "cancelled":
                jobs.rerun(job)
                say({"accepted": job, "seed": seed})
        view = jobs.wait(job, PATIENCE)
        say({"ended": job, "state": view.state, "run": view.run_id})


def look(home, said):
    """Return what is wrong with the jobs of a home whose server was ended."""
    wrong = []
    jobs = opened(home)
    known = {view.id: view for view in jobs.list()}
    last = {}
    for line in said:
        last[line.get("accepted") or line.get("ended")] = line
    for job, line in last.items():
        if job not in known:
            wrong.append(f"lost {line}")
        elif line.get("run") and known[job].run_id != line["run"]:
            wrong.append(f"{line} became {known[job].state}")
    seeds = {line["accepted"]: line["seed"] for line in said if "accepted" in line}
    for job, seed in seeds.items():
        if jobs.run("job", seed=seed, key=f"key {seed}").id != job:
            wrong.append(f"the key of {job} was lost")
    interrupted = 0
    for view in jobs.list():
        now = jobs.wait(view.id, PATIENCE)
        interrupted += now.state == "interrupted"
        if now.state in {"interrupted", "cancelled"}:
            jobs.rerun(view.id)
            now = jobs.wait(view.id, PATIENCE)
        if now.state != "done" or now.run_id != run_of(now.asked["seed"]):
            wrong.append(f"{now.id} ended as {now.state} with {now.run_id}")
    folder = home / "jobs"
    if (folder / "damaged").exists():
        wrong.append("a file was half-written")
    jobs.stop()
    return {"wrong": wrong, "interrupted": interrupted, "jobs": len(known)}


def life(home, mode, draw, number):
    """Let one server live and end it; return what it acknowledged, and whether it was killed."""
    point = draw.randrange(1, POINTS) if mode == "point" else 0
    pid, pipe = child(lambda say: work(home, say, 100 * number, point))
    if mode == "delay":
        time.sleep(draw.uniform(0.05, 0.6))
        os.kill(pid, signal.SIGKILL)
    said, status = heard(pid, pipe)
    return said, os.WIFSIGNALED(status)


def main():
    mode, count, seed, root = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    draw = random.Random(seed)
    wrong, kills, interrupted, jobs = [], 0, 0, 0
    for number in range(count):
        home = root / f"home{number // 3}"  # three lives each
        said, was_killed = life(home, mode, draw, number)
        kills += was_killed
        wrong += [f"{number}: {line['error']}" for line in said if "error" in line]
        said = [line for line in said if "error" not in line]
        lines, _ = heard(*child(lambda say: say(look(home, said))))  # noqa: B023
        found = lines[0] if lines and "error" not in lines[0] else {"wrong": lines or ["nothing"]}
        wrong += [f"{number}: {text}" for text in found["wrong"]]
        interrupted += found.get("interrupted", 0)
        jobs += found.get("jobs", 0)
    print(json.dumps({"wrong": wrong, "kills": kills, "interrupted": interrupted, "jobs": jobs}))


if __name__ == "__main__":
    with (
        patch.object(module, "ask_run", ask),
        patch.object(module, "Runner", partial(Runner, start=Answers)),
    ):
        main()
