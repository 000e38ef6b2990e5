"""Twins that stay open: compiled once, and a name follows what it stands for."""

from pathlib import Path

import pytest

from mainstay.errors import NotFound
from mainstay.service.open_twins import OpenTwins
from mainstay.store import Home

pytestmark = pytest.mark.xdist_group("demo")


def test_a_twin_is_opened_once(demo_home: Path) -> None:
    twins = OpenTwins(demo_home)
    first = twins.get("demo")
    assert twins.get(None) is first
    assert twins.get(first.id[:12]) is first


def test_a_name_follows_what_it_stands_for(demo_home: Path) -> None:
    twins, home = OpenTwins(demo_home), Home.open(demo_home)
    demo = twins.get("demo")
    with pytest.raises(NotFound):
        twins.get("by-another-name")
    home.name_twin("by-another-name", demo.id)
    assert twins.get("by-another-name") is demo


def test_the_stamp_changes_with_every_commit_and_with_no_look(demo_home: Path) -> None:
    home = Home.open(demo_home)
    before = home.catalog.stamp()
    home.twins()
    assert home.catalog.stamp() == before
    home.name_twin("stamped", home.twin("demo").id)
    assert home.catalog.stamp() != before


def test_only_so_many_stay_open(demo_home: Path) -> None:
    twins = OpenTwins(demo_home, kept=0)
    first = twins.get("demo")
    assert twins.get("demo") is not first
