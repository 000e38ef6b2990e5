"""A live server on the demo twin, a browser that asks nobody else, and rules for a page."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[2]
#: Where the pictures of a run are kept, to be looked at.
PICTURES = ROOT / ".pictures"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
#: WCAG 2.2, levels A and AA, and what axe holds to be good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Longest wait for something on a page, in milliseconds: slow machines pass, dead ends do not.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

SERVE = """
import sys, uvicorn
from pathlib import Path
from mainstay.rest.app import create_app
from mainstay.rest.settings import Settings
home, site, port = Path(sys.argv[1]), Path(sys.argv[2]) if sys.argv[2] else None, int(sys.argv[3])
uvicorn.run(create_app(Settings(home=home, port=port, site=site)), host="127.0.0.1", port=port,
            log_level="warning")
"""


@pytest.fixture(scope="session")
def web_home(request):
    """Return a home with the demo twin that the live server has to itself."""
    given = os.environ.get("MAINSTAY_TEST_HOME")
    return Path(given) if given else request.getfixturevalue("fresh_home")("web")


@pytest.fixture(scope="session")
def site(web_home, tmp_path_factory):
    """Return the address of a live server on the demo twin, with the built page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    built = os.environ.get("MAINSTAY_TEST_SITE", "")
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(web_home), built, str(port)],
            stdout=out,
            stderr=out,
        )
    try:
        _wait_for(f"{address}/api/v1/twins", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address, server, log):
    for _ in range(240):
        if server.poll() is not None:
            pytest.fail(f"the server ended: {log.read_text('utf-8')}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail(f"the server did not answer: {log.read_text('utf-8')}")


@pytest.fixture
def new_tab(browser, site):
    """Return a maker of pages; all fail the test if they say something or ask another host."""
    contexts, said = [], []

    def make(scheme="light", width=1280, height=900, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            base_url=site,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda m: said.append(_told(m)) if m.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda r: None if _is_ours(r.url, site) else said.append(r.url))
        page.said = said
        return page

    yield make
    for context in contexts:
        context.close()
    assert said == [], "a page spoke of an error or asked another host"


def _told(message):
    return f"{message.text} at {message.location.get('url', '')}"


def _is_ours(url, site):
    return url.startswith((site + "/", "blob:" + site)) or url == site


@pytest.fixture
def tab(new_tab):
    """Return a page of usual size in the light scheme."""
    return new_tab()


@pytest.fixture(scope="session")
def axe():
    """Return what asserts that a page breaks no rule of accessibility."""

    def check(page, *, within=None):
        # over the debugger's channel: the page's own policy forbids foreign scripts
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate(
            "([within, tags]) => axe.run(within || document,"
            " {runOnly: {type: 'tag', values: tags}})"
            ".then(r => r.violations.map(v => ({id: v.id, help: v.help,"
            " nodes: v.nodes.slice(0, 5).map(n => n.html.slice(0, 200))})))",
            [within, RULES],
        )
        assert found == [], json.dumps(found, indent=1)

    return check


@pytest.fixture(scope="session")
def shot():
    """Return what keeps a picture of a page, to be looked at."""
    PICTURES.mkdir(exist_ok=True)

    def keep(page, name, *, full_page=True):
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path, full_page=full_page)
        assert path.stat().st_size > 4_000
        return path

    return keep
