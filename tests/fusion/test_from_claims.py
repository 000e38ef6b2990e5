import numpy as np
import pyarrow as pa
import pytest

from mainstay.errors import InputError
from mainstay.fusion import deflators, from_claims, summary_codes
from mainstay.model import Period, claim_batches

CELLS = [
    ("make", "industry.detail:a", "commodity.detail:1", 8.0),
    ("make", "industry.detail:b", "commodity.detail:2", 10.0),
    ("make", "industry.detail:a", "commodity.detail:2", 2.0),
    ("use", "industry.detail:a", "commodity.detail:1", 1.0),
    ("use", "industry.detail:b", "commodity.detail:1", 3.0),
    ("use", "industry.detail:a", "commodity.detail:2", 2.0),
    ("use", "industry.detail:b", "commodity.detail:2", 4.0),
    ("final_use", "final.detail:F01000", "commodity.detail:1", 4.0),
    ("final_use", "final.detail:F01000", "commodity.detail:2", 8.0),
    ("final_use", "final.detail:F05000", "commodity.detail:2", -2.0),
    ("value_added", "industry.detail:a", "value_added.detail:V00100", 7.0),
    ("value_added", "industry.detail:b", "value_added.detail:V00100", 3.0),
    ("import_use", "industry.detail:a", "commodity.detail:2", 1.0),
    ("import_final", "final.detail:F01000", "commodity.detail:2", 1.0),
    ("import_final", "final.detail:F05000", "commodity.detail:2", -2.0),
]


def claims(cells=CELLS, source="bea.make-use", year=2017, **more):
    kind, subject, object_, value = zip(*cells, strict=True)
    batches = claim_batches(
        source=source, vintage="1", kind=list(kind), locator="x", subject=list(subject),
        object_=list(object_), value=list(value), valid=Period.year(year),
        **({"basis": "producer"} | more),
    )  # fmt: skip
    return pa.Table.from_batches(batches)


def test_claims_make_accounts_that_balance():
    made = from_claims(claims(), "detail", 2017)
    assert made.check().worst_usd == 0
    assert made.industries == ("a", "b")
    assert made.make.tolist() == [[8e6, 2e6], [0, 10e6]]
    assert made.use.tolist() == [[1e6, 3e6], [2e6, 4e6]]
    assert made.redefinitions == "before"
    assert made.use_seen.all()


def test_other_years_and_levels_are_left_out():
    other = [("make", "industry.summary:z", "commodity.summary:9", 1.0)]
    table = pa.concat_tables([claims(), claims(year=2012), claims(other)])
    assert from_claims(table, "detail", 2017).make.sum() == 20e6


def test_every_fault_is_listed_at_once():
    cells = [c for c in CELLS if c[0] != "import_final"]
    cells[3] = ("use", "industry.detail:a", "commodity.detail:1", None)
    table = pa.concat_tables([
        claims(cells), claims([("use", "industry.detail:b", "commodity.detail:1", 5.0)]),
        claims(CELLS[:1], source="bea.make-use-after", basis="basic"),
    ])  # fmt: skip
    with pytest.raises(InputError) as caught:
        from_claims(table, "detail", 2017)
    codes = {p.code for p in caught.value.problems}
    wanted = {"missing_kind", "unknown_value", "conflict", "mixed_redefinitions", "mixed_basis"}
    assert codes == wanted


def test_same_cell_twice_counts_once():
    table = pa.concat_tables([claims(), claims(source="bea.workbook")])
    assert from_claims(table, "detail", 2017).make.sum() == 20e6


def test_names_come_with_the_claims():
    names = claim_batches(
        source="codes.naics", vintage="1", kind="code_name", locator="x",
        subject=["industry.detail:a", "industry.summary:a"], text=["Farms", "other"], unit="other",
        valid=Period.year(2017),
    )  # fmt: skip
    table = pa.concat_tables([claims(), pa.Table.from_batches(names)])
    assert from_claims(table, "detail", 2017).names_of("industries") == ("Farms", "b")


def test_links_and_deflators():
    links = claim_batches(
        source="codes.naics", vintage="1", kind="code_link", locator="x", unit="other",
        subject=["industry.detail:334413", "naics.2017:334413"],
        object_=["industry.summary:334", "industry.detail:334413"], valid=Period.year(2017),
    )  # fmt: skip
    assert summary_codes(pa.Table.from_batches(links)) == {"334413": "334"}
    parts = [
        claim_batches(
            source="bea.gross-output", vintage="1", kind="price_index", locator=str(year),
            subject="industry.detail:334413", value=[level], unit="index",
            valid=Period.year(year),
        )
        for year, level in ((2017, 100.0), (2023, 125.0))
    ]  # fmt: skip
    table = pa.Table.from_batches([b for part in parts for b in part])
    assert np.isclose(deflators(table)["334413"].factor(2017, 2023), 1.25)
    with pytest.raises(InputError, match="no price index"):
        deflators(table, "summary")
