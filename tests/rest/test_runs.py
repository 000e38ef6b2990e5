"""Runs over HTTP: checked first, the same id everywhere, and tables in every form."""

import csv
import io
import json
import shlex
import shutil
import subprocess
import sys
import time

import pyarrow as pa
import pytest

from mainstay import service

pytestmark = pytest.mark.xdist_group("web")

API = "/api/v1"
#: The command line, of this very installation.
COMMAND = [sys.executable, "-c", "from mainstay.cli import main; main()"]
SCENARIO = {
    "version": 1,
    "name": "fewer-chips",
    "title": "Fewer chips",
    "shocks": [{"target": "imports", "codes": ["334413"], "size": 0.25}],
}


def done(client, **asked):
    job = client.post(f"{API}/runs", json=asked).json()
    for _ in range(2400):
        view = client.get(f"{API}/jobs/{job['id']}").json()
        if view["state"] not in {"queued", "running"}:
            assert view["state"] == "done", view
            return view
        time.sleep(0.05)
    raise AssertionError(view)


@pytest.fixture(scope="module")
def run(client):
    """Return the id of a stored run."""
    return done(client, scenario="china-gallium")["run_id"]


@pytest.fixture(scope="module")
def bare_home(rest_home, tmp_path_factory):
    """Return the same twin in a home that holds no run, so that all is computed anew."""
    home = tmp_path_factory.mktemp("bare") / "home"
    shutil.copytree(rest_home, home, ignore=shutil.ignore_patterns("jobs", "runs", "catalog*"))
    return home


@pytest.mark.parametrize("name", ["china-gallium", "dearer-oil", "west-coast-ports"])
def test_rest_command_line_and_python_give_the_same_run(client, bare_home, tmp_path, name):
    over_http = done(client, scenario=name)["run_id"]
    held = client.get(f"{API}/runs/{over_http}").json()
    here = service.run_scenario(bare_home, name)
    assert here.run_id == over_http
    assert here.record.result_hash == held["about"]["result_hash"]
    other = tmp_path / "home"
    shutil.copytree(bare_home, other, ignore=shutil.ignore_patterns("runs", "catalog*"))
    line = subprocess.run(
        [*COMMAND, "run", name, "--home", other, "--json"],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert line.returncode == 0, line.stderr
    told = json.loads(line.stdout)["run"]
    assert (told["run_id"], told["result_hash"]) == (over_http, here.record.result_hash)


def test_a_whole_scenario_is_run_and_its_commands_need_no_server(client, bare_home, tmp_path):
    view = done(client, scenario=SCENARIO, seed=3)
    held = client.get(f"{API}/runs/{view['run_id']}").json()
    assert held["asked"]["name"] == "fewer-chips"
    assert held["command"] == view["command"]
    line = view["command"]["cli"].replace("mainstay run", f"{shlex.join(COMMAND)} run")
    shell = subprocess.run(
        ["sh", "-c", f"{line} --home {bare_home} --json"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert shell.returncode == 0, shell.stderr
    assert json.loads(shell.stdout)["run"]["run_id"] == view["run_id"]
    python = view["command"]["python"].replace("None", repr(str(bare_home)))
    script = subprocess.run(
        [sys.executable, "-c", python.replace("done.run_id", "print(done.run_id)")],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert script.stdout.strip() == view["run_id"], script.stderr


def test_a_saved_scenario_runs_by_its_name(client, rest_home):
    from mainstay.service.scenario_files import delete_scenario, save_scenario

    save_scenario(rest_home, json.dumps(SCENARIO | {"name": "of-this-home"}), replace=True)
    try:
        view = done(client, scenario="of-this-home")
        assert view["command"]["cli"] == "mainstay run of-this-home"
    finally:
        delete_scenario(rest_home, "of-this-home")


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"scenario": "no-such"}, ["scenario"]),
        ({"scenario": "/etc/passwd"}, ["scenario"]),
        ({"scenario": "china-gallium", "twin": "no-such"}, ["twin"]),
        ({"scenario": "china-gallium", "engine": "no-such"}, ["engine"]),
        ({"scenario": "no-such", "twin": "x", "engine": "y"}, ["scenario", "twin", "engine"]),
        ({"scenario": "china-gallium", "engine": "leontief"}, ["scenario.shocks.0.target"]),
        ({"scenario": "dearer-oil", "engine": "commodity", "members": 5}, ["engine"]),
        ({"scenario": SCENARIO | {"name": "Bad Name", "title": ""}},
         ["scenario.name", "scenario.title"]),
        ({"scenario": SCENARIO | {"shocks": []}}, ["scenario.shocks"]),
        ({"scenario": SCENARIO | {"shocks": [{"target": "imports", "codes": ["x"], "size": 0.1}]}},
         ["scenario.shocks.0.codes"]),
        ({"scenario": SCENARIO | {"more": 1}}, ["scenario.more"]),
    ],
)  # fmt: skip
def test_every_fault_is_told_before_anything_waits(client, asked, where):
    before = client.get(f"{API}/jobs").json()["total"]
    answer = client.post(f"{API}/runs", json=asked)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    told = [fault["where"] for fault in answer.json()["problems"]]
    assert [place for place in where if not any(t.startswith(place) for t in told)] == []
    assert client.get(f"{API}/jobs").json()["total"] == before


