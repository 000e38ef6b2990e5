"""Every fault leaves in one form, says what to do, and nothing of the inside."""

import inspect
import re

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

from mainstay import errors
from mainstay.errors import HTTP_STATUS, MainstayError, Problem, http_status
from mainstay.rest import problems
from mainstay.rest.app import create_app
from mainstay.rest.settings import Settings

pytestmark = pytest.mark.xdist_group("web")

READ = "/api/v1/problems"
KINDS = sorted(
    (kind for _, kind in inspect.getmembers(errors, inspect.isclass)
     if issubclass(kind, MainstayError)),
    key=lambda kind: kind.code,
)  # fmt: skip


def held(answer, status, code):
    """Assert that an answer is a problem and return it."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["code"] == code
    assert told["type"] == f"/api/v1/problems/{code}"
    assert set(told) == {"type", "title", "status", "detail", "code", "hint", "problems"}
    return told


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    home = tmp_path_factory.mktemp("none")
    return TestClient(create_app(Settings(home=home)), base_url="http://127.0.0.1:8000")


def failing(error):
    """Return a client of an app whose one route raises an error."""
    app = FastAPI()
    problems.add_handlers(app)
    app.add_middleware(problems.Faults)

    @app.get("/")
    def fails() -> str:
        raise error

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_status_and_leaves_as_a_problem(kind):
    error = kind("what happened", hint="what to do",
                 problems=[Problem("a_code", "line 3", "it is wrong", "mend it")])  # fmt: skip
    told = held(failing(error).get("/"), http_status(error), kind.code)
    assert 400 <= told["status"] < 600
    if told["status"] < 500 or told["status"] == 501:
        assert told["detail"] == "what happened"
        assert told["hint"] == "what to do"
        assert told["problems"] == [
            {"code": "a_code", "where": "line 3", "what": "it is wrong", "hint": "mend it"}
        ]


def test_every_branch_of_the_tree_stands_in_the_table_of_statuses():
    branches = [kind for kind in KINDS if kind.__bases__ == (MainstayError,)]
    assert set(branches) <= set(HTTP_STATUS)


def test_an_error_of_stored_bytes_names_no_file():
    error = errors.IntegrityError("/home/someone/secret/claims.parquet is damaged")
    told = held(failing(error).get("/"), 500, "integrity_error")
    assert "secret" not in str(told)
    assert "mainstay doctor" in told["hint"]


def test_a_bug_says_nothing_of_the_inside():
    told = held(failing(RuntimeError("/secret/path, line 3")).get("/"), 500, "internal_error")
    assert "secret" not in str(told)
    assert "Traceback" not in str(told)


def test_a_bug_goes_on_to_the_log_of_the_server():
    client = failing(RuntimeError("a bug"))
    client = TestClient(client.app)
    with pytest.raises(RuntimeError, match="a bug"):
        client.get("/")


@pytest.mark.parametrize("status", [400, 404, 409, 418, 503])
def test_an_http_error_of_a_route_is_a_problem(status):
    answer = failing(HTTPException(status, "so it is", {"X-Own": "1"})).get("/")
    assert answer.status_code == status
    assert answer.headers["x-own"] == "1"
    assert answer.json()["detail"] == "so it is"


@pytest.mark.parametrize("code", [kind.code for kind in problems.kinds()])
def test_the_type_of_a_problem_says_what_it_means(plain, code):
    told = plain.get(f"{READ}/{code}").json()
    assert told["code"] == code
    assert told["meaning"].endswith(".")
    assert told["reference"] == f"docs/reference/errors.md#{code}"


def test_every_kind_is_listed_once(plain):
    codes = [kind["code"] for kind in plain.get(READ).json()]
    assert codes == sorted(set(codes))
    assert {kind.code for kind in KINDS} | set(problems.OWN) == set(codes)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("GET", "/api/v1/nothing", {}, 404, "no_such_resource"),
        ("POST", "/api/nothing", {}, 404, "no_such_resource"),
        ("GET", f"{READ}/not_there", {}, 404, "not_found"),
        ("GET", "/api/v1/twins/none-of-that-name", {}, 404, "not_found"),
        ("PUT", READ, {}, 405, "method_not_allowed"),
        ("TRACE", READ, {}, 405, "method_not_allowed"),
        ("POST", "/explore", {}, 405, "method_not_allowed"),
        ("GET", READ, {"Accept": "image/png"}, 406, "not_acceptable"),
        ("GET", READ, {"Accept": "application/json;q=0, text/html"}, 406, "not_acceptable"),
        ("GET", f"{READ}/NOT", {}, 422, "invalid_request"),
        ("GET", "/api/v1/twins?limit=x", {}, 422, "invalid_request"),
        ("GET", "/api/v1/twins?cursor=x", {}, 422, "invalid_request"),
    ],
)
def test_what_is_asked_wrongly_is_told(plain, method, path, headers, status, code):
    told = held(plain.request(method, path, headers=headers), status, code)
    assert told["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded",
                                  "multipart/form-data; boundary=x", ""])  # fmt: skip
def test_bodies_that_any_page_may_send_are_read_nowhere(plain, kind):
    """These three types leave a browser without asking the server first."""
    paths = plain.app.openapi()["paths"]
    posts = [re.sub("[{}]", "", path) for path, methods in paths.items() if "post" in methods]
    for path in posts:
        answer = plain.post(path, content=b"{}", headers={"Content-Type": kind})
        assert answer.status_code == 415, path


def test_methods_are_told(plain):
    answer = plain.options(READ)
    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert plain.put(READ).headers["allow"] == "GET, HEAD, OPTIONS"
    assert plain.options("/explore").headers["allow"] == "GET, HEAD, OPTIONS"


def test_accepting_anything_is_accepting(plain):
    for accept in ("*/*", "application/*", "text/html,application/json;q=0.1", "", "garbage, */*"):
        assert plain.get(READ, headers={"Accept": accept}).status_code == 200, accept
