"""The home that screens are tested on, and its twins kept open as a server keeps them."""

import os

import pytest

from mainstay.service.open_twins import OpenTwins


@pytest.fixture(scope="module")
def home(request):
    """Return a home with the demo twin: the one that is given, or one that is built."""
    return os.environ.get("MAINSTAY_TEST_HOME") or request.getfixturevalue("demo_home")


@pytest.fixture(scope="module")
def twins(home):
    return OpenTwins(home)
