"""A real server process, started by its own command: many readers at once, and a clean end."""

import asyncio
import importlib.util
import json
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.xdist_group("web")

BENCH = Path(__file__).parents[2] / "bench"
COMMAND = [sys.executable, "-c", "from mainstay.cli import main; main()", "serve", "--port", "0"]
TOKEN = "a-token-of-the-tests-0123456789"


def loaded(name):
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def serve(tmp_path):
    """Return what starts a server and gives its address; all of them are ended afterwards."""
    started = []

    def start(*words, home=tmp_path, **environment):
        log = (tmp_path / f"log-{len(started)}").open("w+")
        process = subprocess.Popen(
            [*COMMAND, "--home", str(home), *words],
            stdout=subprocess.PIPE, stderr=log, text=True, env={"PATH": "", **environment},
        )  # fmt: skip
        started.append((process, log))
        return process.stdout.readline().strip(), process, Path(log.name)

    yield start
    for process, log in started:
        if process.poll() is None:
            process.kill()
        process.wait(30)
        process.stdout.close()
        log.close()


def status_of(address, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def resident_mb(process):
    lines = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", lines)[1]) / 1024


def test_many_readers_get_the_same_answers_and_memory_stays(serve, rest_home):
    address, process, log = serve(home=rest_home)
    where = urlsplit(address)
    paths = [
        "/api/v1/twins/demo/entities/mineral:gallium",
        "/api/v1/twins/demo/entities/industry:334413",
        "/api/v1/twins/demo/entities/industry:334413/neighborhood?direction=upstream",
        "/api/v1/twins/demo/entities?q=steel",
    ]
    load = loaded("serving_child").load
    warm = asyncio.run(load(where.hostname, where.port, 2, 600, 4, paths))
    before = resident_mb(process)
    found = asyncio.run(load(where.hostname, where.port, 12, 600, 16, paths))
    assert warm["errors"] == found["errors"] == {}
    assert found["requests"] == 12 * 16
    # threads of the pool come with the first readers; what is kept is bounded
    assert resident_mb(process) - before < 150
    assert "Traceback" not in log.read_text("utf-8")


def test_a_server_ends_when_it_is_told_to(serve):
    address, process, log = serve()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
    assert status_of(f"{address}api/v1/problems") == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    said = log.read_text("utf-8")
    assert "stopped" in said
    assert "token" not in said


def test_a_new_token_is_told_once_and_asked_for(serve):
    address, process, log = serve("--token")
    # the address comes first, on the other stream
    for _ in range(300):
        told = re.findall(r"token=([A-Za-z0-9_-]{43})", log.read_text("utf-8"))
        if told:
            break
        time.sleep(0.1)
    assert len(told) == 1
    assert "token" not in address
    assert status_of(f"{address}api/v1/problems") == 401
    assert status_of(f"{address}api/v1/problems", Authorization=f"Bearer {told[0]}") == 200
    assert status_of(f"{address}?token=wrong") == 401
    process.send_signal(signal.SIGINT)
    process.wait(30)
    # no request writes it to a log
    assert log.read_text("utf-8").count(told[0]) == 1


def test_a_token_of_the_environment_is_not_told(serve):
    address, _, log = serve(MAINSTAY_TOKEN=TOKEN)
    assert status_of(f"{address}api/v1/problems") == 401
    assert status_of(f"{address}api/v1/problems", Authorization=f"Bearer {TOKEN}") == 200
    assert TOKEN not in log.read_text("utf-8")


def test_beyond_loopback_it_does_not_start_without_tls(serve):
    address, process, log = serve("--host", "0.0.0.0")
    assert process.wait(30) == 3
    assert address == ""
    assert "no_tls" in log.read_text("utf-8")


def test_a_port_that_is_taken_is_told(serve):
    address, _, _ = serve()
    _, second, log = serve("--port", str(urlsplit(address).port))
    assert second.wait(30) == 3
    assert "--port 0" in log.read_text("utf-8")


def test_tls_is_ended_here(serve, tmp_path):
    """With a certificate made on the spot, where openssl is there to make one."""
    import shutil
    import ssl

    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out",
         str(cert)], check=True, capture_output=True,
    )  # fmt: skip
    address, _, _ = serve("--tls-cert", str(cert), "--tls-key", str(key))
    assert address.startswith("https://")
    trusted = ssl.create_default_context(cafile=cert)
    with urllib.request.urlopen(f"{address}api/v1/problems", context=trusted) as answer:
        assert json.loads(answer.read())
