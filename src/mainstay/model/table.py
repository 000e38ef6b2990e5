"""The one shape in which tables leave mainstay."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from mainstay.errors import InputError, MissingExtra

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


@dataclass(frozen=True, slots=True)
class Table:
    """A result table: Arrow inside, every common form outside.

    Parameters
    ----------
    name
        Short name, used for files.
    data
        The Arrow table; money columns end in ``_usd``, spans in ``_days``, shares are of one.
    title
        One line for a reader.
    source
        Where the numbers are from: sources, vintage, twin.

    Examples
    --------
    >>> Table.of("demo", [{"code": "334413", "output_usd": 5.0}]).rows()
    [{'code': '334413', 'output_usd': 5.0}]
    """

    name: str
    data: pa.Table
    title: str = ""
    source: str = ""
    notes: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, name: str, rows: Sequence[dict[str, object]], **words: Any) -> Table:
        """Make a table from a list of rows."""
        return cls(name, pa.Table.from_pylist(list(rows)), **words)

    def __len__(self) -> int:
        return int(self.data.num_rows)

    def rows(self) -> list[dict[str, Any]]:
        """Return the table as a list of rows."""
        return list(self.data.to_pylist())

    def to_arrow(self) -> pa.Table:
        """Return the Arrow table."""
        return self.data

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas frame.

        Raises
        ------
        MissingExtra
            If pandas is not installed.
        """
        try:
            frame: pd.DataFrame = self.data.to_pandas()
        except ImportError as error:
            raise MissingExtra(
                "pandas is not installed", hint="pip install 'mainstay[frames]'"
            ) from error
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return a polars frame.

        Raises
        ------
        MissingExtra
            If polars is not installed.
        """
        try:
            import polars
        except ImportError as error:
            raise MissingExtra(
                "polars is not installed", hint="pip install 'mainstay[frames]'"
            ) from error
        frame = polars.from_arrow(self.data)
        return frame if isinstance(frame, polars.DataFrame) else frame.to_frame()

    def write(self, path: str | Path) -> Path:
        """Write the table as the ending says: ``.csv``, ``.json``, ``.parquet`` or ``.arrow``.

        Raises
        ------
        InputError
            For any other ending.
        """
        target = Path(path)
        ending = target.suffix.lower()
        if not target.absolute().parent.is_dir() or target.is_dir():
            raise InputError(f"cannot write {target}", hint="name a file in a folder that exists")
        if ending == ".csv":
            import pyarrow.csv

            pyarrow.csv.write_csv(self.data, target)
        elif ending == ".json":
            import json

            target.write_text(json.dumps(self.rows(), indent=1, default=str) + "\n", "utf-8")
        elif ending == ".parquet":
            import pyarrow.parquet

            pyarrow.parquet.write_table(self.data, target)
        elif ending == ".arrow":
            import pyarrow.feather

            pyarrow.feather.write_feather(self.data, target)
        else:
            raise InputError(f"cannot write {ending or 'a file without an ending'}",
                             hint="use .csv, .json, .parquet or .arrow")  # fmt: skip
        return target

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(n)}</th>" for n in self.data.column_names)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(str(v))}</td>" for v in row.values()) + "</tr>"
            for row in self.data.slice(0, 50).to_pylist()
        )
        return f"<table><caption>{html.escape(self.title)}</caption><tr>{head}</tr>{body}</table>"
