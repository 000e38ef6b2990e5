"""Fetching by name, from a server on this machine only."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mainstay.errors import IntegrityError, NotFound, SourceUnavailable
from mainstay.extend import Card
from mainstay.sources.pull import fetch, pull

FILES = {"/data/table%201.csv": b"code\n334413\n", "/page": b"<!DOCTYPE html><p>sign in</p>"}


class Server(ThreadingHTTPServer):
    asked: int = 0


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked += 1
        body = FILES.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def card(server: Server | None, path: str, sha256: str = "") -> Card:
    address = f"http://127.0.0.1:{server.server_port}{path}" if server else path
    return Card(
        group="source",
        name="demo.table",
        version="1",
        title="Demo",
        module="a:b",
        citation="A publisher",
        license="public domain",
        url=address,
        sha256=sha256,
    )


def test_a_file_is_fetched_once_and_its_checksum_recorded(server: Server, tmp_path: Path) -> None:
    wanted = card(server, "/data/table%201.csv")
    first = fetch(wanted, tmp_path / "new")
    assert first.name == "table 1.csv"
    assert first.read_bytes() == FILES["/data/table%201.csv"]
    record = first.with_name("table 1.csv.sha256").read_text("utf-8")
    assert record.split()[0] == hashlib.sha256(first.read_bytes()).hexdigest()
    assert fetch(wanted, tmp_path / "new") == first
    assert server.asked == 1


def test_a_file_that_changed_since_is_refused(server: Server, tmp_path: Path) -> None:
    path = fetch(card(server, "/data/table%201.csv"), tmp_path)
    path.write_bytes(b"other")
    with pytest.raises(IntegrityError, match="not the file that was recorded"):
        fetch(card(server, "/data/table%201.csv"), tmp_path)


def test_the_checksum_of_the_card_counts_from_the_first_fetch(
    server: Server, tmp_path: Path
) -> None:
    with pytest.raises(IntegrityError) as caught:
        fetch(card(server, "/data/table%201.csv", "0" * 64), tmp_path)
    assert caught.value.problems[0].code == "checksum"


@pytest.mark.parametrize("path", ["/nothing.csv", "/page"])
def test_no_file_there_says_what_to_do_by_hand(server: Server, tmp_path: Path, path: str) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        fetch(card(server, path), tmp_path)
    assert f"127.0.0.1:{server.server_port}{path}" in caught.value.message
    assert "by hand" in caught.value.hint
    assert str(tmp_path / path.rsplit("/", 1)[1]) in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_offline_says_where_to_put_the_file(tmp_path: Path) -> None:
    with Server(("127.0.0.1", 0), Handler) as closed:
        port = closed.server_port
    wanted = card(None, f"http://127.0.0.1:{port}/table.csv")
    with pytest.raises(SourceUnavailable) as caught:
        fetch(wanted, tmp_path)
    assert f"http://127.0.0.1:{port}/table.csv" in str(caught.value)
    assert str(tmp_path / "table.csv") in caught.value.hint
    # a file put there by hand is taken
    (tmp_path / "table.csv").write_bytes(b"by hand")
    assert fetch(wanted, tmp_path).read_bytes() == b"by hand"


def test_only_web_addresses_are_fetched(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable) as caught:
        fetch(card(None, "file:///etc/hostname"), tmp_path)
    assert "not a web address" in caught.value.problems[0].what


def test_a_source_without_an_address_or_without_a_card(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match="has no address"):
        pull("bea.make-use", tmp_path)
    with pytest.raises(NotFound):
        pull("bea.nothing", tmp_path)
