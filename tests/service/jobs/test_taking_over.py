"""A server that only reads takes over when the owner of the jobs is gone."""

import threading

import pytest

from mainstay.service.jobs import jobs as module
from mainstay.service.jobs.folder import FOLDER, JobFolder
from mainstay.service.jobs.jobs import Jobs
from mainstay.service.jobs.owning import Ownership
from mainstay.service.jobs.records import new_record

pytestmark = pytest.mark.xdist_group("web")


class NoRunner(threading.Thread):
    def __init__(self, *_, **__):
        super().__init__(daemon=True)

    def stop(self):
        pass


@pytest.fixture
def left(tmp_path, asked, monkeypatch):
    """Return a home whose owner is at work on a job, the lock of that owner, and the job."""
    monkeypatch.setattr(module, "Runner", NoRunner)
    monkeypatch.setattr(module, "START_SECONDS", 0.0)
    folder = JobFolder(tmp_path / FOLDER)
    folder.prepare()
    owner = Ownership(folder.path)
    assert owner.take()
    record = new_record(asked(answer="")).moved("running")
    folder.put(record)
    return tmp_path, owner, record.id


def test_a_job_of_a_dead_owner_is_not_shown_as_running_for_ever(left):
    home, owner, job = left
    reader = Jobs.open(home)
    assert not reader.start()
    assert reader.get(job).state == "running"
    owner.release()
    assert reader.peek(job).state == "interrupted"
    assert reader.is_owner
    reader.stop()


@pytest.mark.parametrize("how", ["only read", "one job", "no workers", "stopped"])
def test_who_never_meant_to_run_jobs_takes_nothing_over(left, how):
    home, owner, job = left
    reader = Jobs.open(home, workers=0 if how == "no workers" else 1)
    if how != "only read":
        assert not reader.start(only=job if how == "one job" else None)
    if how == "stopped":
        reader.stop()
    owner.release()
    assert reader.get(job).state == "running"
    assert not reader.is_owner
