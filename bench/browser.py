"""The page in a real browser: how soon it is there, how quick a switch is, how much it loads first.

All times are taken inside of the page, by its own clock, from the start of a navigation or from a
click until the screen stands: its title is there and nothing in it is still being read.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from serving import home, server

Child = Callable[..., Any]

#: Fresh pages, and rounds through all screens of one page.
PAGES, ROUNDS = 9, 5

#: Address of each screen, and what its title begins with.
SCREENS = {
    "/explore": "Explore", "/tiers": "Tiers", "/scenario": "Scenario", "/runs": "Runs",
    "/compare": "Compare", "/health": "Data health", "/methods": "Methods",
    "/entity/industry:334413": "", "/entity/mineral:gallium": "", "/": "",
}  # fmt: skip

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run")  # fmt: skip

#: Milliseconds that anything may take at most.
PATIENCE = 180_000

#: Whether a screen stands: a title, and nothing that is still being read.
STANDS = """() => {
  const main = document.querySelector('main');
  return !!main && !!main.querySelector('h1') && !main.querySelector('.loading, [aria-busy=true]');
}"""

#: Notes when the first screen stands, from the first moment of a document on.
WATCH = f"""
const stands = {STANDS};
const look = () => {{
  if (window.stoodAt === undefined && stands()) window.stoodAt = performance.now();
  if (window.stoodAt === undefined) requestAnimationFrame(look);
}};
look();
"""

#: Goes to an address as a click on a link does, and tells how long the screen took to stand.
SWITCH = f"""async address => {{
  const stands = {STANDS};
  const before = document.querySelector('main h1');
  const start = performance.now();
  history.pushState(null, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
  for (let k = 0; k < 10000; k++) {{
    await new Promise(requestAnimationFrame);
    if (document.querySelector('main h1') !== before && stands()) break;
  }}
  return performance.now() - start;
}}"""

#: Scripts that came before the first paint, and all so far, as sent over the wire.
WEIGHED = """() => {
  const painted = performance.getEntriesByName('first-contentful-paint')[0].startTime;
  const scripts = performance.getEntriesByType('resource').filter(r => /\\.m?js$/.test(r.name));
  const sum = list => list.reduce((bytes, r) => bytes + r.encodedBodySize, 0);
  return {painted, before: sum(scripts.filter(r => r.responseEnd <= painted)),
          until: sum(scripts.filter(r => r.responseEnd <= window.stoodAt)), stood: window.stoodAt};
}"""


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield the machine's own headless browser."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise SystemExit("no chromium: run scripts/install_browser")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


def fresh(opened: Browser, address: str) -> Page:
    """Return a page that has loaded Start with nothing kept from before."""
    page = opened.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE)
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_function("() => window.stoodAt !== undefined")
    return page


def first_pages(opened: Browser, address: str) -> dict[str, Any]:
    """Return when Start stands in a fresh page, and what was loaded until then."""
    seen = []
    for _ in range(PAGES):
        page = fresh(opened, address)
        seen.append(page.evaluate(WEIGHED))
        page.context.close()
    middle = {key: statistics.median(each[key] for each in seen) for key in seen[0]}
    return {"id": "browser.first", "what": "Start, fresh page", "ms": middle["stood"],
            "worst_ms": max(each["stood"] for each in seen), "painted_ms": middle["painted"],
            "js_kb_before_paint": middle["before"] / 1000, "js_kb": middle["until"] / 1000,
            "repeats": PAGES}  # fmt: skip


def switches(opened: Browser, address: str) -> Iterator[dict[str, Any]]:
    """Yield how long each switch takes: the first time in a page, and the median of later ones.

    A page before this one has been everywhere, so that the server has computed what is kept.
    """
    cold = rounds(fresh(opened, address), 1)
    for screen, found in rounds(fresh(opened, address), ROUNDS).items():
        yield {"id": f"browser.switch.{screen.strip('/') or 'start'}", "what": f"to {screen}",
               "ms": statistics.median(found[1:]), "worst_ms": max(found[1:]),
               "first_ms": found[0], "cold_ms": cold[screen][0],
               "repeats": ROUNDS - 1}  # fmt: skip


def rounds(page: Page, count: int) -> dict[str, list[float]]:
    """Return the milliseconds of each switch, in so many rounds through all screens."""
    # the other screens' code comes while nothing else is to do
    page.wait_for_load_state("networkidle")
    times: dict[str, list[float]] = {screen: [] for screen in SCREENS}
    for _ in range(count):
        for screen in SCREENS:
            times[screen].append(page.evaluate(SWITCH, screen))
    page.context.close()
    return times


def measure(_: Child, about: dict[str, object]) -> list[dict[str, Any]]:
    """Return the rows of ``results.json``."""
    with home() as at, server(at) as (host, port, _process), browser() as opened:
        address = f"http://{host}:{port}/"
        with urllib.request.urlopen(address, timeout=60) as built:
            # 503 without the page: HTTPError says to run make web
            built.read()
        print("ranking and drawing what Start shows", file=sys.stderr)
        with urllib.request.urlopen(f"{address}api/v1/twins/demo/start", timeout=600) as answer:
            answer.read()
        rows = [first_pages(opened, address), *switches(opened, address)]
        version = opened.version
    return [{**row, "browser": f"Chromium {version}", "unit": "ms", "machine": about}
            for row in rows]  # fmt: skip


def page(rows: list[dict[str, Any]]) -> str:
    """Return the section of ``RESULTS.md``."""
    if not rows:
        return ""
    first, *others = rows
    every = statistics.median(row["ms"] for row in others)
    newly = statistics.median(row["first_ms"] for row in others)
    text = (
        f"\n## The page in a browser\n\n{HEAD.format(browser=first['browser'])}"
        f"Start in a fresh page stands after **{first['ms']:,.0f} ms** (median of "
        f"{first['repeats']}, worst {first['worst_ms']:,.0f}), first paint after "
        f"{first['painted_ms']:,.0f} ms; JavaScript before the first paint "
        f"**{first['js_kb_before_paint']:.0f} KB** gzip, {first['js_kb']:.0f} KB until Start "
        f"stands. Median switch: **{every:.0f} ms**, {newly:.0f} ms when a screen is seen for the "
        "first time.\n\n| switch | median, ms | worst, ms | first time, ms | first time on this "
        "server, ms |\n|---|---|---|---|---|\n"
    )
    for row in others:
        text += (f"| {row['what']} | {row['ms']:.0f} | {row['worst_ms']:.0f} | "
                 f"{row['first_ms']:.0f} | {row['cold_ms']:.0f} |\n")  # fmt: skip
    return text


HEAD = """{browser}, headless, software drawing, against `mainstay serve` on loopback, on the demo
twin; server and browser share the cores. What Start ranks is ranked before. A screen stands when
its title is there and nothing in it is still being read.

"""
