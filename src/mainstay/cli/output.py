"""Printing: results to standard output, talk to standard error."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mainstay.model import Table


#: Columns that hold a share of one without saying so at the end of their name.
_SHARES = frozenset({"share", "share_lo", "share_hi", "share_through", "share_ends"})


#: Columns of dollars and of shares by the end of their name, bands included.
_MONEY = re.compile(r"_usd(_low|_mid|_high|(_mean|_p\d\d)(_error)?)?$|_answer$")
_SHARE = re.compile(
    r"(share|shortage|probability|coverage|cited|index|substitutable|split|dependent|of_normal)"
    r"(_low|_mid|_mode|_high|_error|_p\d\d)?$"
)


def say(text: str) -> None:
    """Write a line of talk to standard error."""
    sys.stderr.write(text + "\n")


def write(text: str) -> None:
    """Write a line of result to standard output."""
    sys.stdout.write(text + "\n")


def write_json(data: object) -> None:
    """Write plain data as JSON; an unknown number becomes null, never 0 and never NaN."""
    write(json.dumps(_plain(data), indent=1, ensure_ascii=False, default=str, allow_nan=False))


def _plain(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    return value


def shared_notes(tables: Sequence[Table]) -> tuple[str, ...]:
    """Return the notes that every table has: told once, at the end."""
    if len(tables) < 2:
        return ()
    first, *others = tables
    return tuple(n for n in first.notes if all(n in table.notes for table in others))


def emit(
    table: Table, *, as_json: bool, out: Path | None = None, columns: Sequence[str] = ()
) -> None:
    """Print a result table, and write it where asked; ``columns`` are those that fit a screen."""
    if out is not None:
        say(f"wrote {table.write(out)}")
    if as_json:
        write_json(_as_data(table))
        return
    _print(_narrow(table, columns))


def _narrow(table: Table, columns: Sequence[str]) -> Table:
    held = [name for name in columns if name in table.data.column_names]
    return replace(table, data=table.data.select(held)) if held else table


def emit_all(
    tables: Sequence[Table], *, as_json: bool, out: Path | None = None,
    columns: Mapping[str, Sequence[str]] | None = None, top: int | None = None,
) -> None:  # fmt: skip
    """Print several tables, as one JSON list where asked; each is written to a file of its own.

    The first is written to ``out`` itself, the others beside it: ``out-NAME.csv``. ``columns`` are
    those that fit a screen, by name of the table, and ``top`` how many rows do.
    """
    for at, table in enumerate(tables):
        if out is not None:
            file = out if at == 0 else out.with_name(f"{out.stem}-{table.name}{out.suffix}")
            say(f"wrote {table.write(file)}")
    if as_json:
        write_json([_as_data(table) for table in tables])
        return
    for table in tables:
        _print(_short(_narrow(table, (columns or {}).get(table.name, ())), top))


def _short(table: Table, top: int | None) -> Table:
    if top is None or len(table) <= top:
        return table
    notes = (*table.notes, f"first {top} of {len(table):,} rows")
    return replace(table, data=table.data.slice(0, top), notes=notes)


def _as_data(table: Table) -> dict[str, object]:
    return {"name": table.name, "title": table.title, "source": table.source,
            "notes": table.notes, "rows": table.rows()}  # fmt: skip


def _print(table: Table) -> None:
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(_rich(table))
    for line in (*table.notes, table.source):
        if line:
            console.print(f"[dim]{line}[/dim]", highlight=False)


def _rich(table: Table) -> Any:
    from rich.table import Table as RichTable

    drawn = RichTable(title=table.title, title_justify="left", box=None, pad_edge=False)
    names = table.data.column_names
    rows = table.rows()
    for name in names:
        is_number = any(isinstance(row[name], (int, float)) for row in rows)
        drawn.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(shown(name, row[name]) for name in names))
    return drawn


def shown(name: str, value: object) -> str:
    """Return a value as a reader wants it: dollars in millions, shares in percent.

    >>> shown("output_usd", 2.5e9), shown("share", 0.125), shown("x", None)
    ('2,500.0 M$', '12.5 %', 'unknown')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _number(name, value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)


def _number(name: str, value: float) -> str:
    if _MONEY.search(name):
        return f"{value / 1e6:z,.1f} M$"
    if _SHARE.search(name) or name in _SHARES:
        percent = 100 * value
        # a small share is still a share: 0.0 % would read as none
        return f"{percent:.1g} %" if 0 < abs(percent) < 0.05 else f"{percent:z.1f} %"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


@contextmanager
def progress(quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Show what long work is doing, on standard error."""
    if quiet or not sys.stderr.isatty():
        yield (lambda _: None) if quiet else say
        return
    from rich.console import Console

    with Console(stderr=True).status("working") as status:
        yield status.update