@pytest.mark.parametrize(
    "body",
    [
        '{"scenario": "x", "seed": -1}', '{"scenario": "x", "members": 0}', '{"scenario": 5}',
        "{}", '{"scenario": "x", "more": 1}', '{"scenario": {"a": ' + "[" * 300 + "]" * 300 + "}}",
        '{"scenario": {"title": "\\ud800"}}', '{"scenario": {"version": NaN}}', "{", "[]", "null",
    ],
)  # fmt: skip
def test_odd_bodies_are_problems(client, body):
    headers = {"Content-Type": "application/json"}
    answer = client.post(f"{API}/runs", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer.json()["code"]


def test_runs_are_listed_newest_first_and_found_by_words(client, run):
    listed = client.get(f"{API}/runs?limit=1000").json()
    moments = [one["finished"] for one in listed["items"]]
    assert moments == sorted(moments, reverse=True)
    found = client.get(f"{API}/runs?q=gallium&kind=run&engine=commodity&twin=demo").json()
    assert run in [one["id"] for one in found["items"]]
    assert client.get(f"{API}/runs?q=nothing+like+it").json()["items"] == []
    first = client.get(f"{API}/runs?limit=1").json()
    second = client.get(f"{API}/runs?limit=1&cursor={first['next']}").json()
    assert second["items"][0]["id"] == listed["items"][1]["id"]
    assert client.get(f"{API}/runs?cursor=nonsense").status_code == 422


def test_a_run_says_what_was_asked_and_how_to_ask_again(client, run):
    held = client.get(f"{API}/runs/{run[:10]}").json()
    assert held["about"]["id"] == run
    assert held["command"]["cli"] == "mainstay run china-gallium"
    assert held["repeat"] == f"mainstay runs repeat {run[:12]}"
    assert held["asked"]["shocks"]
    assert {"accounts", "by_activity"} <= {table["name"] for table in held["tables"]}


def test_a_table_comes_in_every_form(client, run):
    path = f"{API}/runs/{run}/tables/accounts"
    page = client.get(path).json()
    rows = client.get(f"{path}?format=json").json()
    text = client.get(f"{path}?format=csv").text
    arrow = pa.ipc.open_stream(client.get(f"{path}?format=arrow").content).read_all()
    assert (
        page["total"] == len(rows) == arrow.num_rows == len(list(csv.reader(io.StringIO(text)))) - 1
    )
    assert arrow.to_pylist() == rows
    assert page["source"]
    assert client.get(path, headers={"Accept": "text/csv"}).text == text
    part = client.get(f"{path}?limit=2").json()
    assert (len(part["rows"]), part["total"]) == (2, len(rows))


@pytest.mark.parametrize("path", ["0000", "0000/tables/accounts", "{run}/tables/nothing"])
def test_what_is_not_there_is_a_problem(client, run, path):
    answer = client.get(f"{API}/runs/{path.format(run=run)}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
