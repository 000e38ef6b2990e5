"""Cards are whole, parts load, and a broken plug-in is listed rather than fatal."""

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from mainstay.errors import DuplicatePart, ExtensionError, NotFound
from mainstay.extend import Card, Registry, registry

registry_module = sys.modules["mainstay.extend.registry"]

CARD = """
group: source
name: {name}
version: "1"
title: Demo
module: mainstay.model:Table
citation: assumed
license: Apache-2.0
"""


def card(tmp_path: Path, text: str) -> Card:
    path = tmp_path / "demo.card.yaml"
    path.write_text(text)
    return Card.load(path)


def test_every_part_loads_and_names_its_license() -> None:
    found = registry()
    assert not found.broken
    for group, name in found.cards:
        assert found.load(group, name) is not None
        assert found.card(group, name).license


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    parts = Registry()
    parts.add(card(tmp_path, CARD.format(name="demo")))
    with pytest.raises(DuplicatePart):
        parts.add(card(tmp_path, CARD.format(name="demo")))


def test_a_bad_card_lists_every_fault(tmp_path: Path) -> None:
    with pytest.raises(ExtensionError) as raised:
        card(tmp_path, "group: potion\nname: demo\nsurprise: 1\n")
    assert len(raised.value.problems) >= 5


def test_an_unknown_part_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no source"):
        Registry().card("source", "demo")


def test_a_part_that_cannot_be_imported_is_an_extension_error(tmp_path: Path) -> None:
    parts = Registry()
    parts.add(
        card(tmp_path, CARD.format(name="demo").replace("mainstay.model:Table", "no.such:Part"))
    )
    with pytest.raises(ExtensionError, match="cannot be loaded"):
        parts.load("source", "demo")


def test_a_broken_plug_in_is_listed_not_fatal(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = EntryPoint(name="broken", value="no_such_package", group=registry_module.GROUP)
    monkeypatch.setattr(registry_module, "entry_points", lambda group: [broken])
    found = registry_module.registry.__wrapped__()
    assert [part.name for part in found.broken] == ["broken"]
    assert not found.cards
