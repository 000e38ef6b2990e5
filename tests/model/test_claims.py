"""A claim's id is its content and nothing else."""

import hashlib
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.errors import SchemaMismatch, UnknownCode
from mainstay.model import BATCH_ROWS, IDENTITY_COLUMNS, Period, claim_batches, kinds, schema

DEMO = {
    "source": "demo",
    "vintage": "1",
    "kind": "gross_output",
    "locator": "row 1",
    "subject": "industry.detail:334413",
    "value": [5.0],
    "valid": Period.year(2023),
}


def one(**changes: object) -> pa.RecordBatch:
    (batch,) = claim_batches(**{**DEMO, **changes})
    return batch


def test_the_id_is_sha256_over_the_identity_columns() -> None:
    """Written out by hand, so that the id can be computed without mainstay."""
    cells = {
        "source": b"\x01demo", "vintage": b"\x011", "locator": b"\x01row 1",
        "kind": b"\x01gross_output", "subject": b"\x01industry.detail:334413", "object": b"\x00",
        "valid_from": b"\x012023-01-01", "valid_to": b"\x012023-12-31",
        "value": bytes.fromhex("0000000000001440"), "lo": bytes.fromhex("0000000000001440"),
        "hi": bytes.fromhex("0000000000001440"), "qualifier": b"\x01exact", "text": b"\x00",
        "unit": b"\x01USD_million", "basis": b"\x01none",
    }  # fmt: skip
    digest = hashlib.sha256()
    for name in IDENTITY_COLUMNS:
        digest.update(len(cells[name]).to_bytes(4, "little") + cells[name])
    assert one()["claim_id"].to_pylist() == [digest.hexdigest()[:32]]


def test_the_time_of_reading_is_no_part_of_the_id() -> None:
    early = one(recorded=datetime(2020, 1, 1, tzinfo=UTC))
    assert early["claim_id"] == one()["claim_id"]


@pytest.mark.parametrize(
    "change",
    [{"value": [6.0]}, {"locator": "row 2"}, {"subject": "industry.detail:334412"},
     {"vintage": "2"},
     {"valid": Period.year(2022)}, {"value": None}, {"unit": "USD"}, {"object_": "x:1"}],
    ids=lambda c: next(iter(c)),
)  # fmt: skip
def test_every_part_of_the_content_changes_the_id(change: dict[str, object]) -> None:
    assert one(**change)["claim_id"] != one()["claim_id"]


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)), min_size=1))
def test_unknown_stays_unknown(values: list[float | None]) -> None:
    batch = pa.Table.from_batches(list(claim_batches(**{**DEMO, "value": values})))
    assert batch["value"].to_pylist() == values
    assert batch["lo"].null_count == values.count(None)


@given(st.text(max_size=8), st.text(max_size=8))
def test_two_texts_cannot_be_confused(left: str, right: str) -> None:
    a, b = one(subject=left, object_=right), one(subject=left + right, object_="")
    assert (a["claim_id"] == b["claim_id"]) == (right == "")


def test_batches_are_bounded() -> None:
    values = [float(i) for i in range(BATCH_ROWS + 1)]
    locators = [str(i) for i in range(BATCH_ROWS + 1)]
    sizes = [b.num_rows for b in claim_batches(**{**DEMO, "value": values, "locator": locators})]
    assert sizes == [BATCH_ROWS, 1]


def test_negative_zero_is_zero() -> None:
    assert one(value=[-0.0])["claim_id"] == one(value=[0.0])["claim_id"]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownCode, match="no claim kind"):
        one(kind="rumor")


def test_a_table_is_checked_against_its_schema_with_every_fault() -> None:
    table = pa.table({"claim_id": ["a"], "confidence": [1.5], "surprise": [1]})
    with pytest.raises(SchemaMismatch) as raised:
        schema("claim").check(table, "here")
    codes = [p.code for p in raised.value.problems]
    assert codes.count("missing_column") == len(schema("claim").columns) - 2
    assert "unexpected_column" in codes
    assert "out_of_range" in codes


def test_kinds_are_whole() -> None:
    for kind in kinds().values():
        assert kind.title
        assert kind.sign in {"any", "positive"}
