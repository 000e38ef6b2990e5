"""Jobs on the command line: by the server that has them, and where there is none."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mainstay.service.jobs import jobs as module
from mainstay.service.jobs.jobs import Jobs

pytestmark = pytest.mark.xdist_group("web")


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the demo twin, no run, and one job that waits for a server."""
    folder = tmp_path_factory.mktemp("jobs") / "home"
    shutil.copytree(demo_home, folder, ignore=shutil.ignore_patterns("jobs", "runs", "catalog*"))
    waiting(folder)
    return folder


def waiting(home: Path, seed: int = 1) -> str:
    """Queue a job and leave it: a server that takes jobs in and runs none."""
    jobs = Jobs.open(home, workers=0)
    assert jobs.start()
    try:
        return jobs.run("dearer-oil", seed=seed).id
    finally:
        jobs.stop()


def test_an_empty_home_has_no_jobs(mainstay, tmp_path):
    ran = mainstay("jobs", "list", "--home", tmp_path, "--json")
    assert (ran.code, ran.rows()) == (0, [])


def test_the_list_says_where_each_job_stands(mainstay, home):
    (row,) = mainstay("jobs", "list", "--home", home, "--json").rows()
    assert (row["kind"], row["state"], row["run"]) == ("run", "queued", "")
    assert row["job"] in mainstay("jobs", "list", "--home", home).out


def test_without_a_server_a_job_is_cancelled_and_run_again_here(mainstay, home):
    job = mainstay("jobs", "list", "--home", home, "--json").rows()[-1]["job"]
    ran = mainstay("jobs", "cancel", job, "--home", home)
    assert ran.code == 0
    assert "cancelled" in ran.out
    assert mainstay("jobs", "cancel", job, "--home", home, "--json").data["state"] == "cancelled"
    done = mainstay("jobs", "rerun", job, "--home", home, "--json").data
    assert (done["state"], done["attempts"]) == ("done", 1)
    again = mainstay("run", "dearer-oil", "--seed", "1", "--home", home, "--json").data
    assert again["run"]["run_id"] == done["run_id"]
    shown = mainstay("jobs", "show", job, "--home", home).out
    assert f"run {done['run_id'][:12]}" in shown
    assert "mainstay run dearer-oil --seed 1" in shown


def test_running_one_again_leaves_the_others_waiting(mainstay, home):
    other, mine = waiting(home, seed=2), waiting(home, seed=3)
    mainstay("jobs", "cancel", mine, "--home", home)
    assert mainstay("jobs", "rerun", mine, "--home", home, "--json").data["state"] == "done"
    assert mainstay("jobs", "show", other, "--home", home, "--json").data["state"] == "queued"
    mainstay("jobs", "cancel", other, "--home", home)


def test_a_server_is_asked_for_what_only_it_may_do(mainstay, home):
    server = Jobs.open(home, workers=0)
    assert server.start()
    try:
        job = server.run("dearer-oil", seed=4).id
        code = "from mainstay.cli import main; main()"
        command = [sys.executable, "-c", code, "jobs", "cancel", job, "--home", home, "--json"]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout)["state"] == "cancelled"
        assert server.get(job).state == "cancelled"
        command[command.index("cancel")] = "rerun"
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        assert json.loads(ran.stdout)["state"] == "queued", ran.stderr
        assert "the server runs it" in ran.stderr
        assert server.get(job).state == "queued"
        server.cancel(job)
    finally:
        server.stop()


@pytest.mark.parametrize("verb", ["show", "cancel", "rerun"])
def test_an_unknown_job_helps(mainstay, home, verb):
    ran = mainstay("jobs", verb, "ffff", "--home", home)
    assert ran.code == 3
    assert "mainstay jobs list" in ran.err


def test_a_beginning_that_several_share_is_refused(mainstay, home):
    ran = mainstay("jobs", "show", "0", "--home", home)
    assert ran.code == 3
    assert "give more of it" in ran.err


def test_a_job_that_failed_says_every_fault(mainstay, home, monkeypatch):
    def ask(*_, **__):
        """Ask for what the worker will refuse."""
        from mainstay.service.jobs.records import Asked
        from mainstay.service.runs import load_scenario
        from mainstay.service.screens.shapes import Command

        plain = {"scenario": load_scenario("china-gallium").model_dump(mode="json"),
                 "twin": "demo", "engine": "leontief", "seed": 0, "members": None}  # fmt: skip
        return Asked(kind="run", title="no", plain=plain, command=Command("mainstay run", ""),
                     answer="ab" * 32)  # fmt: skip

    monkeypatch.setattr(module, "ask_run", ask)
    job = waiting(home, seed=9)
    monkeypatch.undo()
    mainstay("jobs", "cancel", job, "--home", home)
    ran = mainstay("jobs", "rerun", job, "--home", home)
    assert "failed" in ran.out
    assert "bad_scenario" in ran.out
    assert "exports to everyone stop" in ran.out
