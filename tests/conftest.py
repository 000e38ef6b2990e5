"""Fixtures that every room's tests may use."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# a landing is judged on the same examples each time; everyone else's runs go on exploring
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """Return the folder of reference data, or skip the test when it is absent."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("MAINSTAY_REFERENCE_DATA", beside))
    if not folder.is_dir():
        pytest.skip("no reference data: set MAINSTAY_REFERENCE_DATA to its folder")
    return folder


@pytest.fixture(scope="session")
def fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what gives a home of its own with the twin ``demo``; the twin is built once."""
    from mainstay.service import build_twin  # heavy; only those who ask for a twin pay for it

    built = tmp_path_factory.mktemp("built") / "home"
    build_twin(built)

    def copy(name: str) -> Path:
        return Path(shutil.copytree(built, tmp_path_factory.mktemp(name) / "home"))

    return copy


@pytest.fixture(scope="session")
def demo_home(fresh_home: Callable[[str], Path]) -> Path:
    """Return a home with the twin ``demo``; tests add to it and damage only copies."""
    return fresh_home("demo")


#: No service of a browser that would ask the network.
BROWSER_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    """Return a headless browser, or skip where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("no chromium: run scripts/install_browser")
    with sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        yield opened
        opened.close()
