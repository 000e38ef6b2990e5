"""What waits, what runs and what ended: bounded, in order, and on the disk before it is seen."""

import threading
from dataclasses import replace

import pytest

from mainstay.errors import Busy, IdentityError, InputError, NotFound
from mainstay.service.jobs.board import Board, recovered
from mainstay.service.jobs.records import new_record
from mainstay.service.jobs.shapes import JobProgress

pytestmark = pytest.mark.xdist_group("web")


def add(board, asked, key="", body="", is_stored=False):
    return board.add(asked, key, body, is_stored=is_stored)


def test_jobs_run_in_the_order_they_came(board, folder, asked):
    jobs = [add(board, asked(str(n))).id for n in range(3)]
    assert [board.next(0).id for _ in jobs] == jobs
    assert board.next(0) is None
    assert [r.view.state for r in folder.all()] == ["running"] * 3


def test_a_full_queue_refuses_and_says_when_to_try_again(board, folder, asked):
    for n in range(3):
        add(board, asked(str(n)))
    with pytest.raises(Busy) as error:
        add(board, asked("one too many"))
    assert error.value.context["retry_after_seconds"] >= 1
    assert len(folder.all()) == 3
    running = board.next(0)
    board.progress(running.id, JobProgress(1, 2, "half", 30.4))
    add(board, asked("room again"))
    with pytest.raises(Busy) as error:
        add(board, asked("one too many"))
    assert error.value.context["retry_after_seconds"] == 30


def test_a_stored_run_is_done_at_once_even_if_the_queue_is_full(board, asked):
    for n in range(3):
        add(board, asked(str(n)))
    done = add(board, asked(answer="cd" * 32), is_stored=True)
    assert (done.view.state, done.view.run_id) == ("done", "cd" * 32)


def test_the_same_key_is_the_same_job(board, asked):
    first = add(board, asked(), "k", "body")
    assert add(board, asked(), "k", "body").id == first.id
    assert add(board, asked(), "other", "body").id != first.id
    with pytest.raises(InputError, match="something else"):
        add(board, asked(), "k", "another body")
    assert add(board, asked(), "", "body").id != first.id


def test_a_key_holds_for_a_day(board, asked):
    first = add(board, asked(), "k", "body")
    old = replace(first, view=replace(first.view, created="2020-01-01T00:00:00+00:00"))
    board.take_in(old)
    assert board.by_key("k", "another body") is None


def test_one_that_waits_is_cancelled_at_once(board, folder, asked):
    first, second = add(board, asked("1")), add(board, asked("2"))
    assert board.cancel(first.id, 0).view.state == "cancelled"
    assert board.next(0).id == second.id
    assert folder.get(first.id).view.state == "cancelled"
    assert board.cancel(first.id, 0).view.state == "cancelled"


def test_one_that_runs_is_asked_to_end(board, asked):
    job = add(board, asked()).id
    board.next(0)
    assert board.cancel(job, 0).view.state == "running"
    assert board.is_cancelled(job)
    board.finish(job, "cancelled")
    assert not board.is_cancelled(job)


def test_again_is_the_same_job_with_one_more_attempt(board, asked):
    job = add(board, asked()).id
    board.next(0)
    assert board.again(job, is_stored=False).view.state == "running"
    board.finish(job, "failed")
    again = board.again(job, is_stored=False)
    assert (again.id, again.view.state, again.view.finished) == (job, "queued", None)
    assert board.next(0).view.attempts == 2
    board.finish(job, "failed")
    assert board.again(job, is_stored=True).view.state == "done"


def test_an_unknown_job_is_no_job(board):
    with pytest.raises(NotFound):
        board.cancel("0" * 20, 0)
    with pytest.raises(NotFound):
        board.again("0" * 20, is_stored=False)


def test_the_oldest_that_ended_are_forgotten_and_those_with_a_key_last(board, folder, asked):
    keyed = add(board, asked("keyed"), "k", "b", is_stored=True)
    plain = [add(board, asked(str(n)), is_stored=True).id for n in range(6)]
    waits = add(board, asked("waits"))
    assert [r.id for r in folder.all()] == [keyed.id, *plain[-3:], waits.id]
    assert [r.id for r in board.all()] == [keyed.id, *plain[-3:], waits.id]
    for n in range(20):
        add(board, asked(str(n)), f"key {n}", "b", is_stored=True)
    assert len(folder.all()) == 2 * 4 + 1


def test_progress_is_seen_at_once_and_kept_now_and_then(board, folder, asked):
    job = add(board, asked()).id
    board.next(0)
    for n in range(5):
        board.progress(job, JobProgress(n, 5, f"step {n}"))
    assert board.get(job).view.progress.done == 4
    assert folder.get(job).view.progress.done == 0


def test_a_disk_that_fails_does_not_undo_what_is_known(board, folder, asked, monkeypatch):
    job = add(board, asked()).id
    board.next(0)

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(folder), "put", lambda *_: full(_))
    board.finish(job, "done", run_id="ab" * 32)
    assert board.get(job).view.state == "done"


def test_what_ran_when_the_owner_ended_is_interrupted_or_done(asked):
    running = new_record(asked()).moved("running")
    lost = recovered(running, is_stored=False)
    assert (lost.view.state, lost.view.problem.code) == ("interrupted", "interrupted")
    assert "run it again" in lost.view.problem.hint
    kept = recovered(running, is_stored=True)
    assert (kept.view.state, kept.view.run_id) == ("done", running.answer)
    waiting = new_record(asked())
    assert recovered(waiting, is_stored=True) is waiting


def test_a_board_that_stops_gives_out_no_job(folder, asked):
    board = Board(folder, queue=3, kept=4)
    add(board, asked())
    board.stop()
    assert board.next(10) is None


def test_a_long_job_is_still_known_when_many_short_ones_ended_meanwhile(board, asked):
    long = add(board, asked("long")).id
    board.next(0)
    short = [add(board, asked(str(n)), is_stored=True).id for n in range(6)]
    board.finish(long, "done", run_id="ab" * 32)
    assert board.get(long).view.state == "done"
    assert board.get(short[0]) is None


@pytest.mark.parametrize("waits", [True, False])
def test_one_that_is_forgotten_while_somebody_waits_for_it_is_no_bug(folder, asked, waits):
    board = Board(folder, queue=3, kept=0)
    gone = add(board, asked()).id
    board.next(0)

    def end_and_forget():
        board.finish(gone, "done", run_id="ab" * 32)

    other = threading.Timer(0.05, end_and_forget)
    other.start()
    with pytest.raises(NotFound):
        board.wait(gone, 5) if waits else board.cancel(gone, 5)
    other.join()


def test_a_full_disk_loses_no_job_that_waits(board, folder, asked, monkeypatch):
    job = add(board, asked()).id

    def full(*_):
        raise IdentityError("no space left")

    with monkeypatch.context() as disk:
        disk.setattr(type(folder), "put", full)
        with pytest.raises(IdentityError):
            board.next(0)
        with pytest.raises(IdentityError):
            board.cancel(job, 0)
    assert board.get(job).view.state == "queued"
    assert board.next(0).id == job


def test_a_file_that_cannot_be_taken_away_changes_no_end_of_a_job(
    board, folder, asked, monkeypatch
):
    for n in range(4):
        add(board, asked(str(n)), is_stored=True)
    job = add(board, asked()).id
    board.next(0)

    def stuck(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(type(folder), "remove", stuck)
    board.finish(job, "done", run_id="ab" * 32)
    assert board.get(job).view.state == "done"
