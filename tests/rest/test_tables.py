"""A table by page, or whole in three forms, bounded in rows."""

import io
import json

import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pytest
from starlette.requests import Request

from mainstay.errors import InputError
from mainstay.model import Table
from mainstay.rest import tables
from mainstay.rest.paging import cursor_at
from mainstay.rest.tables import answer

pytestmark = pytest.mark.xdist_group("web")

DATA = pa.table({"name": ["a", "b", "c"], "value_usd": [1.5, None, 3.0]})
TABLE = Table("things", DATA, "Three things", "a test", ("a note",))


def asking(accept=""):
    return Request({"type": "http", "headers": [(b"accept", accept.encode())]})


def test_a_page_says_where_the_next_one_starts():
    first = answer(TABLE, asking(), None, None, 2)
    assert (len(first.rows), first.total, first.next) == (2, 3, cursor_at(2))
    last = answer(TABLE, asking(), "page", first.next, 2)
    assert (len(last.rows), last.next) == (1, None)


@pytest.mark.parametrize(
    ("form", "accept"),
    [("csv", ""), (None, "text/csv"), ("arrow", ""), (None, tables.MEDIA["arrow"]), ("json", "")],
)
def test_whole_tables_hold_every_row_and_unknown_stays_unknown(form, accept):
    given = answer(TABLE, asking(accept), form, cursor_at(2), 1)
    assert "things." in given.headers["content-disposition"]
    if given.media_type.startswith("text/csv"):
        rows = pa.csv.read_csv(io.BytesIO(given.body)).to_pylist()
    elif "arrow" in given.media_type:
        rows = pa.ipc.open_stream(given.body).read_all().to_pylist()
    else:
        rows = json.loads(given.body)
    assert rows == DATA.to_pylist()


def test_a_table_that_is_too_long_is_taken_by_pages(monkeypatch):
    monkeypatch.setattr(tables, "MOST_WHOLE", 2)
    with pytest.raises(InputError, match="by pages"):
        answer(TABLE, asking(), "csv", None, 50)
    assert answer(TABLE, asking(), "page", None, 50).total == 3


def test_what_is_no_number_is_null_in_json():
    table = Table("x", pa.table({"a": [float("nan"), float("inf"), 1.0]}), "", "", ())
    given = answer(table, asking(), "json", None, 50)
    assert json.loads(given.body) == [{"a": None}, {"a": None}, {"a": 1.0}]


CSV, ARROW = "text/csv", tables.MEDIA["arrow"]


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "page"), ("*/*", "page"), ("text/html,*/*;q=0.8", "page"), (CSV, "csv"),
        (f"{CSV};q=0, application/json", "page"), (f"{CSV};q=0.1, application/json", "page"),
        (f"application/json;q=0.5, {CSV}", "csv"), (f"{CSV}, */*", "csv"), ("text/*", "csv"),
        (f"{ARROW}, {CSV};q=0.9", "arrow"), (f"{CSV}, application/json", "csv"),
    ],
)  # fmt: skip
def test_the_form_is_the_one_that_is_liked_best(accept, form):
    assert tables.accepted_form(asking(accept)) == form
