"""Tiers as a screen shows them: sums, concentration, what is not seen, what may be asked."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from mainstay.errors import InputError, NotFound
from mainstay.report.tiers import Origin
from mainstay.service import open_twin
from mainstay.service.looking import supplies_of
from mainstay.service.screens.tiers import TiersAsked, ready_tiers, tiers_view
from mainstay.service.screens.tiers.measures import Spread, country_index, index, measures_of
from mainstay.service.screens.tiers.stages import Part, Stage, first_parts
from mainstay.service.screens.tiers.subject import subject_of
from mainstay.service.twins import OpenTwin
from mainstay.twin.concentration import concentration
from mainstay.twin.technology import technology
from mainstay.twin.tiers import Start, Ways, follow
from mainstay.twin.toy import toy_net

pytestmark = pytest.mark.xdist_group("web")

#: Things of every kind, each a way that it can be followed.
ASKED = [
    ("commodity:335911", TiersAsked(depth=4)),
    ("industry:335911", TiersAsked(top=3)),
    ("account:defense", TiersAsked(depth=2)),
    ("commodity:325412", TiersAsked(account="health")),
    ("commodity:336111", TiersAsked(by="product", depth=5, top=20)),
    ("industry:334413", TiersAsked(direction="down")),
    ("commodity:334413", TiersAsked(direction="down", depth=5)),
    ("region:China", TiersAsked(direction="down")),
]


@pytest.fixture(scope="module")
def opened(demo_home: Path) -> OpenTwin:
    return open_twin(demo_home)


@pytest.mark.parametrize(("entity", "asked"), ASKED)
def test_the_bars_of_every_tier_add_up_to_the_whole(
    opened: OpenTwin, entity: str, asked: TiersAsked
) -> None:
    view = tiers_view(opened, entity, asked)
    names = [c.name for c in view.figure.table.columns]
    sums: dict[int, float] = {}
    for row in view.figure.table.rows:
        cells = dict(zip(names, row, strict=True))
        tier = int(cells["tier"].key or 0)
        sums[tier] = sums.get(tier, 0.0) + (cells["part_share"].key or 0.0)
    assert list(sums.values()) == pytest.approx([1.0] * (asked.depth + 1), abs=1e-9)


@pytest.mark.parametrize(("entity", "asked"), ASKED)
def test_what_a_line_says_adds_up_too(opened: OpenTwin, entity: str, asked: TiersAsked) -> None:
    for line in tiers_view(opened, entity, asked).lines:
        parts = (line.home, line.elsewhere, line.added, line.ended)
        if line.number or asked.direction == "up":
            assert sum(p.value or 0.0 for p in parts if p) == pytest.approx(1.0, abs=1e-9)
        for part in parts:
            if part and part.lo is not None and part.hi is not None and part.value is not None:
                assert part.lo <= part.value <= part.hi


@pytest.mark.parametrize(("entity", "asked"), ASKED)
def test_the_drawing_holds_every_bar_and_opens_pages(
    opened: OpenTwin, entity: str, asked: TiersAsked
) -> None:
    view = tiers_view(opened, entity, asked)
    svg = ElementTree.fromstring(view.figure.panels[0].svg)
    space = "{http://www.w3.org/2000/svg}"
    groups = svg.findall(f"{space}g")
    assert len(groups) == len(view.figure.table.rows)
    opens = {g.get("data-entity") for g in groups} - {None}
    assert opens == {c.entity for row in view.figure.table.rows for c in row} - {None}
    drawn = [float(g.find(f"{space}rect").get("height")) for g in groups]  # type: ignore[union-attr,arg-type]
    assert all(height > 0 for height in drawn)


def test_ribbons_into_a_bar_are_the_bar(opened: OpenTwin) -> None:
    """Each bar of a nearer tier is exactly what comes to it: inputs and its own value added."""
    from mainstay.service.screens.tiers.columns import layout_of
    from mainstay.service.screens.tiers.grouping import pairs_up

    tech = technology(opened.net)
    ways, start = Ways.of(tech), subject_of(opened.net, "commodity:335911").start
    layout = layout_of(ways, start, follow(ways, start, 2), pairs_up(tech, "region"),
                       direction="up", top=6)  # fmt: skip
    into: dict[str, float] = {}
    for link in layout.links:
        into[link.target] = into.get(link.target, 0.0) + link.share
    for column in layout.columns[:-1]:
        for bar, dollars in zip(column.bars.bars, column.bars.dollars, strict=True):
            share = float(dollars) / layout.total
            # ribbons thinner than a hair are not drawn
            assert into.get(column.id_of(bar), 0.0) == pytest.approx(share, abs=4e-3), bar.name


def test_the_index_is_that_of_the_twin() -> None:
    found = index(np.array([3.0, 1.0]), 4.0)
    known = concentration(["a", "b"], np.array([3.0, 1.0]), unknown=4.0)
    assert found == Spread((9 + 1) / 16, known.hhi_lo, known.hhi_hi)


def test_an_index_of_little_that_is_known_has_no_value() -> None:
    found = index(np.array([1.0]), 9.0)
    assert found is not None
    assert found.value is None
    assert (found.lo, found.hi) == pytest.approx((0.01, 1.0))


def test_a_region_of_many_countries_leaves_a_band() -> None:
    # half from one country, half from a region: very many there, or one
    found = country_index(np.array([5.0]), np.array([5.0]), 0.0)
    assert found == Spread(None, 0.25, 0.5)
    assert country_index(np.array([5.0, 5.0]), np.zeros(1), 0.0) == Spread(0.5, 0.5, 0.5)


def test_concentration_of_the_toy_by_hand() -> None:
    """One step up from 120 of electronics: smelting 18, electronics 36, 6 of metal from abroad."""
    tech = technology(toy_net())
    tiers = follow(Ways.of(tech), Start(np.array([0.0, 120.0]), np.zeros(2)), 2)
    first = measures_of(tech, tiers[1], "up")
    assert first.members == 3
    assert first.concentration is not None
    assert first.concentration.value == pytest.approx((18**2 + 36**2 + 6**2) / 60**2)
    assert first.countries is not None
    assert first.countries.value == pytest.approx((54**2 + 6**2) / 60**2)
    # the next tier: 9, 18 and 3 are known; what stands behind the 6 that were imported is not
    second = measures_of(tech, tiers[2], "up")
    assert second.concentration is not None
    assert second.concentration.lo == pytest.approx((9**2 + 18**2 + 3**2) / 36**2)
    assert second.concentration.hi == pytest.approx((9**2 + 24**2 + 3**2) / 36**2)


def test_what_is_behind_imports_widens_the_band(opened: OpenTwin) -> None:
    for line in tiers_view(opened, "commodity:335911", TiersAsked(depth=3)).lines[1:]:
        lo, hi = line.concentration.lo, line.concentration.hi
        assert lo is not None
        assert hi is not None
        assert hi - lo > 0.3


def test_imports_of_a_product_are_those_that_the_command_line_tells(opened: OpenTwin) -> None:
    view = tiers_view(opened, "commodity:334413")
    told = {r["region"]: r["direct_share"]
            for r in supplies_of(opened.net, opened.minerals, "334413", 20)[1].rows()}  # fmt: skip
    names = [c.name for c in view.figure.table.columns]
    drawn = [dict(zip(names, row, strict=True)) for row in view.figure.table.rows]
    first = {c["name"].words: c["part_share"].key for c in drawn if c["tier"].key == 0}
    regions = {n.removeprefix("Imports from "): s for n, s in first.items() if "Imports" in n}
    assert len(regions) >= 4
    for region, share in regions.items():
        assert share == pytest.approx(told[region])


def test_minerals_stand_beside_the_industries_that_need_them(opened: OpenTwin) -> None:
    minerals = tiers_view(opened, "industry:335911").minerals
    assert minerals is not None
    assert minerals.total >= len(minerals.rows) > 20
    by_name = {c.name: k for k, c in enumerate(minerals.columns)}
    lead = next(row for row in minerals.rows if row[by_name["name"]].words == "Lead")
    assert lead[by_name["needed_by"]].words == "Storage battery manufacturing"
    assert lead[by_name["name"]].entity == "mineral:lead"
    depends = [row[by_name["dependent_part_share"]] for row in minerals.rows]
    assert all(cell.words == "unknown" for cell in depends if cell.key is None)


def test_the_stages_of_a_mineral_are_the_publishers(opened: OpenTwin) -> None:
    view = tiers_view(opened, "mineral:gallium", TiersAsked(direction="up"))
    world = supplies_of(opened.net, opened.minerals, "gallium", 20)[0].rows()
    stage = view.lines[-1]
    assert stage.from_elsewhere is not None
    assert stage.from_elsewhere.name == world[0]["name"] == "China"
    assert stage.from_elsewhere.share.value == pytest.approx(world[0]["share"], abs=1e-3)
    concentrated = supplies_of(opened.net, opened.minerals, "gallium", 20)[1].rows()[0]
    assert stage.concentration.value == pytest.approx(concentrated["hhi"])


@pytest.mark.parametrize("mineral", ["gallium", "cobalt", "graphite", "tungsten"])
def test_a_mineral_goes_down_to_final_use_and_adds_up(opened: OpenTwin, mineral: str) -> None:
    view = tiers_view(opened, f"mineral:{mineral}", TiersAsked(direction="down", depth=4, top=4))
    sums: dict[float, float] = {}
    names = [c.name for c in view.figure.table.columns]
    for row in view.figure.table.rows:
        cells = dict(zip(names, row, strict=True))
        tier = cells["tier"].key or 0.0
        sums[tier] = sums.get(tier, 0.0) + (cells["part_share"].key or 0.0)
    assert list(sums.values()) == pytest.approx([1.0] * 5, abs=1e-9)


def test_uses_of_a_mineral_are_those_of_the_evidence(opened: OpenTwin) -> None:
    uses = opened.net.materials.uses["cobalt"]
    view = tiers_view(opened, "mineral:cobalt", TiersAsked(direction="down", depth=3, top=20))
    shown = {row[1].words: row[3].key for row in view.figure.table.rows if row[0].key == 1}
    total = sum(u.share.mode for u in uses)
    assert shown == pytest.approx({u.use: u.share.mode / total for u in uses})


def test_a_rest_of_one_is_that_one() -> None:
    parts = tuple(Part(n, "", Origin.ABROAD, 1 / 3) for n in "abc")
    assert [p.name for p in first_parts(Stage("Mine", "", parts), 2)] == ["a", "b", "c"]


def test_ready_ones_can_all_be_shown(opened: OpenTwin) -> None:
    ready = ready_tiers(opened)
    listed = (*ready.products, *ready.materials, *ready.accounts)
    assert {"commodity:335911", "mineral:gallium", "account:defense"} <= {r.id for r in listed}
    for one in listed:
        asked = TiersAsked(direction=one.direction, depth=one.depth)  # type: ignore[arg-type]
        view = tiers_view(opened, one.id, asked)
        assert view.sentence
        assert view.figure.panels[0].svg.startswith("<svg")
        assert len(view.lines) == one.depth + 1


@pytest.mark.parametrize(
    ("entity", "asked", "kind", "words"),
    [
        ("industry:999999", TiersAsked(), NotFound, "no accounts"),
        ("commodity:nothing", TiersAsked(), NotFound, "has no commodity"),
        ("mineral:unobtainium", TiersAsked(), NotFound, "no mineral"),
        ("account:wealth", TiersAsked(), NotFound, "no account"),
        ("country:CHN", TiersAsked(), NotFound, "has no tiers"),
        ("region:Atlantis", TiersAsked(direction="down"), NotFound, "no dollars"),
        ("region:China", TiersAsked(), InputError, "cannot be followed up"),
        ("account:defense", TiersAsked(direction="down"), InputError, "cannot be followed down"),
        ("commodity:334413", TiersAsked(account="health"), InputError, "buys nothing"),
        ("nonsense", TiersAsked(), InputError, "no kind"),
    ],
)
def test_what_cannot_be_shown_says_what_can(
    opened: OpenTwin, entity: str, asked: TiersAsked, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words) as caught:
        tiers_view(opened, entity, asked)
    assert caught.value.hint  # type: ignore[attr-defined]


def test_all_that_is_out_of_bounds_is_told_at_once(opened: OpenTwin) -> None:
    with pytest.raises(InputError, match="2 problems"):
        tiers_view(opened, "commodity:335911", TiersAsked(depth=9, top=1))


def test_the_same_question_has_the_same_bands(opened: OpenTwin) -> None:
    again = open_twin(opened.home.path)
    one, two = (tiers_view(twin, "commodity:335911") for twin in (opened, again))
    for line, other in zip(one.lines, two.lines, strict=True):
        for name in ("home", "elsewhere", "concentration", "countries"):
            a, b = getattr(line, name), getattr(other, name)
            # sums of the same numbers in another order
            ends = [[end or 0.0 for end in (n.value, n.lo, n.hi)] for n in (a, b)]
            assert ends[0] == pytest.approx(ends[1], rel=1e-9)
