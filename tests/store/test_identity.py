"""Canonical forms and ids, against published vectors and as properties."""

import hashlib
import struct
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.errors import InputError, NotFound
from mainstay.model import schema
from mainstay.store import (
    Question,
    canonical_hash,
    canonical_json,
    code_digest,
    environment,
    environment_hash,
    merkle_root,
    result_hash,
    run_id,
    tree_hash,
)

# RFC 8785, appendix B: IEEE 754 bits and their text
RFC_8785_NUMBERS = """
0000000000000000 0
8000000000000000 0
0000000000000001 5e-324
8000000000000001 -5e-324
7fefffffffffffff 1.7976931348623157e+308
ffefffffffffffff -1.7976931348623157e+308
4340000000000000 9007199254740992
c340000000000000 -9007199254740992
4430000000000000 295147905179352830000
44b52d02c7e14af5 9.999999999999997e+22
44b52d02c7e14af6 1e+23
44b52d02c7e14af7 1.0000000000000001e+23
444b1ae4d6e2ef4e 999999999999999700000
444b1ae4d6e2ef4f 999999999999999900000
444b1ae4d6e2ef50 1e+21
3eb0c6f7a0b5ed8c 9.999999999999997e-7
3eb0c6f7a0b5ed8d 0.000001
41b3de4355555553 333333333.3333332
41b3de4355555554 333333333.33333325
41b3de4355555555 333333333.3333333
41b3de4355555556 333333333.3333334
41b3de4355555557 333333333.33333343
becbf647612f3696 -0.0000033333333333333333
43143ff3c1cb0959 1424953923781206.2
"""

# The tree heads of the eight reference leaves of Certificate Transparency (RFC 6962)
RFC_6962_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                   "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
RFC_6962_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize(
    ("bits", "text"), [line.split() for line in RFC_8785_NUMBERS.split("\n") if line]
)
def test_numbers_as_rfc_8785_publishes_them(bits: str, text: str) -> None:
    assert canonical_json(struct.unpack(">d", bytes.fromhex(bits))[0]) == text


def test_texts_and_order_as_rfc_8785_publishes_them() -> None:
    sample = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical_json(sample) == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\u00f6": 7}
    assert canonical_json(keys) == (
        '{"\\r":2,"1":4,"\x80":6,"\u00f6":7,"\u20ac":1,"\U0001f600":5,"\ufb33":3}'
    )


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), {1: 2}, b"bytes", object(), "\ud800", {"\udead": 1}]
)
def test_what_has_no_canonical_form(value: object) -> None:
    with pytest.raises(InputError):
        canonical_json(value)


def test_plain_forms_of_dates_enums_and_arrays() -> None:
    assert canonical_json([date(2023, 1, 31), np.float64(0.5), np.array([1, 2])]) == (
        '["2023-01-31",0.5,[1,2]]'
    )
    assert canonical_json(2**63) == "9223372036854775808"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_as_they_were(value: float) -> None:
    assert float(canonical_json(value)) == value


@pytest.mark.parametrize("size", range(9))
def test_tree_heads_as_published_for_rfc_6962(size: int) -> None:
    leaves = [bytes.fromhex(leaf) for leaf in RFC_6962_LEAVES[:size]]
    assert tree_hash(leaves).hex() == RFC_6962_ROOTS[size]


def test_merkle_root_by_hand() -> None:
    """Derived here from the definition: leaves are the canonical JSON of name and hash."""
    leaf = [hashlib.sha256(b"\x00" + text).digest() for text in (b'["a","1"]', b'["b","2"]')]
    assert merkle_root({"b": "2", "a": "1"}) == hashlib.sha256(b"\x01" + b"".join(leaf)).hexdigest()


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5), min_size=1, max_size=9), st.data())
def test_merkle_root_tells_every_change(hashes: dict[str, str], data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(hashes.items()))))
    assert merkle_root(shuffled) == merkle_root(hashes)
    name = data.draw(st.sampled_from(sorted(hashes)))
    assert merkle_root({**hashes, name: hashes[name] + "x"}) != merkle_root(hashes)
    assert merkle_root({k: v for k, v in hashes.items() if k != name}) != merkle_root(hashes)


def test_table_hash_by_hand() -> None:
    """Derived here from the documented form, byte by byte."""
    table = pa.table(
        {"claim_id": ["b", "a"], "value": [-0.0, None], "recorded_from": [datetime.now(UTC)] * 2}
    )
    head = (
        '{"columns":[["claim_id","string"],["value","double"]],"form":"mainstay-table-1",'
        '"rows":2,"schema":"t","version":3}'
    )
    ids = b"\x01\x01" + struct.pack("<ii", 1, 1) + b"ab"
    values = b"\x00\x01" + struct.pack("<dd", 0.0, 0.0)
    expected = hashlib.sha256(head.encode() + ids + values).hexdigest()
    assert canonical_hash(table, name="t", version=3) == expected


TEXTS = st.lists(st.none() | st.text(max_size=6), min_size=1, max_size=12)


