"""Jobs over HTTP: queued, followed, cancelled, run again, bounded, and owned by one server."""

import json
import shutil
import time

import pytest
from fastapi.testclient import TestClient

from mainstay.rest.app import create_app
from mainstay.rest.events import states
from mainstay.rest.settings import Settings

pytestmark = pytest.mark.xdist_group("web")

BASE = "http://127.0.0.1"
API = "/api/v1"
#: Longest wait for a job; slow machines pass.
PATIENCE = 120
SHORT = {
    "version": 1, "name": "short", "title": "Chips stop for a few days", "engine": "ario",
    "duration_days": 5, "days": 12,
    "shocks": [{"target": "imports", "codes": ["334413"], "size": 0.5, "low": 0.4, "high": 0.9}],
}  # fmt: skip


def serve(home, **settings):
    return TestClient(create_app(Settings(home=home, **settings)), base_url=BASE)


@pytest.fixture
def own_home(rest_home, tmp_path):
    """Return a home of this test's own, with the demo twin and no job."""
    home = tmp_path / "home"
    shutil.copytree(rest_home, home, ignore=shutil.ignore_patterns("jobs", "runs"))
    # the catalog knew the runs
    for file in home.glob("catalog.sqlite*"):
        file.unlink()
    return home


def ask(client, scenario="gallium-germanium", **more):
    headers = {"Idempotency-Key": more.pop("key")} if "key" in more else {}
    return client.post(f"{API}/runs", json={"scenario": scenario, **more}, headers=headers)


def ended(client, job):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        view = client.get(f"{API}/jobs/{job}").json()
        if view["state"] not in {"queued", "running"}:
            return view
        time.sleep(0.05)
    raise AssertionError(view)


def until_running(client, job):
    deadline = time.monotonic() + PATIENCE
    while client.get(f"{API}/jobs/{job}").json()["state"] == "queued":
        assert time.monotonic() < deadline
        time.sleep(0.02)


