import dataclasses
import json
from importlib import resources

import pytest

from mainstay.errors import MissingExtra
from mainstay.report import Number, Unit, figures, render_svg
from mainstay.report.palette import HATCHED, TOKENS, light
from mainstay.report.world_map import DISCLAIMER, world_map


def _rows(panel):
    return panel.spec["data"]["values"]


def test_a_bar_is_solid_as_far_as_it_is_seen(brief):
    line = brief.accounts[0].dependencies[0]
    row = _rows(figures.ranking(brief).panels[0])[0]
    assert row["seen"] == pytest.approx(line.share.value * line.seen.value)
    assert row["inferred"] == line.share.value
    assert (row["lo"], row["hi"]) == (line.share.lo, line.share.hi)
    assert row["unknown"] is None


def test_an_unknown_make_up_is_hatched_and_never_zero(brief):
    row = _rows(figures.seen(brief).panels[2])[7]
    assert row["seen"] is None
    assert row["inferred"] is None
    assert row["unknown"] == 1.0
    assert row["words"] == "unknown"
    assert HATCHED in json.dumps(figures.seen(brief).panels[2].spec)


def test_an_unknown_share_is_hatched_over_its_whole_row(brief):
    section = brief.accounts[0]
    why = section.total.why
    line = dataclasses.replace(section.dependencies[0], share=Number(None, Unit.SHARE, why))
    section = dataclasses.replace(section, dependencies=(line,))
    row = _rows(figures.ranking(dataclasses.replace(brief, accounts=(section,))).panels[0])[0]
    assert row["unknown"] == 1.0
    assert row["words"] == "unknown"


def test_minerals_draw_both_shares_of_one_country(brief):
    rows = [r for p in figures.minerals(brief).panels for r in _rows(p)]
    assert rows[0]["name"] == "Gallium, China"
    assert (rows[0]["world"], rows[0]["us"]) == (0.99, 0.18)
    nickel = next(r for r in rows if r["name"].startswith("Nickel"))
    assert nickel["us"] is None
    assert nickel["us_words"] == "US unknown"


def test_every_figure_has_words_a_table_and_evidence(brief):
    for make in (figures.ranking, figures.seen, figures.minerals, world_map):
        figure = make(brief)
        assert len(figure.alt) > 40
        assert len(figure.table) > 0
        assert figure.provenances
        assert set(figure.columns) <= set(figure.table.data.column_names)


def test_the_map_says_what_its_lines_mean(brief):
    assert world_map(brief).disclaimer == DISCLAIMER
    assert "no opinion" in DISCLAIMER


def test_map_shades_and_words_agree(brief):
    figure = world_map(brief)
    assert [k.words for k in figure.keys] == [
        "none", "1", "2–3", "4–7", "8–15", "16 or more", "unknown",
    ]  # fmt: skip
    shapes, dots = figure.panels[0].spec["layer"]
    fills = {
        g["id"]: g["properties"]["fill"]
        for g in shapes["data"]["values"]["objects"]["countries"]["geometries"]
    }
    assert fills["CHN"] == light("shade-5")
    assert fills["USA"] == light("shade-3")
    assert fills["PRK"] == HATCHED
    assert fills["FRA"] == light("shade-0")
    assert [d["fill"] for d in dots["data"]["values"]] == [light("shade-1")]  # Singapore


def test_a_country_that_is_not_listed_is_unknown_unless_said_to_have_none(brief):
    silent = dataclasses.replace(brief.map, absent_is_zero=False)
    shapes = world_map(dataclasses.replace(brief, map=silent)).panels[0].spec["layer"][0]
    fills = {
        g["id"]: g["properties"]["fill"]
        for g in shapes["data"]["values"]["objects"]["countries"]["geometries"]
    }
    assert fills["FRA"] == HATCHED


def test_the_map_is_small_and_names_its_origin():
    path = resources.files("mainstay.report").joinpath("assets/world.json")
    text = path.read_text("utf-8")
    world = json.loads(text)
    assert len(text.encode()) < 300_000
    assert "public domain" in world["source"]
    ids = {g["id"] for g in world["objects"]["countries"]["geometries"]}
    dots = {d["id"] for d in world["dots"]}
    assert {"USA", "CHN", "COD", "TWN", "XKX"} <= ids
    assert {"SGP", "HKG", "MLT", "BHR"} <= dots
    assert "AUS" not in dots


def test_a_drawing_stands_alone(brief):
    svg = render_svg.draw(figures.seen(brief).panels[2].spec)
    assert svg.startswith("<svg viewBox=")
    assert "http" not in svg
    assert HATCHED not in svg
    assert 'fill="url(#hatch-' in svg
    assert render_svg.draw(figures.seen(brief).panels[2].spec) is svg


def test_a_missing_library_is_named_with_its_extra(brief, monkeypatch):
    def absent():
        raise MissingExtra("no drawing", hint="pip install 'mainstay[report]'")

    monkeypatch.setattr(render_svg, "_library", absent)
    monkeypatch.setattr(render_svg, "_DRAWN", {})
    with pytest.raises(MissingExtra, match=r"mainstay\[report\]"):
        render_svg.draw(figures.seen(brief).panels[0].spec)


def _luminance(color):
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(a, b):
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_reaches_wcag_aa(scheme):
    # WCAG 2.2, 1.4.3 (4.5:1 for text) and 1.4.11 (3:1 for marks)
    color = {t.name: getattr(t, scheme) for t in TOKENS}
    for text in ("ink", "muted", "economy", "health", "defense", "world", "imports"):
        for ground in ("paper", "wash") if text in {"ink", "muted"} else ("paper",):
            assert _contrast(color[text], color[ground]) >= 4.5, (text, ground)
    assert _contrast(color["hatch"], color["paper"]) >= 3
    shades = [_luminance(color[f"shade-{i}"]) for i in range(6)]
    assert shades == sorted(shades, reverse=scheme == "light")
