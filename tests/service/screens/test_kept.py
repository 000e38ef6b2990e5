"""Read models kept in a home: made once, also by many at once; bounded; never a reason to fail."""

import threading
import time
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from mainstay.errors import IdentityError
from mainstay.service.screens import kept as module
from mainstay.service.screens.kept import kept
from mainstay.store import Home


@dataclass(frozen=True)
class Shown:
    words: str


@pytest.fixture
def opened(tmp_path):
    return SimpleNamespace(home=Home.open(tmp_path / "home"), id="ab" * 32)


def test_many_who_ask_at_once_have_it_made_once(opened):
    made = []

    def make():
        made.append(1)
        time.sleep(0.1)
        return Shown("a")

    found = []
    many = [
        threading.Thread(target=lambda: found.append(kept(opened, "k", Shown, make)))
        for _ in range(6)
    ]
    for one in many:
        one.start()
    for one in many:
        one.join()
    assert (len(made), found) == (1, [Shown("a")] * 6)
    assert not module._MAKING


def test_one_that_cannot_be_made_lets_the_next_one_try(opened):
    def fails():
        raise IdentityError("no")

    with pytest.raises(IdentityError):
        kept(opened, "k", Shown, fails)
    assert kept(opened, "k", Shown, lambda: Shown("a")) == Shown("a")
    assert not module._MAKING


@pytest.mark.parametrize("fault", [IdentityError("busy"), OSError(28, "No space left on device")])
def test_a_full_disk_hides_no_screen(opened, monkeypatch, fault):
    def full(*_):
        raise fault

    monkeypatch.setattr("mainstay.store.cache.put", full)
    assert kept(opened, "k", Shown, lambda: Shown("a")) == Shown("a")


def test_what_is_read_least_lately_goes_first_and_other_tables_stay(opened, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    monkeypatch.setattr(module, "BETWEEN", 1)
    opened.home.cached("a net", lambda: {})
    for n in range(3):
        kept(opened, f"k{n}", Shown, lambda: Shown("a"))
        time.sleep(0.02)
    kept(opened, "k0", Shown, lambda: Shown("made again"))
    time.sleep(0.02)
    kept(opened, "k3", Shown, lambda: Shown("a"))
    assert kept(opened, "k0", Shown, lambda: Shown("made again")) == Shown("a")
    assert kept(opened, "k1", Shown, lambda: Shown("made again")) == Shown("made again")
    assert opened.home.cached("a net", lambda: pytest.fail("made again")) == {}
