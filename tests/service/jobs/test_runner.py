"""Runners: a worker that answers, refuses, dies, is cancelled, is stopped."""

import time

import pytest

from mainstay.service.jobs.runner import Runner

pytestmark = pytest.mark.xdist_group("web")

PATIENCE = 20


@pytest.fixture
def run(board, tmp_path):
    """Return what lets workers run the jobs of the board, one after another as each ends."""
    runners = []

    def start(*workers, only=None):
        left = list(workers)
        runner = Runner(board, tmp_path, only=only, start=lambda _: left.pop(0))
        runner.start()
        runners.append(runner)
        return runner

    yield start
    board.stop()
    for runner in runners:
        runner.join(PATIENCE)
        assert not runner.is_alive()


def until(found):
    deadline = time.monotonic() + PATIENCE
    while not found() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert found()


def test_a_worker_stays_for_the_next_job(board, run, asked, fake_worker):
    jobs = [board.add(asked(str(n)), "", "", is_stored=False).id for n in range(2)]
    step = {"progress": {"done": 1, "total": 2, "words": "half", "seconds_left": 1.0}}
    worker = fake_worker([step, {"done": "a" * 64}, {"opened": "demo"}, {"done": "b" * 64}])
    run(worker)
    assert [board.wait(job, PATIENCE).view.run_id for job in jobs] == ["a" * 64, "b" * 64]
    assert board.get(jobs[0]).view.progress.words == "half"
    assert len(worker.tasks) == 2


def test_a_refusal_is_the_job_s_and_the_worker_goes_on(board, run, asked, fake_worker):
    first, second = (board.add(asked(str(n)), "", "", is_stored=False).id for n in range(2))
    fault = {"code": "x", "where": "here", "what": "bad", "hint": ""}
    refusal = {"code": "bad_scenario", "message": "no", "hint": "h", "problems": [fault],
               "context": {}}  # fmt: skip
    run(fake_worker([{"failed": refusal}, {"done": "b" * 64}]))
    view = board.wait(first, PATIENCE).view
    assert (view.state, view.problem.code, view.problem.problems[0].where) == (
        "failed", "bad_scenario", "here",
    )  # fmt: skip
    assert board.wait(second, PATIENCE).view.state == "done"


def test_a_worker_that_dies_interrupts_its_job_alone(board, run, asked, fake_worker):
    first, second = (board.add(asked(str(n)), "", "", is_stored=False).id for n in range(2))
    dead = fake_worker([None])
    run(dead, fake_worker([{"done": "b" * 64}]))
    view = board.wait(first, PATIENCE).view
    assert (view.state, view.problem.code) == ("interrupted", "worker_ended")
    assert "signal 9" in view.problem.message
    assert board.wait(second, PATIENCE).view.state == "done"
    assert dead.is_ended


def test_a_running_job_is_cancelled_and_its_worker_ended(board, run, asked, fake_worker):
    job = board.add(asked(), "", "", is_stored=False).id
    stuck = fake_worker([], waits=True)
    run(stuck, fake_worker([]))
    until(lambda: board.get(job).view.state == "running")
    assert board.cancel(job, PATIENCE).view.state == "cancelled"
    assert stuck.is_ended


def test_an_answer_that_is_there_already_wins_over_a_cancel(board, run, asked, fake_worker):
    job = board.add(asked(), "", "", is_stored=False).id
    worker = fake_worker([{"done": "a" * 64}], waits=True)
    run(worker)
    until(lambda: board.get(job).view.state == "running")
    worker.go.set()
    assert board.wait(job, PATIENCE).view.state == "done"
    assert board.cancel(job, 0).view.state == "done"


def test_what_runs_when_the_server_stops_waits_for_the_next_start(board, run, asked, fake_worker):
    job = board.add(asked(), "", "", is_stored=False).id
    worker = fake_worker([], waits=True)
    runner = run(worker)
    until(lambda: board.get(job).view.state == "running")
    board.stop()
    runner.join(PATIENCE)
    assert board.get(job).view.state == "queued"
    assert worker.is_ended


def test_only_one_job_runs_where_only_that_is_wanted(board, run, asked, fake_worker):
    other, mine = (board.add(asked(str(n)), "", "", is_stored=False).id for n in range(2))
    run(fake_worker([{"done": "a" * 64}]), only=mine)
    assert board.wait(mine, PATIENCE).view.state == "done"
    assert board.get(other).view.state == "queued"


def test_a_worker_that_cannot_start_fails_no_other_job(board, run, asked, fake_worker):
    job = board.add(asked(), "", "", is_stored=False).id
    tries = []

    def start(_):
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no more processes")
        return fake_worker([{"done": "a" * 64}])

    runner = run()
    runner._start_worker = start
    assert board.wait(job, PATIENCE).view.state == "done"
