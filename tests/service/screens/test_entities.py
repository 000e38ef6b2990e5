"""Entities are found by what a person types, and every id leads back to the thing it names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mainstay.errors import InputError, UnknownCode
from mainstay.service import open_twin
from mainstay.service.screens.entities import entity_book, list_entities
from mainstay.service.screens.entity_ids import (
    EntityKind,
    entity_id,
    entity_of_activity,
    entity_of_pool,
    split_entity_id,
)
from mainstay.service.screens.entity_search import Names
from mainstay.service.twins import OpenTwin
from mainstay.twin.carving.carve import carve
from mainstay.twin.selection import select
from mainstay.twin.toy import own_technology, toy_net

pytestmark = pytest.mark.xdist_group("web")


@pytest.fixture(scope="module")
def opened(demo_home: Path) -> OpenTwin:
    return open_twin(demo_home)


@pytest.mark.parametrize("code", ["Smith & Sons / Leeds", "a:b", "Ünlü", "100 %", "a+b", "x?y#z"])
def test_an_id_holds_any_code_and_gives_it_back(code: str) -> None:
    key = entity_id("firm", code)
    assert not set(key) & set("/?# %&") - {"%"}
    assert split_entity_id(key) == (EntityKind.FIRM, code)


@pytest.mark.parametrize("bad", ["", "gallium", "thing:x", "mineral:", "mineral: ", ":x"])
def test_what_is_no_id_is_refused(bad: str) -> None:
    with pytest.raises(InputError):
        split_entity_id(bad)


def test_a_carved_firm_is_an_entity_and_its_industry_stays_one() -> None:
    net = carve(toy_net(), [own_technology()]).net
    keys = [entity_of_activity(net, i) for i in range(len(net.activities))]
    assert keys == ["industry:smelting", "industry:electronics", "region:abroad", "firm:alpha"]


def test_every_node_of_the_net_belongs_to_a_listed_entity(opened: OpenTwin) -> None:
    book, net = entity_book(opened), opened.net
    keys = {entity_of_activity(net, i) for i in range(len(net.activities))}
    keys |= {entity_of_pool(net, j) for j in range(len(net.pools))}
    assert keys <= set(book.by_id)
    assert len({line.id for line in book.lines}) == len(book.lines)


def test_every_listed_entity_opens_under_its_own_id(opened: OpenTwin) -> None:
    book = entity_book(opened)
    for line in book.lines:
        assert book.line(line.id) is line
        assert book.line(f"{line.kind}:{line.code}") is line


def test_the_command_line_means_the_same_pools_and_activities(opened: OpenTwin) -> None:
    book, net = entity_book(opened), opened.net
    kinds = (EntityKind.COMMODITY, EntityKind.INDUSTRY, EntityKind.REGION)
    for line in [line for line in book.lines if line.kind in kinds][::7]:
        entity = book.entity(line.id)
        meant = select(net, entity.thing)
        assert np.array_equal(meant.pools, entity.chosen.pools), line.id
        assert np.array_equal(meant.activities, entity.chosen.activities), line.id


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("gallium", "mineral:gallium"),
        ("GALLIUM ", "mineral:gallium"),
        ("galium", "mineral:gallium"),
        ("334413", "commodity:334413"),
        ("semiconductor", "commodity:334413"),
        ("semicondctor", "commodity:334413"),
        ("storage batery", "commodity:335911"),
        ("CHN", "country:CHN"),
        ("congo", "country:COD"),
        ("mineral:cobalt", "mineral:cobalt"),
        ("us-imports:334413", "commodity:334413"),
        ("hospitals", "commodity:622000"),
    ],
)
def test_what_is_typed_finds_what_is_meant(opened: OpenTwin, typed: str, first: str) -> None:
    found = list_entities(opened, typed)
    assert first in [line.id for line in found[:2]]


def test_what_nothing_looks_like_finds_nothing(opened: OpenTwin) -> None:
    assert list_entities(opened, "qqqqxxzzy") == ()
    assert list_entities(opened, "?!") == ()


def test_a_kind_narrows_and_no_text_lists_all(opened: OpenTwin) -> None:
    everything = list_entities(opened)
    minerals = list_entities(opened, "", EntityKind.MINERAL)
    assert len(everything) == len(entity_book(opened).lines)
    assert set(minerals) == {line for line in everything if line.kind is EntityKind.MINERAL}
    assert {line.id for line in list_entities(opened, "china", EntityKind.REGION)} == {
        "region:China"
    }


def test_an_unknown_id_names_the_closest(opened: OpenTwin) -> None:
    with pytest.raises(UnknownCode, match="mineral:gallium"):
        entity_book(opened).line("mineral:galium")


def test_names_are_ranked_whole_then_beginning_then_part() -> None:
    names = Names([("old steel works",), ("steel",), ("steel works",), ("works of steel",)])
    assert names.find("steel") == [1, 2, 0, 3]
    assert names.find("works steel") == [0, 2, 3]
    assert names.find("") == []
