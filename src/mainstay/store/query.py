"""Named queries: DuckDB in memory over Parquet, opened for one query and closed again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import duckdb
import pyarrow as pa

from mainstay.model import schema

#: No extension is ever fetched, and nothing on disk is touched except the files named.
SETTINGS: Mapping[str, str] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


@cache
def sql(name: str) -> str:
    """Return the text of a named query."""
    return resources.files("mainstay.store").joinpath(f"queries/{name}.sql").read_text("utf-8")


def query(
    name: str,
    parameters: Mapping[str, object] | None = None,
    tables: Mapping[str, pa.Table] | None = None,
) -> pa.Table:
    """Run a named query.

    Parameters
    ----------
    name
        A file in ``queries``.
    parameters
        Values of its ``$names``.
    tables
        Arrow tables that it reads by name.

    Raises
    ------
    OSError
        If a file that it reads is gone or cannot be read; the caller knows whether that is a fault.
    """
    with duckdb.connect(":memory:", config=dict(SETTINGS)) as db:
        for table, data in (tables or {}).items():
            db.register(table, data)
        try:
            return db.sql(sql(name), params=dict(parameters or {}) or None).to_arrow_table()
        except duckdb.Error as error:
            raise OSError(str(error)) from error


def as_claims(table: pa.Table) -> pa.Table:
    """Return a query's result in the claim schema."""
    wanted = schema("claim").arrow()
    columns = []
    for field in wanted:
        column = table.column(field.name)
        if pa.types.is_dictionary(field.type):
            column = column.combine_chunks().dictionary_encode()
        columns.append(column.cast(field.type))
    return pa.table(columns, schema=wanted)
