import dataclasses
import hashlib
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from mainstay.errors import MissingExtra
from mainstay.report import bundle, document, pdf, write_bundle
from mainstay.report.blocks import Pictured
from mainstay.report.pdf import _files, pages, standalone

pytest.importorskip("typst")


@pytest.fixture(scope="module")
def printed(story):
    return pdf(story)


def test_it_has_a_title_a_language_and_tags(printed, story):
    assert printed.startswith(b"%PDF-1.7")
    metadata = printed[printed.index(b"<x:xmpmeta") : printed.index(b"</x:xmpmeta>")].decode()
    assert story.title in metadata
    assert "pdfuaid:part" in metadata
    assert "2025-12-31" in metadata
    assert "<rdf:li>en-US</rdf:li>" in metadata
    for part in (b"/Lang(en-US)", b"/StructTreeRoot", b"/Marked true", b"/DisplayDocTitle true"):
        assert part in printed
    for tag in (b"/S/Table", b"/S/TH", b"/S/Figure", b"/S/H1", b"/S/Link"):
        assert tag in printed


def test_its_fonts_come_with_the_typesetter(printed):
    fonts = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([A-Za-z]+)", printed))
    assert fonts == {b"LibertinusSerif", b"DejaVuSansMono"}


def test_it_is_the_same_bytes_in_another_process(printed):
    # another day, another zone, another order of hashes
    code = (
        "import importlib.util as u, hashlib, sys\n"
        "spec = u.spec_from_file_location('sample', sys.argv[1]); m = u.module_from_spec(spec)\n"
        "spec.loader.exec_module(m)\n"
        "raw = lambda f: f._get_wrapped_function()\n"
        "mats = raw(m.materials)(); tables = raw(m.tables)(); chain = raw(m.chain)(mats)\n"
        "story = raw(m.story)(raw(m.findings)(tables, mats, chain))\n"
        "from mainstay.report import pdf\n"
        "print(hashlib.sha256(pdf(story)).hexdigest())\n"
    )
    env = os.environ | {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "0"}
    conftest = Path(__file__).with_name("conftest.py")
    done = subprocess.run([sys.executable, "-c", code, str(conftest)], capture_output=True,
                          text=True, check=True, env=env)  # fmt: skip
    assert done.stdout.strip() == hashlib.sha256(printed).hexdigest()


def test_every_number_has_a_letter_that_is_explained(story):
    data = json.loads(_files(story)["brief.json"])
    explained = {row["mark"] for row in data["evidence"]}
    found = []

    def walk(value):
        if isinstance(value, dict):
            if "number" in value and "mark" in value:
                found.append(value["mark"])
            for part in value.values():
                walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(data["blocks"])
    assert len(found) > 25
    assert set(found) <= explained
    assert all(row["sources"] and row["vintage"] and row["confidence"] for row in data["evidence"])


def test_every_figure_of_the_page_is_in_it_with_words(story, brief):
    for one in (story, brief):
        shown = {b.figure.name for b in document.document(one) if isinstance(b, Pictured)}
        data = json.loads(_files(one)["brief.json"])
        pictured = [b for b in data["blocks"] if b["kind"] == "pictured"]
        assert len(pictured) == len(shown)
        assert all(b["panels"] and len(b["alt"]) > 40 for b in pictured)


def test_drawings_stand_alone(story):
    files = {n: t.decode() for n, t in _files(story).items() if n.endswith(".svg")}
    assert len(files) > 8
    for text in files.values():
        root = ET.fromstring(text)
        assert root.get("width")
        assert "var(" not in text
        assert "currentColor" not in text
        assert 'class="hatch' not in text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
        assert set(re.findall(r'font-family="([^"]*)"', text)) <= {"Libertinus Serif"}


def test_what_is_no_drawing_is_left_as_it_is():
    assert standalone("words") == "words"


def test_the_pages_can_be_looked_at(story):
    shots = pages(story, 20)
    assert len(shots) >= 4
    assert all(shot.startswith(b"\x89PNG") for shot in shots)


def test_hostile_words_stay_words(story):
    odd = dataclasses.replace(story, answer='#panic("x") $ *a* <why-a> @b \\ "quoted"', title="# $")
    assert pdf(odd).startswith(b"%PDF")


def test_the_national_brief_is_printed_too(brief):
    assert pdf(brief).startswith(b"%PDF")


def test_a_bundle_holds_it_and_the_page_links_it(story, tmp_path):
    made = write_bundle(story, tmp_path / "out")
    assert made.pdf == made.folder / "brief.pdf"
    assert made.pdf.read_bytes().startswith(b"%PDF")
    assert made.notes == ()
    assert "brief.pdf" in made.files
    assert 'href="brief.pdf"' in made.page.read_text("utf-8")


def test_without_the_typesetter_the_bundle_says_how_to_get_it(story, tmp_path, monkeypatch):
    def absent(_):
        raise MissingExtra("no PDF is written, because typst is not installed",
                           hint="pip install 'mainstay[report]'")  # fmt: skip

    monkeypatch.setattr(bundle, "pdf", absent)
    made = write_bundle(story, tmp_path / "out")
    assert made.pdf is None
    assert "mainstay[report]" in made.notes[0]
    assert "brief.pdf" not in made.files
    text = made.page.read_text("utf-8")
    assert 'href="brief.pdf"' not in text
    assert "For a PDF of the same" in text
