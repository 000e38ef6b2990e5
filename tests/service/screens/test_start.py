"""Start: its numbers are those of the national brief, its questions are the shipped scenarios."""

import json
from datetime import date

import pytest

from mainstay.service import open_twin, write_brief
from mainstay.service.briefs import national_brief
from mainstay.service.scenario_files import shipped_scenarios
from mainstay.service.screens.entity_ids import entity_of_activity, entity_of_pool
from mainstay.service.screens.loaded import loaded_sources, loaded_table, with_ages
from mainstay.service.screens.ready import FIRST, GROUPS, ready_questions
from mainstay.service.screens.start import start_view
from mainstay.service.screens.twin_facts import twins_of_home
from mainstay.service.screens.warm import warm

pytestmark = pytest.mark.xdist_group("web")

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def opened(home):
    return open_twin(home)


@pytest.fixture(scope="module")
def view(opened):
    return start_view(opened, today=DAY)


@pytest.fixture(scope="module")
def written(home, tmp_path_factory, view):
    """Return brief.json as `mainstay brief` writes it."""
    out = tmp_path_factory.mktemp("brief")
    made = write_brief(home, out)
    assert made.run_id == view.run_id
    return json.loads(next(out.rglob("brief.json")).read_text("utf-8"))


@pytest.mark.parametrize(("order", "part"), [("imported", "accounts"), ("hidden", "inside")])
def test_the_lists_are_those_of_the_brief(view, written, order, part):
    shown = next(o for o in view.orders if o.name == order)
    told = written[part]
    assert [a.account for a in shown.accounts] == [s["account"] for s in told]
    for account, section in zip(shown.accounts, told, strict=True):
        assert account.total.value == section["total"]["value"]
        assert len(account.lines) == 10
        for line, row in zip(account.lines, section["dependencies"], strict=True):
            assert (line.rank, line.code, line.name) == (row["rank"], row["code"], row["name"])
            assert line.not_separable_from == tuple(row["not_separable_from"])
            for name in ("share", "value", "import_share", "seen"):
                number = getattr(line, name)
                assert (number.value, number.lo, number.hi) == tuple(
                    row[name][end] for end in ("value", "lo", "hi")
                )


def test_the_answer_and_the_tiles_are_those_of_the_brief(view, written):
    assert view.answer == written["answer"]
    assert list(view.headlines) == written["headlines"]
    assert [(t.title, t.coverage, len(t.numbers)) for t in view.tiles] == [
        (t["title"], t["coverage"], len(t["numbers"])) for t in written["tiles"]
    ]


def test_a_brief_without_files_is_the_same_run(opened, view):
    brief, done = national_brief(opened)
    assert done.run_id == view.run_id
    assert brief.run.command == "mainstay brief"
    assert view.command.cli == "mainstay brief"


def test_every_name_leads_to_something_in_the_net(opened, view):
    net = opened.net
    known = {entity_of_pool(net, j) for j in range(len(net.pools))}
    known |= {entity_of_activity(net, i) for i in range(len(net.activities))}
    lines = [line for o in view.orders for a in o.accounts for line in a.lines]
    assert {line.entity for line in lines} <= known
    assert {line.leading_entity for line in lines if line.leading_entity} <= known
    tiles = {number.entity for tile in view.tiles for number in tile.numbers}
    assert None not in tiles
    assert tiles <= known


def test_every_number_says_where_it_is_from(view):
    lines = [line for o in view.orders for a in o.accounts for line in a.lines]
    numbers = [n for line in lines for n in (line.share, line.value, line.import_share, line.seen)]
    numbers += [line.leading_share for line in lines if line.leading_share]
    numbers += [n.number for tile in view.tiles for n in tile.numbers]
    numbers += [view.seen.number, view.backtest.number]
    assert all(n.sources and n.vintage and n.confidence_word for n in numbers)
    assert not any(n.is_seen for n in numbers)