def events(client, job, **headers):
    with client.stream("GET", f"{API}/jobs/{job}/events", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = list(answer.iter_lines())
    found = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    ids = [line.removeprefix("id: ") for line in lines if line.startswith("id: ")]
    return [json.loads(text) for text in found], ids


def test_a_run_is_queued_followed_and_done(client):
    answer = ask(client, "dearer-oil", seed=11)
    assert answer.status_code == 202
    view = answer.json()
    assert answer.headers["location"] == f"{API}/jobs/{view['id']}"
    assert view["command"]["cli"] == "mainstay run dearer-oil --seed 11"
    seen, ids = events(client, view["id"])
    assert seen[-1]["state"] == "done"
    assert ids == [str(one["version"]) for one in seen]
    versions = [one["version"] for one in seen]
    assert versions == sorted(set(versions))
    run = client.get(f"{API}/runs/{seen[-1]['run_id']}").json()
    assert run["about"]["scenario"] == "dearer-oil"
    again = ask(client, "dearer-oil", seed=11).json()
    assert (again["state"], again["run_id"]) == ("done", seen[-1]["run_id"])
    assert again["id"] != view["id"]


def test_who_saw_the_end_hears_that_nothing_comes(client):
    job = ended(client, ask(client, "dearer-oil", seed=12).json()["id"])
    last = {"Last-Event-ID": str(job["version"])}
    assert client.get(f"{API}/jobs/{job['id']}/events", headers=last).status_code == 204
    seen, _ = events(client, job["id"], **{"Last-Event-ID": "0"})
    assert [one["state"] for one in seen] == ["done"]


@pytest.mark.parametrize("path", ["", "/events", "/cancel", "/rerun"])
def test_an_unknown_job_is_a_problem(client, path):
    method = "GET" if path in {"", "/events"} else "POST"
    answer = client.request(method, f"{API}/jobs/0123456789abcdef0123{path}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_the_same_key_is_the_same_job_also_after_a_restart(own_home):
    with serve(own_home) as client:
        first = ask(client, seed=1, key="k-1").json()
        assert ask(client, seed=1, key="k-1").json()["id"] == first["id"]
        other = ask(client, seed=2, key="k-1")
        assert other.status_code == 422
        assert "Idempotency-Key" in other.json()["detail"]
        ended(client, first["id"])
    with serve(own_home) as client:
        assert ask(client, seed=1, key="k-1").json()["id"] == first["id"]
        assert ask(client, seed=2, key="k-1").status_code == 422
        assert ask(client, seed=1, key="k-2").json()["id"] != first["id"]


@pytest.mark.parametrize("key", ["with space", "x" * 201])
def test_a_key_has_a_form(client, key):
    assert ask(client, key=key).status_code == 422


def test_a_full_queue_is_told_and_what_waits_is_cancelled(own_home):
    with serve(own_home, queue=1) as client:
        runs = ask(client, "taiwan-strait", seed=1).json()["id"]
        until_running(client, runs)
        waits = ask(client, "taiwan-strait", seed=2).json()["id"]
        full = ask(client, "taiwan-strait", seed=3)
        assert full.status_code == 429
        assert int(full.headers["retry-after"]) >= 1
        assert full.json()["code"] == "busy"
        listed = client.get(f"{API}/jobs").json()
        assert [one["id"] for one in listed["items"]] == [waits, runs]
        assert client.get(f"{API}/jobs?state=queued").json()["total"] == 1

        answer = client.post(f"{API}/jobs/{waits}/cancel")
        assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
        answer = client.post(f"{API}/jobs/{runs}/cancel")
        assert (answer.status_code, answer.json()["state"]) == (202, "cancelled")
        assert answer.json()["run_id"] is None
        assert client.get(f"{API}/runs").json()["total"] == 0

        again = client.post(f"{API}/jobs/{runs}/rerun").json()
        assert (again["id"], again["state"]) == (runs, "queued")
        done = ended(client, runs)
        assert (done["state"], done["attempts"]) == ("done", 2)
        assert client.get(f"{API}/runs").json()["total"] == 1


def test_what_waits_is_taken_up_by_the_next_server(own_home):
    with serve(own_home) as client:
        runs = ask(client, "taiwan-strait", seed=1).json()["id"]
        until_running(client, runs)
        waits = ask(client, "dearer-oil").json()["id"]
    with serve(own_home) as client:
        assert ended(client, runs)["state"] == "done"
        assert ended(client, waits)["state"] == "done"


def test_two_servers_on_one_home_and_one_that_takes_over(own_home):
    with serve(own_home) as first:
        job = ended(first, ask(first, "dearer-oil").json()["id"])
        with serve(own_home) as second:
            assert second.get(f"{API}/jobs/{job['id']}").json() == job
            assert second.get(f"{API}/jobs").json()["total"] == 1
            seen, _ = events(second, job["id"])
            assert seen == [job]
            refused = ask(second, "hormuz")
            assert refused.status_code == 409
            assert "another server" in refused.json()["detail"]
            assert second.post(f"{API}/jobs/{job['id']}/rerun").status_code == 409
            first.app.state.jobs.stop()
            taken = ask(second, "hormuz")
            assert taken.status_code == 202
            assert ended(second, taken.json()["id"])["state"] == "done"


def test_an_ensemble_counts_its_members_and_goes_on_where_it_was(own_home):
    with serve(own_home) as client:
        job = ask(client, SHORT, members=64).json()
        assert (job["kind"], job["asked"]["members"]) == ("ensemble", 64)
        line = job["command"]["cli"].splitlines()[-1]
        assert line == "mainstay ensemble run short.yaml --members 64"
        until_running(client, job["id"])
        client.post(f"{API}/jobs/{job['id']}/cancel")
        client.post(f"{API}/jobs/{job['id']}/rerun")
        seen, _ = events(client, job["id"])
        assert seen[-1]["state"] == "done", seen[-1]["problem"]
        assert {one["progress"]["total"] for one in seen} >= {64}
        run = client.get(f"{API}/runs/{seen[-1]['run_id']}").json()
        assert (run["about"]["kind"], run["about"]["members"]) == ("ensemble", 64)


def told(views, seen=None, count=10):
    """Return what a reader hears of a job that is looked at in these states."""
    import asyncio

    left = list(views)

    async def read():
        heard = []
        peek = lambda: left.pop(0) if len(left) > 1 else left[0]  # noqa: E731
        async for text in states(peek, seen, look=0.001, beat=0.001):
            heard.append(text.split("\n")[0])
            if len(heard) == count:
                break
        return heard

    return asyncio.run(read())


def test_a_line_says_that_it_is_open_and_ends_when_the_job_is_forgotten(client):
    job = ended(client, ask(client, "dearer-oil", seed=13).json()["id"])
    view = client.app.state.jobs.peek(job["id"])
    from dataclasses import replace

    open_ = replace(view, state="running", version=7)
    assert told([open_], count=3) == ["retry: 1000", "id: 7", ": still here"]
    assert told([open_, None]) == ["retry: 1000", "id: 7"]
    assert told([view], seen=str(view.version)) == ["retry: 1000"]
