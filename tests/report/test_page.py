import dataclasses
import re

import pytest

from mainstay.errors import MissingExtra
from mainstay.report import page, render_svg


@pytest.fixture(scope="module")
def text(brief):
    return page(brief)


@pytest.fixture(scope="module")
def checked(text, page_checker):
    return page_checker(text)


def test_tags_nest_and_ids_are_unique(checked):
    assert checked.faults == []
    assert checked.stack == []
    assert len(checked.ids) == len(set(checked.ids))
    assert set(checked.references) - set(checked.ids) == set()


def test_landmarks_and_headings(checked):
    assert checked.landmarks == ["header", "main", "nav", "footer"]
    assert checked.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(checked.headings, checked.headings[1:], strict=False))


def test_every_figure_has_alternative_text_and_a_table(text, checked):
    assert len(checked.images) == text.count("<figure") == 4
    assert all(len(words) > 40 for words in checked.images)
    assert text.count("<details") == 4


def test_nothing_is_loaded(text, checked):
    assert checked.loads == ["data:,"]
    assert "http://" not in text
    assert "https://" not in text
    assert "@import" not in text
    assert re.findall(r"url\((?!#)", text) == []


def test_the_policy_allows_its_own_script_only(text):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert "default-src &#39;none&#39;" in policy
    assert "unsafe-eval" not in policy
    assert "script-src &#39;sha256-" in policy
    assert text.count("<script") == 1
    assert not re.search(r"\son\w+=", text)


def test_the_page_is_light(text):
    assert len(text.encode()) < 1_500_000


def test_the_page_is_the_same_every_time(brief, text):
    assert page(brief) == text


def test_the_answer_comes_first(text, brief):
    order = ["<h1", 'class="answer"', 'id="lists"', 'id="map"', 'id="ranking"', 'id="unknown"',
             'id="methods"', 'id="sources"', 'id="repeat"']  # fmt: skip
    places = [text.index(mark) for mark in order]
    assert places == sorted(places)
    assert brief.run.command in text[places[-1] :]


def test_what_is_not_modeled_is_said(text):
    assert text.count("<b>Not yet modeled</b>") == 2


def test_words_from_outside_are_escaped(brief):
    hostile = dataclasses.replace(brief, answer="<script>alert(1)</script>", headlines=("a & b",))
    made = page(hostile)
    assert "<script>alert" not in made
    assert "a &amp; b" in made


def test_an_empty_brief_is_still_a_page(brief, page_checker):
    bare = dataclasses.replace(
        brief, headlines=(), key_numbers=(), overlap=(), tiles=(), minerals=(), map=None,
        unknowns=(), quality=(), methods=(), tables=(),
        accounts=tuple(dataclasses.replace(s, dependencies=()) for s in brief.accounts),
    )  # fmt: skip
    checker = page_checker(page(bare))
    assert checker.faults == []
    assert set(checker.references) - set(checker.ids) == set()


def test_without_the_drawing_library_tables_stand_in(brief, monkeypatch, page_checker):
    def absent():
        raise MissingExtra("figures are not drawn", hint="pip install 'mainstay[report]'")

    monkeypatch.setattr(render_svg, "_library", absent)
    monkeypatch.setattr(render_svg, "_DRAWN", {})
    made = page(brief)
    assert made.count('role="note"') == 4
    assert made.count("<details open>") == 4
    assert "mainstay[report]" in made
    checker = page_checker(made)
    assert checker.faults == []


def test_many_pieces_of_evidence_become_letters(brief):
    section = brief.accounts[0]
    own = tuple(
        dataclasses.replace(
            d, share=dataclasses.replace(d.share, why=dataclasses.replace(d.share.why, note=d.name))
        )
        for d in section.dependencies
    )
    many = dataclasses.replace(
        brief, accounts=(dataclasses.replace(section, dependencies=own), *brief.accounts[1:])
    )
    made = page(many)
    block = re.search(r'account-economy".*?<p class="evidence">(.*?)</p>', made, re.S)[1]
    assert block.count("href=") == 12
    assert "confidence" not in block
