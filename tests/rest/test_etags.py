"""Answers are known by their content; nothing is sent twice."""

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient
from starlette.responses import StreamingResponse

from mainstay.rest import etags
from mainstay.rest.app import create_app
from mainstay.rest.etags import ETags, is_held
from mainstay.rest.settings import Settings
from mainstay.rest.spa import FOREVER, file_in

pytestmark = pytest.mark.xdist_group("web")

READ = "/api/v1/problems"
SCRIPT = "console.log('a page');\n" * 200


@pytest.fixture
def page(tmp_path):
    folder = tmp_path / "site"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>twin</title>", "utf-8")
    (folder / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (folder / "assets/a-1234.js").write_text(SCRIPT, "utf-8")
    (tmp_path / "secret.txt").write_text("no", "utf-8")
    (folder / "assets/link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def client(tmp_path, page):
    app = create_app(Settings(home=tmp_path / "home", site=page))
    return TestClient(app, base_url="http://127.0.0.1:8000")


def test_the_same_content_has_the_same_etag_and_comes_once(client):
    first, again = client.get(READ), client.get(READ)
    assert first.headers["etag"] == again.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    held = client.get(READ, headers={"If-None-Match": first.headers["etag"]})
    assert held.status_code == 304
    assert held.content == b""
    assert held.headers["etag"] == first.headers["etag"]
    assert "content-type" not in held.headers
    other = client.get(f"{READ}/not_found")
    assert other.headers["etag"] != first.headers["etag"]
    assert client.get(READ, headers={"If-None-Match": other.headers["etag"]}).status_code == 200


def test_packed_and_plain_are_the_same_content(client):
    plain = client.get(READ, headers={"Accept-Encoding": "identity"})
    packed = client.get(READ, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] == packed.headers["etag"]
    assert plain.content == packed.content


def test_head_is_get_without_the_body(client):
    whole = client.get(READ, headers={"Accept-Encoding": "identity"})
    head = client.head(READ, headers={"Accept-Encoding": "identity"})
    assert head.status_code == 200
    assert head.content == b""
    for name in ("etag", "content-length", "content-type"):
        assert head.headers[name] == whole.headers[name]
    assert client.head("/").status_code == 200
    assert client.head("/api/v1/problems/none").status_code == 404


def test_lists_and_stars_of_etags():
    assert is_held('W/"a", "b"', 'W/"b"')
    assert is_held(" * ", 'W/"b"')
    assert not is_held('"ab"', 'W/"b"')


def streaming(monkeypatch):
    monkeypatch.setattr(etags, "LARGEST", 1000)
    app = FastAPI()

    @app.get("/large")
    def large() -> StreamingResponse:
        return StreamingResponse(iter([b"x" * 600] * 3), media_type="text/plain")

    @app.get("/events")
    def events() -> StreamingResponse:
        return StreamingResponse(iter([b"data: 1\n\n"]), media_type="text/event-stream")

    @app.get("/own")
    def own() -> Response:
        return Response(b"x", headers={"ETag": '"mine"'})

    app.add_middleware(ETags)
    return TestClient(app)


def test_what_is_too_large_to_hold_goes_out_as_it_comes(monkeypatch):
    client = streaming(monkeypatch)
    answer = client.get("/large")
    assert answer.content == b"x" * 1800
    assert "etag" not in answer.headers
    head = client.head("/large")
    assert (head.status_code, head.content) == (200, b"")


def test_events_are_not_held(monkeypatch):
    answer = streaming(monkeypatch).get("/events")
    assert answer.text == "data: 1\n\n"
    assert "etag" not in answer.headers


def test_an_etag_of_the_route_stands(monkeypatch):
    client = streaming(monkeypatch)
    assert client.get("/own").headers["etag"] == '"mine"'
    assert client.get("/own", headers={"If-None-Match": '"mine"'}).status_code == 304


def test_files_of_the_page_are_kept_for_good_and_the_document_is_asked_about(client):
    asset = client.get("/assets/a-1234.js")
    assert asset.text == SCRIPT
    assert asset.headers["cache-control"] == FOREVER
    assert asset.headers["content-type"].startswith("text/javascript")
    assert asset.headers["content-encoding"] == "gzip"
    held = client.get("/assets/a-1234.js", headers={"If-None-Match": asset.headers["etag"]})
    assert held.status_code == 304
    assert held.headers["cache-control"] == FOREVER
    assert client.get("/").headers["cache-control"] == "no-cache"
    assert client.get("/favicon.svg").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path", ["/", "/explore", "/entity/industry:334413", "/entity/a.b", "/x/y"]
)
def test_every_address_of_the_page_is_the_document(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "<title>twin</title>" in answer.text


def test_a_missing_asset_is_missing_and_not_the_document(client):
    answer = client.get("/assets/b-1.js")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "name",
    ["../../secret.txt", "%2e%2e/%2e%2e/secret.txt", "..%2f..%2fsecret.txt", "link.txt",
     "/etc/hostname", "a\x00b", "x" * 5000],
)  # fmt: skip
def test_nothing_outside_of_the_page_is_given(client, page, name):
    assert file_in(page / "assets", name) is None
    answer = client.get(f"http://127.0.0.1:8000/assets/{name.replace(chr(0), '%00')}")
    assert answer.status_code in {404, 200}
    assert answer.text != "no"


def test_a_file_that_changes_is_read_again(client, page):
    before = client.get("/").headers["etag"]
    (page / "index.html").write_text("<!doctype html><title>another twin</title>", "utf-8")
    assert client.get("/").headers["etag"] != before


def test_a_page_that_is_not_built_says_how_to_build_it(tmp_path):
    app = create_app(Settings(home=tmp_path, site=tmp_path / "nothing"))
    answer = TestClient(app, base_url="http://127.0.0.1").get("/explore")
    assert answer.status_code == 503
    assert "make web" in answer.json()["detail"]
