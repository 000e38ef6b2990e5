import dataclasses
import json

import pytest

from mainstay.errors import MissingExtra
from mainstay.report import as_plain, first_answer, page, render_svg, whole_text, write_bundle
from mainstay.report.compose import material_brief, material_sections
from mainstay.report.gallery import drawn
from mainstay.report.marks import marks_of
from mainstay.report.material_specs import loss_scale, marks
from mainstay.report.palette import HATCHED


@pytest.fixture(scope="module")
def text(story):
    return page(story)


@pytest.fixture(scope="module")
def national(brief, tables, story):
    ranking = material_sections(tables["expected"], tables["not_computed"], sources=story.sources)
    return dataclasses.replace(brief, sources=(*brief.sources, story.sources[1]), materials=ranking)


def test_the_page_holds_together(text, page_checker):
    checked = page_checker(text)
    assert checked.faults == []
    assert len(checked.ids) == len(set(checked.ids))
    assert set(checked.references) - set(checked.ids) == set()
    assert all(b - a <= 1 for a, b in zip(checked.headings, checked.headings[1:], strict=False))
    assert len(checked.images) == text.count("<figure") == 4


def test_sections_come_in_the_order_of_the_questions(text):
    order = ["<h1", 'id="regimes"', 'id="industries"', 'id="map"', 'id="chain"', 'id="stops"',
             'id="change"', 'id="unknown"', 'id="methods"', 'id="sources"']  # fmt: skip
    places = [text.index(mark) for mark in order]
    assert places == sorted(places)
    assert 'id="lists"' not in text
    assert 'id="materials"' not in text


def test_what_is_outside_the_figure_is_named_beside_it(text):
    assert text.count("<b>Not in the figure.</b>") == 2
    assert "What if China stops exporting gallium for a year?" in text


def test_two_stories_make_a_page_too(findings, page_checker):
    both = dataclasses.replace(findings, minerals=("gallium", "germanium"))
    checked = page_checker(page(material_brief(both)))
    assert checked.faults == []
    assert len(checked.ids) == len(set(checked.ids))


def test_a_story_without_results_is_still_a_page(findings, page_checker):
    bare = dataclasses.replace(
        findings, minerals=("thallium",), expected=None, regimes=None, by_industry=None,
        by_country=None, drivers=None, suppliers=None, chains=(), assumptions=(), not_covered={},
    )  # fmt: skip
    made = page(material_brief(bare))
    checked = page_checker(made)
    assert checked.faults == []
    assert set(checked.references) - set(checked.ids) == set()
    assert "no price printed" in made


def test_the_national_page_ranks_and_lists_what_is_missing(national, page_checker):
    made = page(national)
    assert page_checker(made).faults == []
    places = [made.index(mark) for mark in ('id="lists"', 'id="materials"', 'id="map"')]
    assert places == sorted(places)
    assert "Missing is not zero" in made
    assert made.index("Gemstones") < made.index("Thallium")


def test_the_unknown_is_hatched_in_every_figure(story, national):
    for brief, name, panel in ((story, "industries", -1), (story, "drivers", -1),
                               (national, "losses", 1)):  # fmt: skip
        spec = drawn(brief)[name].figure.panels[panel].spec
        values = spec["data"]["values"]
        assert [v["unknown"] for v in values].count(True) == 1
        assert HATCHED in json.dumps(spec)


def test_a_gain_stands_left_of_zero_and_marks_do_not_meet(national):
    lines = national.materials.lines
    scale = loss_scale([x.loss for x in lines])
    low, top, turn = scale
    assert low == min(x.loss.lo for x in lines)
    assert top == max(x.loss.hi for x in lines)
    assert turn >= 1e6
    assert 0.0 in marks(scale)
    assert min(marks(scale)) < 0 < max(marks(scale))


def test_without_the_drawing_library_the_chain_is_still_drawn(story, monkeypatch):
    def absent():
        raise MissingExtra("figures are not drawn", hint="pip install 'mainstay[report]'")

    monkeypatch.setattr(render_svg, "_library", absent)
    monkeypatch.setattr(render_svg, "_DRAWN", {})
    figures = drawn(story)
    assert figures["chain-gallium"].panels
    assert figures["industries"].note
    assert page(story).count('role="note"') == 3


def test_every_table_of_the_story_is_written(story, tmp_path):
    made = write_bundle(story, tmp_path / "out")
    for name in ("losses_structural", "regimes", "loss_by_industry", "loss_by_country",
                 "chain_gallium", "drivers"):  # fmt: skip
        assert f"tables/{name}.parquet" in made.files
    tree = json.loads((made.folder / "brief.json").read_text("utf-8"))
    assert tree["mainstay_brief"] == 2
    assert tree["material"]["lines"][0]["loss"]["shown"] == "$310 M ($80.0 M–$940 M)"


def test_the_tree_is_plain_data(story):
    assert json.loads(json.dumps(as_plain(story), allow_nan=False))["material"]["chains"]


def test_the_first_answer_holds_both_regimes(story):
    text = first_answer(story, width=90)
    assert max(map(len, text.splitlines())) <= 90
    assert "World cut" in text
    assert "Bilateral cut" in text
    assert "Not in the figure" in text
    assert "\x1b" not in text


def test_the_whole_text_says_what_the_page_says(story, national):
    for brief in (story, national):
        text = whole_text(brief, width=120)
        assert max(map(len, text.splitlines())) <= 120
        for letter in marks_of(brief).values():
            assert f"\n{letter}  " in text
        assert "unknown" in text
    assert "Alone it explains 42.0 %" in whole_text(story, width=400)
