import dataclasses
import math

import pytest

from mainstay.errors import InputError
from mainstay.report import Account, Number, Unit, as_plain, check, overlap_of
from mainstay.report.quantity import numbers
from mainstay.report.tables import all_tables, dependencies, minerals

#: Keys under which a bare number may stand: places, years and settings, never a finding.
BARE = {
    "mainstay_brief", "rank", "economy", "health", "defense", "year", "not_separable_from",
    "edges", "seed", "confidence", "why", "value", "lo", "hi",
}  # fmt: skip

GOLDEN = {
    "brief": {
        "mainstay_brief", "title", "as_of", "answer", "headlines", "accounts", "run", "sources",
        "label", "key_numbers", "inside", "overlap", "tiles",
        "minerals", "materials", "material", "sections", "map", "unknowns", "quality",
        "methods", "tables", "provenances",
    },
    "accounts": {"account", "title", "sentence", "total", "dependencies", "note"},
    "dependencies": {
        "rank", "code", "name", "share", "value", "import_share", "seen", "leading_region",
        "leading_share", "not_separable_from", "note",
    },
    "minerals": {
        "commodity", "stage", "year", "leader", "leader_iso3", "leader_share", "leader_us_share",
        "us_leader", "us_leader_share", "hhi", "reliance", "us_years", "critical", "note",
    },
    "number": {"value", "unit", "why", "lo", "hi", "words", "shown"},
    "provenances": {"sources", "vintage", "method", "confidence", "label", "note"},
}  # fmt: skip


def test_the_tree_keeps_its_shape(brief):
    tree = as_plain(brief)
    assert set(tree) == GOLDEN["brief"]
    assert set(tree["accounts"][0]) == GOLDEN["accounts"]
    assert set(tree["accounts"][0]["dependencies"][0]) == GOLDEN["dependencies"]
    assert set(tree["minerals"][0]) == GOLDEN["minerals"]
    assert set(tree["minerals"][0]["hhi"]) == GOLDEN["number"]
    assert set(tree["provenances"][0]) == GOLDEN["provenances"]


def test_every_number_names_its_evidence(brief):
    tree = as_plain(brief)
    found = 0

    def walk(value, key):
        nonlocal found
        if isinstance(value, dict):
            if "why" in value:
                found += 1
                why = tree["provenances"][value["why"]]
                assert why["sources"]
                assert why["vintage"]
                assert 0 < why["confidence"] <= 1
            elif {"value", "lo", "hi"} & set(value) and "rank" not in value and key != "countries":
                pytest.fail(f"{key}: a number without provenance")
            for name, part in value.items():
                walk(part, name)
        elif isinstance(value, list):
            for part in value:
                walk(part, key)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            assert key in BARE, key

    walk(tree, "")
    assert found == len(list(numbers(brief))) > 200


def test_gallium_shows_both_shares(brief):
    row = next(r for r in minerals(brief).rows() if r["commodity"] == "Gallium")
    assert (row["leader_world_share"], row["leader_us_import_share"]) == (0.99, 0.18)
    assert row["us_leader"] == "Japan"


def test_reliance_that_is_not_a_number_is_empty_with_its_words(brief):
    rows = {r["commodity"]: r for r in minerals(brief).rows()}
    assert rows["Magnesium metal"]["net_import_reliance_share"] is None
    assert rows["Magnesium metal"]["net_import_reliance_words"] == "withheld"
    assert rows["Iron ore"]["net_import_reliance_words"] == "net exporter"
    assert rows["Lithium"]["net_import_reliance_lo_share"] == 0.5
    assert rows["Nickel"]["leader_us_import_share"] is None


def test_an_unknown_seen_share_stays_empty(brief):
    row = next(r for r in dependencies(brief).rows() if r["code"] == "33131B")
    assert row["seen_share"] is None


def test_overlap_puts_things_on_all_lists_first(brief):
    rows = overlap_of(brief.accounts)
    assert [sum(r is not None for r in row.ranks) for row in rows[:4]] == [3, 3, 3, 2]
    assert rows[0].name == "Management of companies and enterprises"
    assert len({row.code for row in rows}) == len(rows)


def test_own_tables_come_first_and_names_are_unique(brief):
    names = [table.name for table in all_tables(brief)]
    assert names == ["dependencies", "overlap", "minerals", "countries", "sources", "identities"]


def test_a_brief_that_does_not_hold_together_is_refused_with_every_fault(brief):
    why = dataclasses.replace(brief.key_numbers[0].number.why, sources=("nowhere",))
    bare = dataclasses.replace(why, sources=())
    section = brief.accounts[0]
    twice = dataclasses.replace(
        section, dependencies=(section.dependencies[0], section.dependencies[0])
    )
    wrong = [
        Number(1.0, Unit.USD, why),
        Number(1.0, Unit.USD, bare),
        Number(math.nan, Unit.USD, section.total.why),
        Number(0.5, Unit.SHARE, section.total.why, lo=0.6, hi=0.7),
    ]
    keys = tuple(dataclasses.replace(brief.key_numbers[0], number=n) for n in wrong)
    broken = dataclasses.replace(brief, accounts=(twice,), key_numbers=keys)
    with pytest.raises(InputError) as caught:
        check(broken)
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {
        "unknown_source", "no_source", "not_finite", "outside_band", "duplicate_rank",
    }  # fmt: skip


def test_three_accounts(brief):
    assert [s.account for s in brief.accounts] == list(Account)
