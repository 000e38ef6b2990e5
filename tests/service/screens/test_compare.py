"""Compare: differences, scales and verdicts are what the tables of the runs give by hand."""

import pytest

from mainstay.errors import InputError, NotFound
from mainstay.model import Scenario
from mainstay.service.ensembles import run_ensemble
from mainstay.service.runs import run_scenario
from mainstay.service.screens.compare.view import compare_view

pytestmark = pytest.mark.xdist_group("web")


def stopped(name, size, days=20):
    return Scenario.model_validate({
        "version": 1, "name": name, "title": f"{100 * size:g} % of the chip makers stand still",
        "engine": "ario", "duration_days": days, "days": 60,
        "shocks": [{"target": "capacity", "codes": ["334413"], "size": size}],
    })  # fmt: skip


@pytest.fixture(scope="module")
def pair(home):
    return [run_scenario(home, stopped("a-third", 0.3)), run_scenario(home, stopped("most", 0.9))]


@pytest.fixture(scope="module")
def view(twins, pair):
    return compare_view(twins, [done.run_id for done in pair])


def account(done, name="economy"):
    return next(
        row for row in done.tables["recovery"].rows()
        if row["kind"] == "account" and row["id"] == name
    )  # fmt: skip


def test_accounts_stand_side_by_side_as_the_tables_have_them(view, pair):
    assert [run.letter for run in view.runs] == ["A", "B"]
    for one in view.accounts:
        for loss, done in zip(one.losses, pair, strict=True):
            row = account(done, one.account)
            assert (loss.lo, loss.value, loss.hi) == (
                row["lost_usd_low"], row["lost_usd_mid"], row["lost_usd_high"])  # fmt: skip


def test_differences_and_whether_bands_lie_apart(view, pair):
    for one in view.accounts:
        first, second = (account(done, one.account) for done in pair)
        (told,) = one.pairs
        gap = second["lost_usd_mid"] - first["lost_usd_mid"]
        assert told.difference.value == pytest.approx(gap, rel=1e-12)
        apart = (first["lost_usd_high"] < second["lost_usd_low"]
                 or second["lost_usd_high"] < first["lost_usd_low"])  # fmt: skip
        assert told.separate == apart
        assert ("lie apart" in told.words) == apart


def test_industries_are_set_off_one_by_one(view, pair):
    held = [
        {r["id"]: r for r in done.tables["by_activity"].rows()
         if r["region"] == "US" and ":" not in r["scenario"]}
        for done in pair
    ]  # fmt: skip
    names = [column.name for column in view.industries.columns]
    assert names == ["name", "loss_a_usd", "loss_b_usd", "b_less_a_usd"]
    by_name = {row["name"]: key for key, row in held[0].items()}
    assert len(view.industries.rows) == len(held[0]) == 402
    gaps = []
    for name, a, b, gap in view.industries.rows:
        key = by_name[name.words]
        wanted = [own[key]["value_added_loss_usd"] for own in held]
        assert (a.key, b.key) == tuple(wanted)
        assert gap.key == wanted[1] - wanted[0]
        gaps.append(abs(gap.key))
    assert gaps == sorted(gaps, reverse=True)


def domains(spec, channel):
    """Return every domain of a channel below a specification."""
    if isinstance(spec, dict):
        own = spec.get(channel)
        if isinstance(own, dict) and "scale" in own and own["scale"]:
            yield tuple(own["scale"]["domain"])
        for part in spec.values():
            yield from domains(part, channel)
    elif isinstance(spec, list):
        for part in spec:
            yield from domains(part, channel)


def test_losses_of_an_account_have_one_scale_that_holds_them_all(view):
    figure = next(f for f in view.figures if f.name == "losses-compared")
    for panel, one in zip(figure.panels, view.accounts, strict=True):
        ends = [e for n in one.losses for e in (n.lo, n.value, n.hi) if e is not None]
        assert set(domains(panel.spec, "x")) == {(min([*ends, 0.0]), max([*ends, 0.0]))}


def test_curves_have_one_scale_that_is_the_union(view, pair):
    figure = next(f for f in view.figures if f.name == "over-time-compared")
    rows = [
        row for done in pair for row in done.tables["over_time"].rows() if row["kind"] == "account"
    ]
    flows = [1.0 - row["loss_share_mid"] for row in rows]
    low, top = min([*flows, 0.98]), max([*flows, 1.0])
    room = 0.04 * (top - low)
    for panel in figure.panels:
        assert set(domains(panel.spec, "y")) == {(low - room, top + room)}
        assert set(domains(panel.spec, "x")) == {(0.0, max(row["day"] for row in rows))}
    # told apart by dash and letter, not by color alone
    dashes = {key.symbol.partition("stroke-dasharray=")[2] for key in figure.keys}
    assert len(dashes) == len(figure.keys) == 2
    assert [key.words[:2] for key in figure.keys] == ["A:", "B:"]


