import itertools
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.model import Method
from mainstay.report import ChainLevel, ChainLink, ChainNode, Number, Provenance, Unit, sankey_svg
from mainstay.report.palette import light
from mainstay.report.sankey import WIDTH

SEEN = Provenance(sources=("sample",), vintage="2026", confidence=0.9)
ASSUMED = Provenance(sources=("sample",), vintage="2026", confidence=0.2, method=Method.ASSUMED)


def level(title, *names, market=False):
    nodes = tuple(ChainNode(id=f"{title}/{n}", name=n, tone="hatch" if market else "world")
                  for n in names)  # fmt: skip
    return ChainLevel(title=title, base="of all", nodes=nodes, is_market=market)


def link(source, target, share, why=SEEN):
    return ChainLink(source=source, target=target, share=Number(share, Unit.SHARE, why))


def bars(svg):
    root = ET.fromstring(svg)
    return [{k: float(r.get(k)) for k in ("x", "y", "width", "height")}
            for r in root.iterfind("rect")]  # fmt: skip


def ribbons(svg):
    return list(ET.fromstring(svg).iterfind("path"))


LEVELS = [
    level("Mined", "China", "Chile"),
    level("market", "pool", market=True),
    level("Used", "a"),
]
LINKS = [
    link("Mined/China", "market/pool", 0.75),
    link("Mined/Chile", "market/pool", 0.25),
    link("market/pool", "Used/a", 1.0, ASSUMED),
]


def test_heights_are_shares():
    china, chile, pool, used = bars(sankey_svg(LEVELS, LINKS))
    assert china["height"] == pytest.approx(3 * chile["height"], abs=0.2)
    assert china["height"] + chile["height"] == pytest.approx(pool["height"], abs=0.2)
    assert used["height"] == pytest.approx(pool["height"], abs=0.2)


def test_it_is_read_without_being_seen():
    svg = sankey_svg(LEVELS, LINKS, title="Ore & more")
    root = ET.fromstring(svg)
    title, words = root.find("title"), root.find("desc")
    assert title.text == "Ore & more"
    assert words.text == "Mined: China 75.0 %; Used: a 100.0 %."
    assert root.get("aria-labelledby").split() == [title.get("id"), words.get("id")]
    assert root.get("role") == "img"


def test_what_is_not_observed_is_hatched():
    drawn = ribbons(sankey_svg(LEVELS, LINKS))
    assert [r.get("fill").startswith("url(#") for r in drawn] == [False, False, True]
    name = re.search(r"url\(#(.*)\)", drawn[-1].get("fill"))[1]
    assert f'id="{name}"' in sankey_svg(LEVELS, LINKS)


def test_an_unknown_share_is_a_dashed_line_and_no_height():
    svg = sankey_svg(LEVELS, [*LINKS[:1], link("Mined/Chile", "market/pool", None), LINKS[2]])
    unknown = [r for r in ribbons(svg) if r.get("stroke-dasharray")]
    assert len(unknown) == 1
    assert unknown[0].get("fill") == "none"


def test_names_are_escaped_and_markets_named_below():
    svg = sankey_svg([level("Mined", "<b>&"), level("world market, ore", "pool", market=True)], [])
    assert "&lt;b&gt;&amp;" in svg
    assert ">world market</text>" in svg


def test_it_is_the_same_every_time():
    assert sankey_svg(LEVELS, LINKS) == sankey_svg(LEVELS, LINKS)


def test_only_colors_that_follow_the_scheme():
    tokens = {
        light(name) for name in ("world", "imports", "economy", "hatch", "ink", "muted", "paper")
    }
    assert set(re.findall(r"#[0-9a-f]{6}", sankey_svg(LEVELS, LINKS))) <= tokens


SHARES = st.lists(st.integers(1, 1000), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(SHARES, SHARES)
def test_bars_never_overlap_and_ribbons_stay_inside(left, right):
    levels = [
        level("Mined", *(f"place number {i}" for i in range(len(left)))),
        level("market", "pool", market=True),
        level("Used", *(f"use {i}" for i in range(len(right)))),
    ]
    links = [
        link(f"Mined/place number {i}", "market/pool", n / sum(left)) for i, n in enumerate(left)
    ] + [link("market/pool", f"Used/use {i}", n / sum(right)) for i, n in enumerate(right)]
    svg = sankey_svg(levels, links)
    height = float(ET.fromstring(svg).get("viewBox").split()[3])
    boxes = bars(svg)
    for group in (boxes[: len(left)], boxes[len(left) + 1 :]):
        for above, below in itertools.pairwise(group):
            assert above["y"] + above["height"] <= below["y"] + 0.2
    assert all(0 <= b["x"] <= WIDTH - b["width"] for b in boxes)
    assert all(b["y"] >= 0 and b["y"] + b["height"] <= height for b in boxes)
    for path in ribbons(svg):
        numbers = [float(n) for n in re.findall(r"-?\d+\.\d", path.get("d"))]
        assert all(0 <= n <= max(WIDTH, height) for n in numbers)
