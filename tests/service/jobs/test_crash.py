"""kill -9 of the server of jobs: nothing lost, nothing half-written, everything can be rerun."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mainstay.service import run_scenario
from mainstay.service.jobs.jobs import Jobs
from mainstay.store import Home

pytestmark = [pytest.mark.xdist_group("web"), pytest.mark.crash]

HERE = Path(__file__).parent
PATIENCE = 120


@pytest.mark.parametrize(("mode", "count", "least"), [("point", 18, 12), ("delay", 12, 8)])
def test_nothing_is_lost_whenever_the_server_is_killed(tmp_path, mode, count, least):
    command = [sys.executable, str(HERE / "crash_driver.py"), mode, str(count), "20260101",
               str(tmp_path)]  # fmt: skip
    path = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=600, env=path
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["wrong"] == []
    assert told["kills"] >= least
    assert told["jobs"] > count


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_real_job_that_was_killed_is_interrupted_and_runs_again(demo_home, tmp_path, seed):
    home = tmp_path / "home"
    shutil.copytree(demo_home, home, ignore=shutil.ignore_patterns("jobs", "runs", "catalog*"))
    code = HERE / "real_server.py"
    steps = str(random.Random(seed).randrange(600))
    server = subprocess.Popen(
        [sys.executable, code, home, str(seed), steps], stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    with server:
        queued = json.loads(server.stdout.readline())
        worker = int(server.stdout.readline())
        server.kill()
        server.wait()
    deadline = time.monotonic() + 30
    while is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(worker), "a worker ends with its server"
    assert [f for f in Home.open(home).check() if f.severity != "leftover"] == []

    jobs = Jobs.open(home)
    assert jobs.start()
    try:
        view = jobs.get(queued["runs"])
        assert view.state == "interrupted"
        assert view.problem is not None
        assert "run it again" in view.problem.hint
        assert jobs.wait(queued["waits"], PATIENCE).state == "done"
        again = jobs.rerun(queued["runs"])
        assert again.state == "queued"
        done = jobs.wait(queued["runs"], PATIENCE)
        assert (done.state, done.attempts) == ("done", 2)
    finally:
        jobs.stop()
    undisturbed = run_scenario(demo_home, "taiwan-strait", seed=seed)
    assert done.run_id == undisturbed.run_id
    stored = Home.open(home).find_run(undisturbed.run_id)
    assert stored.result_hash == undisturbed.record.result_hash
