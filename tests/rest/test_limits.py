"""No request costs more than it may; one that does is told so and harms nobody else."""

import asyncio
import json
import threading
from dataclasses import dataclass, field
from typing import Annotated

import anyio
import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient

from mainstay.rest.app import create_app
from mainstay.rest.limits import Limits
from mainstay.rest.settings import Bounds, Settings

pytestmark = pytest.mark.xdist_group("web")

READ = "/api/v1/problems"


def small(bounds):
    """Return an app with slow, large and endless things, held to bounds."""
    app = FastAPI()
    app.state.gate = threading.Event()

    @app.post("/echo")
    def echo(held: Annotated[dict[str, str], Body()]) -> dict[str, str]:
        return held

    @app.get("/slow")
    def slow() -> str:
        app.state.gate.wait(20)
        return "done"

    @app.get("/fails")
    def fails() -> str:
        app.state.gate.wait(20)
        raise RuntimeError("late")

    @app.get("/x/events")
    def events() -> str:
        app.state.gate.wait(20)
        return "done"

    limits = Limits(app, bounds)
    return app, limits


@pytest.fixture
def client(tmp_path):
    app = create_app(Settings(home=tmp_path, bounds=Bounds(body=200, address=300)))
    return TestClient(app, base_url="http://127.0.0.1:8000")


def test_a_large_body_is_refused_before_it_is_read():
    client = TestClient(small(Bounds(body=50))[1])
    assert client.post("/echo", json={"a": "b"}).json() == {"a": "b"}
    answer = client.post("/echo", json={"a": "b" * 100})
    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"
    assert answer.headers["connection"] == "close"


def test_a_body_without_a_length_is_counted():
    client = TestClient(small(Bounds(body=50))[1])
    headers = {"Content-Type": "application/json"}
    fits = client.post("/echo", content=iter([b'{"a"', b': "b"}']), headers=headers)
    assert fits.json() == {"a": "b"}
    answer = client.post("/echo", content=(b"x" * 10 for _ in range(20)), headers=headers)
    assert answer.status_code == 413


def test_the_default_body_is_a_megabyte(tmp_path):
    client = TestClient(create_app(Settings(home=tmp_path)), base_url="http://127.0.0.1:8000")
    answer = client.post("/api/v1/runs", content=b"x" * 1_000_001)
    assert answer.status_code == 413


def test_a_long_address_is_refused(client):
    answer = client.get(READ, params={"q": "x" * 300})
    assert answer.status_code == 414
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_length_that_is_no_number_is_refused():
    client = TestClient(small(Bounds())[1])
    answer = client.post("/echo", content=b"{}", headers={"Content-Length": "-1"})
    assert answer.status_code == 400


@dataclass
class Answer:
    """What an app sent."""

    status: int = 0
    headers: dict = field(default_factory=dict)
    body: bytes = b""

    @property
    def code(self):
        return json.loads(self.body)["code"]


async def get(app, path, headers=(), receive=None, method="GET"):
    """Ask an app inside of this process."""
    answer = Answer()

    async def send(message):
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    async def nothing():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": list(headers), "asgi": {"version": "3.0"},
        "http_version": "1.1", "scheme": "http", "server": ("test", 80), "root_path": "",
    }  # fmt: skip
    await app(scope, receive or nothing, send)
    return answer


def test_a_full_server_says_so_and_takes_on_when_there_is_room():
    app, limits = small(Bounds(at_once=2))

    async def work():
        waiting = [asyncio.create_task(get(limits, "/slow")) for _ in range(2)]
        while limits.under_way["requests"] < 2:
            await asyncio.sleep(0.01)
        full = await get(limits, "/slow")
        app.state.gate.set()
        done = [await task for task in waiting]
        return full, done, await get(limits, "/slow")

    full, done, after = anyio.run(work)
    assert (full.status, full.code) == (503, "too_busy")
    assert full.headers["retry-after"] == "1"
    assert [answer.status for answer in (*done, after)] == [200, 200, 200]
    assert limits.under_way == {"requests": 0, "streams": 0}


def test_streams_have_places_of_their_own():
    app, limits = small(Bounds(at_once=1, streams=1))

    async def work():
        stream = asyncio.create_task(get(limits, "/x/events"))
        while limits.under_way["streams"] < 1:
            await asyncio.sleep(0.01)
        full = await get(limits, "/x/events")
        app.state.gate.set()
        return full, await get(limits, "/slow"), await stream

    full, other, stream = anyio.run(work)
    assert (full.status, other.status, stream.status) == (503, 200, 200)


@pytest.mark.parametrize("path", ["/slow", "/fails"])
def test_what_takes_too_long_is_told_and_keeps_its_place_until_it_ends(path, caplog):
    app, limits = small(Bounds(at_once=1, seconds=0.05))

    async def work():
        late = await get(limits, path)
        held = dict(limits.under_way)
        full = await get(limits, path)
        app.state.gate.set()
        while limits.under_way["requests"]:
            await asyncio.sleep(0.01)
        return late, held, full

    late, held, full = anyio.run(work)
    assert late.code == "too_slow"
    assert held["requests"] == 1
    assert full.code == "too_busy"
    assert ("given up" in caplog.text) == (path == "/fails")


LENGTH = [(b"content-length", b"10")]


def test_a_body_that_does_not_arrive_is_not_waited_for():
    _, limits = small(Bounds(body_seconds=0.05))

    async def receive():
        await asyncio.sleep(10)

    answer = anyio.run(get, limits, "/echo", LENGTH, receive, "POST")
    assert (answer.status, answer.code) == (408, "body_too_slow")


def test_who_leaves_while_sending_is_not_answered():
    _, limits = small(Bounds())

    async def receive():
        return {"type": "http.disconnect"}

    assert anyio.run(get, limits, "/echo", LENGTH, receive, "POST") == Answer()
    assert limits.under_way["requests"] == 0


def test_pages_of_lists_are_bounded(client):
    assert client.get("/api/v1/twins", params={"limit": 1001}).status_code == 422