def test_places_are_set_off_by_how_deep_they_fall(view, pair):
    figure = next(f for f in view.figures if f.name == "places-compared")
    names = [c.name for c in figure.table.columns]
    depth = [
        {r["name"].replace("US", "United States"): r["depth_share_mid"]
         for r in done.tables["recovery"].rows() if r["kind"] == "country"}
        for done in pair
    ]  # fmt: skip
    place = names.index("b_less_a_share")
    found = {row[names.index("name")].words: row[place].key for row in figure.table.rows}
    assert found["United States"] == depth[1]["United States"] - depth[0]["United States"]
    assert found["China"] == depth[1]["China"] - depth[0]["China"]
    assert figure.disclaimer
    assert len(figure.panels) == 1


def test_what_differs_between_the_questions_is_told(view):
    assert view.warnings == ()
    (said,) = [words for words in view.shocks if "the size" in words]
    assert "30.0 % in A, 90.0 % in B" in said
    differs = {aspect.what: aspect.differs for aspect in view.aspects}
    assert differs["Scenario"]
    assert not differs["Engine"]
    assert not differs["Twin"]
    assert [a.differs for a in view.aspects] == sorted((a.differs for a in view.aspects),
                                                       reverse=True)  # fmt: skip


def test_the_first_run_is_what_others_are_compared_with(twins, pair, view):
    turned = compare_view(twins, [done.run_id for done in reversed(pair)])
    assert turned.runs[0].title == view.runs[1].title
    for one, other in zip(view.accounts, turned.accounts, strict=True):
        assert other.pairs[0].difference.value == -one.pairs[0].difference.value


def test_different_engines_are_warned_of_and_not_set_off(twins, home, pair):
    other = run_scenario(home, "chip-imports-stop")
    found = compare_view(twins, [pair[0].run_id, other.run_id])
    assert any("different engines" in words for words in found.warnings)
    assert any("different spans" in words for words in found.warnings)
    (told,) = found.accounts[0].pairs
    assert told.difference is None
    assert told.separate is None
    for _, first, second, gap in found.industries.rows:
        both = first.key is not None and second.key is not None
        assert gap.words == ("not comparable" if both else "unknown")
    assert (
        "Without days: B"
        in next(f for f in found.figures if f.name == "over-time-compared").caption
    )


def test_what_a_run_does_not_tell_stays_unknown(twins, home, pair):
    many = run_ensemble(home, stopped("a-third", 0.3), members=8, design="random", workers=1)
    found = compare_view(twins, [pair[0].run_id, many.run_id, pair[1].run_id])
    assert len(found.runs) == 3
    assert found.runs[1].members == 8
    names = [c.name for c in found.industries.columns]
    for row in found.industries.rows[:5]:
        assert row[names.index("loss_b_usd")].key is None
        assert row[names.index("b_less_a_usd")].words == "unknown"
        assert row[names.index("c_less_a_usd")].key is not None


def test_another_twin_is_warned_of():
    from dataclasses import replace

    from mainstay.service.screens.compare.questions import warnings_of
    from mainstay.service.screens.compare.shapes import ComparedRun

    one = ComparedRun(
        letter="A", run_id="a", title="", scenario="", says="", answer="", engine="ario",
        engine_title="", engine_version="1", twin_id="one", twin_name="", seed=0, members=None,
        basis="a year", is_current=True,
    )  # fmt: skip
    assert warnings_of([one, replace(one, letter="B")]) == ()
    (said,) = warnings_of([one, replace(one, twin_id="two")])
    assert "different twins" in said
    (said,) = warnings_of([one, replace(one, is_current=False)])
    assert "different states of the program" in said


def test_faults_say_what_to_do(twins, pair):
    one = pair[0].run_id
    with pytest.raises(InputError, match="1 runs cannot"):
        compare_view(twins, [one])
    with pytest.raises(InputError, match="5 runs cannot"):
        compare_view(twins, ["aa"] * 5)
    with pytest.raises(InputError, match="with itself"):
        compare_view(twins, [one, one[:12]])
    with pytest.raises(NotFound):
        compare_view(twins, [one, "ffffffffffff"])
