import json

import pytest

from mainstay.report import (
    as_plain,
    check,
    first_answer,
    page,
    whole_text,
    write_bundle,
)
from mainstay.report.gallery import drawn
from mainstay.report.marks import marks_of
from mainstay.report.quantity import numbers


@pytest.fixture(scope="module")
def text(many):
    return page(many)


def test_the_page_holds_together(text, page_checker):
    checked = page_checker(text)
    assert checked.faults == []
    assert len(checked.ids) == len(set(checked.ids))
    assert set(checked.references) - set(checked.ids) == set()
    assert all(b - a <= 1 for a, b in zip(checked.headings, checked.headings[1:], strict=False))
    assert len(checked.images) == text.count("<figure") == 8


def test_sections_come_in_the_order_of_the_questions(text):
    order = ["<h1", 'id="recovery"', 'id="spread"', 'id="first"', 'id="sure"', 'id="unknown"',
             'id="methods"', 'id="sources"']  # fmt: skip
    places = [text.index(mark) for mark in order]
    assert places == sorted(places)


def test_every_number_has_a_source_and_a_letter(many):
    check(many)
    marks = marks_of(many)
    found = list(numbers(many))
    assert len(found) > 20
    assert all(number.why in marks for number in found)
    assert all(number.why.sources == ("sample.accounts",) for number in found)
    assert all(number.why.confidence == 0.4 for number in found)


def test_the_answer_holds_depth_time_and_loss_with_bands(many, one):
    assert "5.9 % (3.5–8.6 %) of a normal day's gross domestic product is lost" in many.answer
    assert "back within one percent of normal 133 days (115–140 days)" in many.answer
    assert "(" not in one.answer


def test_what_is_synthetic_says_so_everywhere(many, one, text):
    assert many.headlines[0].startswith("Synthetic: ")
    figures = [d.figure for d in drawn(many).values()]
    assert all(f.disclaimer.startswith("Synthetic: ") for f in figures)
    assert all("Firms are drawn at random" in n.why.note for n in numbers(many))
    assert text.count("Synthetic: ") >= len(figures)
    assert "Synthetic" not in page(one)


def test_what_is_not_back_is_unknown_and_never_the_length_of_the_run(many, text):
    defense = next(
        r for t in many.tables if t.name == "recovery" for r in t.rows() if r["id"] == "defense"
    )
    assert defense["recovered_day_mid"] is None
    assert "not within 365 days" in text
    assert "in some of the members or in all; their time to recover is unknown" in text


def test_chains_are_told_in_words(text):
    assert "short of semiconductors" in text
    assert "←" in text
    assert "&lt;-" not in text.split('id="first"')[1].split("</section>")[0]


def test_a_run_with_nothing_is_still_a_page(runs, page_checker):
    bare = runs.brief(1, tables={})
    assert page_checker(page(bare)).faults == []
    assert "No loss could be computed" in bare.answer
    assert bare.sections[0].figures == ()


def test_other_scenarios_are_left_out(runs):
    other = runs.brief(1, scenario="elsewhere")
    assert "No loss could be computed" in other.answer
    assert not drawn(other)


def test_the_bundle_holds_every_table(many, tmp_path):
    made = write_bundle(many, tmp_path / "out")
    for name in ("recovery", "over_time", "first_hit", "spread", "spread_links", "exceedance",
                 "sensitivity", "over_time_account"):  # fmt: skip
        assert f"tables/{name}.parquet" in made.files
    tree = json.loads((made.folder / "brief.json").read_text("utf-8"))
    assert [s["anchor"] for s in tree["sections"]] == ["recovery", "spread", "first", "sure"]


def test_the_tree_is_plain_data(many):
    tree = json.loads(json.dumps(as_plain(many), allow_nan=False))
    shown = [b for s in tree["sections"] for b in s["blocks"] if "figure" in b]
    assert {b["figure"]["name"] for b in shown} == set(drawn(many))


def test_a_terminal_says_what_the_page_says(many):
    short = first_answer(many, width=100)
    assert max(map(len, short.splitlines())) <= 100
    assert "Back within one percent" in short
    whole = whole_text(many, width=120)
    assert max(map(len, whole.splitlines())) <= 120
    for letter in marks_of(many).values():
        assert f"\n{letter}  " in whole
    assert "short of semiconductors" in whole


def test_the_pdf_is_the_same_bytes_every_time(one):
    typst = pytest.importorskip("typst")
    assert typst is not None
    from mainstay.report import pdf

    assert pdf(one) == pdf(one)
