"""Fixtures that every room's tests may use."""

import os
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
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the twin ``demo``, built once; tests add to it and damage only copies."""
    from mainstay.service import build_twin  # heavy; only those who ask for a twin pay for it

    home = tmp_path_factory.mktemp("demo") / "home"
    build_twin(home)
    return home
