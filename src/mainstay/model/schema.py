"""Table schemas as versioned data: they feed validation, Arrow types and the reference pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import pyarrow as pa
import yaml

from mainstay.errors import NotFound, Problem, SchemaMismatch, raise_all

_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "double": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table schema."""

    name: str
    type: str
    description: str
    unit: str = ""
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """A named, versioned table schema.

    Examples
    --------
    >>> schema("claim").version
    1
    """

    name: str
    version: int
    title: str
    columns: tuple[Column, ...]

    def arrow(self) -> pa.Schema:
        """Return the Arrow schema, with name and version in its metadata."""
        fields = [pa.field(c.name, _TYPES[c.type], nullable=c.nullable) for c in self.columns]
        return pa.schema(
            fields, {"mainstay_schema": self.name, "mainstay_version": str(self.version)}
        )

    def check(self, table: pa.Table | pa.RecordBatch, where: str) -> None:
        """Raise once with every missing, extra, mistyped, null or out-of-range column.

        Parameters
        ----------
        table
            What to check.
        where
            Words for where the table is from, used in the problems.
        """
        wanted = self.arrow()
        names = set(table.schema.names)
        problems = [
            Problem("missing_column", where, f"no column {c.name}", c.description)
            for c in self.columns
            if c.name not in names
        ]
        problems += [
            Problem("unexpected_column", where, f"column {name} is not in {self.name}")
            for name in table.schema.names
            if name not in wanted.names
        ]
        for column in self.columns:
            if column.name in names:
                problems += self._faults(table, column, where)
        raise_all(
            SchemaMismatch, f"{where} does not follow schema {self.name} {self.version}", problems
        )

    def _faults(
        self, table: pa.Table | pa.RecordBatch, column: Column, where: str
    ) -> list[Problem]:
        import pyarrow.compute as pc

        values = table.column(column.name)
        place = f"{where}, column {column.name}"
        faults: list[Problem] = []
        if values.type != _TYPES[column.type]:
            faults.append(Problem("wrong_type", place, f"{values.type} instead of {column.type}"))
            return faults
        if values.null_count and not column.nullable:
            faults.append(Problem("null_value", place, f"{values.null_count} empty values"))
        for bound, is_out in (("minimum", pc.less), ("maximum", pc.greater)):
            limit = getattr(column, bound)
            if limit is not None:
                count = pc.sum(is_out(values, limit)).as_py() or 0
                if count:
                    faults.append(Problem("out_of_range", place, f"{count} beyond {bound} {limit}"))
        return faults


def _load(text: str) -> Schema:
    raw = yaml.safe_load(text)
    columns = tuple(Column(**row) for row in raw["columns"])
    return Schema(raw["name"], raw["version"], raw["title"], columns)


@cache
def schemas() -> dict[str, Schema]:
    """Return every table schema by name."""
    folder = resources.files("mainstay.model").joinpath("schemas")
    found = [_load(f.read_text("utf-8")) for f in folder.iterdir() if f.name.endswith(".yaml")]
    return {s.name: s for s in sorted(found, key=lambda s: s.name)}


def schema(name: str) -> Schema:
    """Return a table schema by name.

    Raises
    ------
    NotFound
        If there is none.
    """
    try:
        return schemas()[name]
    except KeyError:
        raise NotFound(f"no schema {name!r}", hint="known: " + ", ".join(schemas())) from None
