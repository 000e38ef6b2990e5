"""Take the pictures of the documentation from a running page: ``take_pictures.py ADDRESS``.

The home should hold the demo twin; the runs that the pictures show are asked for here. Needs the
packages of the tests and a Chromium.
"""

import io
import re
import shutil
import sys
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
#: Runs that are shown: by day, and a second one to compare with.
BY_DAY, OTHER, MINERAL = "gulf-hurricane", "west-coast-ports", "china-gallium"
#: Seconds to wait for one run.
PATIENCE = 600


def run_of(page: Page, scenario: str) -> str:
    """Return the id of the run that answers a scenario; asked for, and waited for."""
    asked = page.request.post("/api/v1/runs", data={"scenario": scenario})
    job = asked.json()
    if not asked.ok:
        raise SystemExit(f"{scenario}: {job}")
    for _ in range(PATIENCE):
        job = page.request.get(f"/api/v1/jobs/{job['id']}").json()
        if job["state"] == "done":
            return str(job["run_id"])
        if job["state"] not in {"queued", "running"}:
            break
        time.sleep(1)
    raise SystemExit(f"{scenario}: {job['state']}")


def keep(page: Page, name: str) -> None:
    """Write what is in sight as a picture of few colors."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(128).save(IMAGES / f"{name}.png", optimize=True)
    print(name, (IMAGES / f"{name}.png").stat().st_size // 1024, "KB")


def main() -> None:
    """Open every screen and keep it."""
    address = sys.argv[1].rstrip("/")
    browser_path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))))
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_context(
            base_url=address, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
        ).new_page()
        page.set_default_timeout(120_000)
        day, other, mineral = (run_of(page, name) for name in (BY_DAY, OTHER, MINERAL))
        for name, path in {
            "start": "/",
            "explore": "/explore",
            "entity": "/entity/industry:334413",
            "tiers": "/tiers/mineral:gallium",
            "scenario": f"/scenario?from={BY_DAY}",
            "runs": "/runs",
            "impact": f"/impact/{mineral}",
            "impact-by-day": f"/impact/{day}",
            "compare": f"/compare?run={day}&run={other}",
            "methods": "/methods?part=engine:ario",
            "health": "/health",
        }.items():
            page.goto(path)
            page.get_by_role("heading", level=1).wait_for()
            keep(page, name)
        page.goto(f"/impact/{day}")
        spread = page.get_by_role("heading", name=re.compile("spread", re.IGNORECASE)).first
        spread.wait_for()
        spread.evaluate("node => node.scrollIntoView()")
        keep(page, "impact-spread")
        browser.close()


if __name__ == "__main__":
    main()