@given(TEXTS, st.data())
def test_table_hash_ignores_layout_and_order(texts: list[str | None], data: st.DataObject) -> None:
    size = len(texts)
    numbers = data.draw(st.lists(st.none() | st.floats(), min_size=size, max_size=size))
    ids = [f"{i:03d}" for i in range(size)]
    table = pa.table({"claim_id": ids, "text": pa.array(texts, pa.string()),
                      "value": pa.array(numbers, pa.float64())})  # fmt: skip
    order = data.draw(st.permutations(range(size)))
    cut = data.draw(st.integers(0, size))
    moved = table.take(order)
    other = pa.concat_tables([moved.slice(0, cut), moved.slice(cut)])
    other = other.set_column(1, "text", pc_encode(other["text"]))
    other = other.replace_schema_metadata({"made": "elsewhere"})
    padded = pa.concat_tables([table, table]).slice(size)  # offsets inside shared buffers
    wanted = canonical_hash(table, name="t", version=1)
    assert canonical_hash(other, name="t", version=1) == wanted
    assert canonical_hash(padded, name="t", version=1) == wanted
    large = table.set_column(1, "text", table["text"].cast(pa.large_string()))
    assert canonical_hash(large, name="t", version=1) == wanted
    assert canonical_hash(table, name="t", version=2) != wanted
    assert canonical_hash(table, name="u", version=1) != wanted


def pc_encode(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.dictionary_encode()


@given(TEXTS, TEXTS)
def test_table_hash_keeps_texts_apart(one: list[str | None], two: list[str | None]) -> None:
    a, b = (pa.table({"text": pa.array(t, pa.string())}) for t in (one, two))
    same = canonical_hash(a, name="t", version=1, sort_by=None) == canonical_hash(
        b, name="t", version=1, sort_by=None
    )
    assert same == (one == two)


def test_every_claim_column_but_the_recorded_ones_counts(claims_of: object) -> None:
    (batch,) = claims_of([1.0])  # type: ignore[operator]
    table = pa.Table.from_batches([batch])
    wanted = canonical_hash(table, name="claim", version=1)
    for place, field in enumerate(schema("claim").arrow()):
        plain = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        other = {
            "string": "other", "double": 0.25, "date32[day]": date(1999, 1, 1),
        }.get(str(plain), datetime(1999, 1, 1, tzinfo=UTC))  # fmt: skip
        changed = table.set_column(place, field.name, pa.array([other], plain))
        is_same = canonical_hash(changed, name="claim", version=1) == wanted
        assert is_same == field.name.startswith("recorded_"), field.name


@pytest.mark.parametrize("kind", [pa.bool_(), pa.int8(), pa.uint64(), pa.float32(), pa.date32(),
                                  pa.timestamp("ms"), pa.list_(pa.int64()), pa.null()])  # fmt: skip
def test_tables_of_every_type_have_a_hash(kind: pa.DataType) -> None:
    empty, unknown = pa.table({"x": pa.array([], kind)}), pa.table({"x": pa.nulls(2, kind)})
    hashes = {canonical_hash(t, name="t", version=1, sort_by=None) for t in (empty, unknown)}
    assert len(hashes) == 2


def test_result_hash_counts_rows_in_their_order() -> None:
    a, b = pa.table({"x": [1, 2]}), pa.table({"x": [2, 1]})
    assert result_hash({"t": a}) != result_hash({"t": b})
    assert result_hash({"t": a, "u": b}) == result_hash({"u": b, "t": a})
    assert result_hash({"t": a}) != result_hash({"u": a})


def test_question_id_depends_on_every_part() -> None:
    base = {"twin_id": "t", "engine": "e", "engine_version": "1", "code": "c",
            "scenario": {"a": 1}, "parameters": {"p": 0.5}, "seed": 0}  # fmt: skip
    other = {"twin_id": "u", "engine": "f", "engine_version": "2", "code": "d",
             "scenario": {"a": 2}, "parameters": {"p": 0.25}, "seed": 1}  # fmt: skip
    ids = {Question(**base).id} | {Question(**{**base, k: v}).id for k, v in other.items()}  # type: ignore[arg-type]
    assert len(ids) == 1 + len(other)
    assert run_id("q", "e") != run_id("q", "f") != run_id("r", "f")


def test_environment_names_no_machine_and_is_stable() -> None:
    told = environment()
    assert set(told["packages"]) == {"mainstay", "numpy", "scipy", "pyarrow", "duckdb"}  # type: ignore[call-overload]
    assert environment_hash() == environment_hash(dict(told))
    assert "/" not in canonical_json(told)


def test_code_digest_tells_code_from_other_code(tmp_path: object) -> None:
    folder = tmp_path / "engine"  # type: ignore[operator]
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n")
    first = code_digest(folder)
    code_digest.cache_clear()
    (folder / "notes.txt").write_text("no code")
    assert code_digest(folder) == first
    code_digest.cache_clear()
    (folder / "a.py").write_text("x = 2\n")
    assert code_digest(folder) != first
    assert code_digest("mainstay.store") != code_digest("mainstay.errors")
    for missing in ("mainstay.nothing", "nothing.at.all"):
        with pytest.raises(NotFound):
            code_digest(missing)