def test_drawings_hold_no_style_and_no_script(view):
    for order in view.orders:
        assert [panel.title for panel in order.figure.panels] == ["Economy", "Health", "Defense"]
        for panel in order.figure.panels:
            assert panel.svg.startswith("<svg ")
            assert " style=" not in panel.svg
            assert "<script" not in panel.svg


def test_the_share_that_is_seen_is_that_of_the_twin(opened, view):
    quality = {row["item"]: row["value"] for row in opened.compiled.quality.rows()}
    assert view.seen.number.value == quality["seen"]
    assert view.backtest.number.value == quality["backtest_blocks"]


def test_sources_are_counted_and_aged(opened, view):
    sources = {source.key: source for source in view.sources}
    minerals = sources["usgs.mcs"]
    assert (minerals.vintage, minerals.until, minerals.age) == (
        "2026",
        date(2025, 12, 31),
        "11 months",
    )
    assert minerals.age_days == (DAY - minerals.until).days
    assert 0 < minerals.unknown_share < 0.2
    assert minerals.seen_share + minerals.unknown_share == pytest.approx(1.0)
    assert sources["bea.make-use"].seen_share == 1.0
    # an analyst's ranges are not published figures
    assert sources["analyst.end-uses"].seen_share < 0.5
    assert sources["codes.hs"].until is None
    assert sources["codes.hs"].seen_share is None
    kinds = tuple(sorted({partition[0] for partition in opened.record.keys()}))  # noqa: SIM118
    assert sum(source.claims for source in view.sources) == opened.claims(kinds).num_rows


def test_titles_are_those_of_the_edition_that_is_held(view, written):
    held = next(source for source in view.sources if source.key == "world.figures")
    assert held.vintage == "2024-07"
    assert "Pressure Index" in held.title
    assert "chokepoint" not in held.title
    named = next(source for source in written["sources"] if source["key"] == "world.figures")
    assert (named["vintage"], named["title"]) == (held.vintage, held.title)


def test_the_table_of_sources_sorts_by_days_and_names_code_lists(view):
    table = view.loaded
    place = [column.name for column in table.columns].index("age")
    assert table.columns[place].is_number
    keys = [row[place].key for row in table.rows]
    aged = [float(s.age_days) for s in view.sources if not s.is_code_list]
    assert keys == aged
    assert any("Code lists" in note for note in table.notes)


def test_ages_follow_the_day_and_the_rest_is_kept(opened, view):
    later = start_view(opened, today=date(2027, 11, 24))
    assert later.orders == view.orders
    assert next(s.age for s in later.sources if s.key == "usgs.mcs") == "1.9 years"
    assert warm(opened) is None


def test_a_source_without_figures_of_ours_is_told_by_its_card(opened):
    told = loaded_table(with_ages(loaded_sources(opened), DAY), opened.id)
    assert told.total == len(told.rows)


def test_every_shipped_scenario_is_a_question_once():
    view = ready_questions()
    names = [question.name for group in view.groups for question in group.questions]
    assert sorted(names) == sorted(shipped_scenarios())
    assert view.first == FIRST
    assert view.first[0] == "china-gallium"
    assert all(name in shipped_scenarios() for _, _, listed in GROUPS for name in listed)
    first = next(q for g in view.groups for q in g.questions if q.name == "china-gallium")
    assert first.title == "China stops exporting gallium for a year"
    assert first.command.cli == "mainstay run china-gallium"


def test_a_scenario_in_no_group_is_listed_last(monkeypatch):
    from mainstay.service.screens import ready

    text = "{version: 1, name: new, title: New, shocks: [{target: imports, codes: [x], size: 1}]}"
    monkeypatch.setattr(ready, "shipped_scenarios", lambda: {"new": text})
    view = ready.ready_questions.__wrapped__()
    assert [(g.title, [q.name for q in g.questions]) for g in view.groups] == [
        ("More questions", ["new"])
    ]
    assert view.first == ()


def test_the_twins_of_a_home_are_listed_with_their_names(home, opened):
    listed = {twin.id: twin for twin in twins_of_home(home)}
    assert "demo" in listed[opened.id].names
