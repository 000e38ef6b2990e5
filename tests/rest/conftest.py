"""The server inside of the test's own process, on a home with the demo twin."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def rest_home(request):
    """Return a home with the demo twin; tests add to it and damage only copies."""
    given = os.environ.get("MAINSTAY_TEST_HOME")
    return Path(given) if given else request.getfixturevalue("fresh_home")("rest")


@pytest.fixture(scope="session")
def client(rest_home):
    """Return a client of the server; errors inside of it come out as they are."""
    from fastapi.testclient import TestClient

    from mainstay.rest.app import create_app
    from mainstay.rest.settings import Settings

    with TestClient(create_app(Settings(home=rest_home)), base_url="http://127.0.0.1") as made:
        yield made
