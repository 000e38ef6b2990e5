"""Files of jobs: whole or not at all; what cannot be read is set aside and harms nobody."""

import json
import subprocess
import sys

import pytest

from mainstay.errors import IdentityError, IntegrityError, NotFound
from mainstay.service.jobs.folder import JobFolder
from mainstay.service.jobs.owning import Ownership
from mainstay.service.jobs.records import JobRecord, new_record
from mainstay.service.jobs.shapes import JobProblem, JobProgress

pytestmark = pytest.mark.xdist_group("web")


def test_a_job_is_read_as_it_was_written(folder, asked):
    record = new_record(asked(), "key", "body").moved("running")
    record = record.changed(progress=JobProgress(1, 2, "step", 0.5))
    record = record.moved("failed", problem=JobProblem.of(NotFound("no such thing", hint="look")))
    folder.put(record)
    assert folder.get(record.id) == record
    assert folder.all() == [record]
    assert record.view.attempts == 1
    assert record.view.version == 3


def test_later_jobs_come_later(folder, asked):
    records = [new_record(asked(str(n))) for n in range(3)]
    for record in reversed(records):
        folder.put(record)
    assert sorted(r.view.created for r in records) == [r.view.created for r in folder.all()]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": 1, "job": {}}'])
def test_what_is_no_job_is_set_aside(folder, asked, text):
    good = new_record(asked())
    folder.put(good)
    bad = folder.path / ("0" * 20 + ".json")
    bad.write_text(text)
    with pytest.raises(IntegrityError):
        JobRecord.from_text(text)
    assert [r.id for r in folder.all()] == [good.id]
    assert folder.clean() == [bad.name]
    assert (folder.path / "damaged" / bad.name).read_text() == text
    assert not bad.exists()


def test_leftovers_are_taken_away(folder, asked):
    (folder.path / "unfinished").mkdir()
    (folder.path / "unfinished" / "x").write_text("half")
    folder.put(new_record(asked()))
    folder.clean()
    assert not (folder.path / "unfinished").exists()
    assert len(folder.all()) == 1


@pytest.mark.parametrize("job", ["", "..", "../../etc/passwd", "x" * 20, "0" * 19, "0" * 21])
def test_what_is_no_id_names_no_file(folder, job):
    assert folder.get(job) is None


def test_one_owner_at_a_time(tmp_path):
    first, second = Ownership(tmp_path), Ownership(tmp_path)
    assert first.is_free()
    assert first.take()
    assert not second.take()
    assert not second.is_free()
    assert "process" in second.holder()
    assert isinstance(second.refusal(), IdentityError)
    first.release()
    assert second.take()


def test_an_owner_that_is_killed_leaves_no_lock(tmp_path):
    code = (
        "import sys, time; from pathlib import Path;"
        "from mainstay.service.jobs.owning import Ownership;"
        "o = Ownership(Path(sys.argv[1])); print(o.take(), flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE)
    assert other.stdout is not None
    with other:
        assert other.stdout.readline() == b"True\n"
        mine = Ownership(tmp_path)
        assert not mine.take()
        assert f"process {other.pid}" in mine.holder()
        other.kill()
        other.wait()
    assert mine.take()


def test_a_file_is_plain_json(folder, asked):
    record = new_record(asked())
    folder.put(record)
    held = json.loads((folder.path / f"{record.id}.json").read_text())
    assert held["version"] == 1
    assert held["job"]["view"]["state"] == "queued"
    assert isinstance(JobFolder(folder.path).get(record.id), JobRecord)
