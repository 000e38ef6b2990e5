"""``user.suppliers``: a user's CSV of firms, checked line by line, every fault at once."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from mainstay.errors import (
    InputError,
    Problem,
    SchemaMismatch,
    SourceUnavailable,
    UnknownCode,
    raise_all,
)
from mainstay.model import Label, Method, Period, Qualifier, claim_batches
from mainstay.sources.report import ReadReport
from mainstay.sources.suppliers.columns import SupplierColumn, supplier_columns
from mainstay.sources.suppliers.industries import Industries, known_industries

#: A longer cell is not one of a supplier file.
CELL_LIMIT = 2_000

_NUMBER = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\.\d+")
_CURRENCY = re.compile(r"[€£¥₩₹]|\b(?:EUR|GBP|JPY|CNY|KRW|INR|CHF|CAD|AUD|TWD|MXN)\b")
_ALLOCATION = ("industry", "region", "sales_usd")
_LINK = ("buys_from", "product", "spend_usd")

Values = dict[str, Any]


@dataclass(slots=True)
class _Check:
    """What the lines read so far have said, to find contradictions between lines."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    placed: dict[tuple[str, str, str, int], int] = field(default_factory=dict)
    linked: dict[tuple[str, str, str, int], int] = field(default_factory=dict)
    sales: dict[tuple[str, int], tuple[float, int]] = field(default_factory=dict)
    shares: dict[tuple[str, int], float] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)

    def fault(self, code: str, line: int, what: str, hint: str = "") -> None:
        self.problems.append(Problem(code, f"{self.name}, line {line}", what, hint))


class SupplierFile:
    """Reads a supplier CSV: UTF-8 with or without a byte order mark, ``,`` or ``;`` between cells.

    The columns are those of :func:`supplier_columns`. A line with an industry becomes an
    ``allocation`` claim, a line with ``buys_from`` a ``supply_link`` claim; ``text`` holds the
    further cells as JSON.
    """

    def read(
        self,
        path: Path,
        report: ReadReport,
        *,
        label: str = Label.PUBLIC,
        industries: Industries | None = None,
        **parameters: Any,
    ) -> Iterator[pa.RecordBatch]:
        """Yield the claims of the file.

        Parameters
        ----------
        path
            The CSV file.
        report
            Filled as the file is read; it counts lines.
        label
            Label of lines that give none.
        industries
            The industries to resolve against; the embedded list when not given.

        Raises
        ------
        SchemaMismatch
            If the file is not a table with these columns.
        InputError
            With every fault of every line; nothing is yielded then.
        """
        if parameters or label not in list(Label):
            raise InputError(
                f"user.suppliers cannot use {sorted(parameters) or label!r}",
                hint="parameters: label; labels: " + ", ".join(Label),
            )
        lines = _lines(path)
        check = _Check(path.name)
        known = industries or known_industries()
        rows = [(n, _values(cells, n, known, label, check)) for n, cells in lines]
        for line, row in rows:
            if row is not None:
                _between(line, row, check)
        raise_all(InputError, f"{path.name} does not hold together", check.problems)
        report.read = report.kept = len(rows)
        kept = [(line, row) for line, row in rows if row is not None]
        placed = [(n, r) for n, r in kept if r["industry"]]
        linked = [(n, r) for n, r in kept if r["buys_from"]]
        report.counts |= {"allocations": len(placed), "links": len(linked)}
        if placed:
            yield from _allocations(placed, report)
        if linked:
            yield from _links(linked, report)


def firm_id(name: str) -> str:
    """Return the id of a firm's name.

    >>> firm_id("Example Foundry A")
    'example-foundry-a'
    """
    return "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def _lines(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return line number and cells of every line that holds something."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _shape(path, "wrong_encoding", f"byte {error.start} is not UTF-8",
                     "save the file as CSV UTF-8") from error  # fmt: skip
    except OSError as error:
        raise SourceUnavailable(f"cannot read {path.name}: {error.strerror}") from error
    if not text.strip():
        raise _shape(path, "empty_file", "the file holds nothing", "see `mainstay sources`")
    first = text.lstrip().splitlines()[0]
    mark = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        records = [(reader.line_num, record) for record in reader]
    except csv.Error as error:
        code = "huge_cell" if "field limit" in str(error) else "unreadable_csv"
        raise _shape(path, code, f"line {reader.line_num}: {error}") from error
    header = [cell.strip().casefold() for cell in records[0][1]]
    _check_header(path, header)
    body = [(n, record) for n, record in records[1:] if any(c.strip() for c in record)]
    problems = [
        Problem("ragged_row", f"{path.name}, line {n}", f"{len(r)} cells instead of {len(header)}")
        for n, r in body
        if len(r) != len(header)
    ]
    problems += [
        Problem("huge_cell", f"{path.name}, line {n}", f"a cell of over {CELL_LIMIT} characters")
        for n, r in body
        if max(map(len, r)) > CELL_LIMIT
    ]
    if not body:
        problems.append(Problem("no_rows", path.name, "a header and no lines"))
    raise_all(SchemaMismatch, f"{path.name} is not a whole table", problems)
    return [(n, {k: c.strip() for k, c in zip(header, record, strict=True)}) for n, record in body]


def _check_header(path: Path, header: list[str]) -> None:
    columns = supplier_columns()
    known = {c.name: c for c in columns}
    needed = [c.name for c in columns if c.needed_for in ("always", "allocation")]
    place = f"{path.name}, line 1"
    problems = [
        Problem("missing_column", place, f"no column {name}", known[name].description)
        for name in needed
        if name not in header
    ]
    problems += [
        Problem("unexpected_column", place, f"column {name!r}", "known: " + ", ".join(known))
        for name in header
        if name not in known
    ]
    if len(set(header)) < len(header):
        problems.append(Problem("duplicate_column", place, "a column name occurs twice"))
    raise_all(SchemaMismatch, f"{path.name} has other columns than a supplier file", problems)


def _values(
    cells: Mapping[str, str], line: int, known: Industries, label: str, check: _Check
) -> Values | None:
    """Return the typed values of one line, or ``None`` after having recorded its faults."""
    before = len(check.problems)
    is_placed = any(cells.get(name) for name in _ALLOCATION)
    is_link = any(cells.get(name) for name in _LINK)
    if not is_placed and not is_link:
        check.fault("empty_line", line, "neither an industry with sales nor a supplier",
                    "give industry, region and sales_usd, or buys_from and product")  # fmt: skip
    row: Values = {}
    for column in supplier_columns():
        text = cells.get(column.name, "")
        if not text:
            needs = column.needed_for
            if (
                needs == "always"
                or (needs == "allocation" and is_placed)
                or (needs == "link" and is_link)
            ):
                check.fault("missing_value", line, f"no {column.name}", column.description)
            row[column.name] = column.default
            continue
        row[column.name] = _typed(text, column, line, known, check)
    row["label"] = row["label"] or label
    return row if len(check.problems) == before else None


def _typed(
    text: str, column: SupplierColumn, line: int, known: Industries, check: _Check
) -> str | float | int | None:
    if column.type == "text":
        return known.product(text) if column.name == "product" else text
    if column.type == "choice":
        chosen = text.casefold() if text.casefold() in column.choices else None
        if chosen is None:
            hint = "one of: " + ", ".join(column.choices)
            check.fault("unknown_choice", line, f"{column.name} {text!r}", hint)
        return chosen
    if column.type == "industry":
        try:
            return known.resolve(text)
        except UnknownCode as error:
            check.fault("unknown_code", line, f"industry: {error.message}", error.hint)
            return None
    return _number(text, column, line, check)


def _number(text: str, column: SupplierColumn, line: int, check: _Check) -> float | int | None:
    if _CURRENCY.search(text):
        check.fault("mixed_currency", line, f"{column.name} {text!r} is not in US dollars",
                    "convert it at the average rate of the year")  # fmt: skip
        return None
    plain = text.replace(" ", "")
    sign, digits = (plain[0], plain[1:]) if plain[0] in "-−" else ("", plain)
    if not _NUMBER.fullmatch(digits) or (column.type == "year" and not digits.isdigit()):
        check.fault("text_in_number", line, f"{column.name} {text!r}", "write it as 1234567.8")
        return None
    value = float(digits.replace(",", "")) * (-1 if sign else 1)
    low, high = column.minimum, column.maximum
    if value < 0:
        check.fault("negative_value", line, f"{column.name} {text}")
        return None
    if (low is not None and value < low) or (high is not None and value > high):
        code = "wrong_year" if column.type == "year" else "out_of_range"
        check.fault(code, line, f"{column.name} {text}", f"between {low:g} and {high or 'any':}")
        return None
    return int(value) if column.type == "year" else value


def _between(line: int, row: Values, check: _Check) -> None:
    """Find contradictions with earlier lines."""
    firm, year = firm_id(row["firm"]), row["year"]
    if check.spelled.setdefault(firm, row["firm"]) != row["firm"]:
        what = f"{row['firm']!r} and {check.spelled[firm]!r} would be one firm"
        check.fault("spelling", line, what, "spell a firm the same on every line")
    if row["buys_from"]:
        supplier, product = firm_id(row["buys_from"]), row["product"].casefold()
        first = check.linked.setdefault((firm, supplier, product, year), line)
        if first != line:
            check.fault("duplicate_key", line, f"the same purchase stands in line {first}")
    if not row["industry"]:
        return
    first = check.placed.setdefault((firm, row["industry"], row["region"], year), line)
    if first != line:
        check.fault("duplicate_key", line,
                    f"{row['firm']} stands in {row['industry']}, {row['region']} in line {first}",
                    "leave industry, region and sales_usd blank on further lines")  # fmt: skip
        return
    sales, where = check.sales.setdefault((firm, year), (row["sales_usd"], line))
    if sales != row["sales_usd"]:
        what = f"sales of {row['firm']} are {row['sales_usd']:g} here and {sales:g} in line {where}"
        check.fault("contradiction", line, what, "sales_usd is the whole firm's; use share")
    total = check.shares.get((firm, year), 0.0) + row["share"]
    check.shares[firm, year] = total
    if total > 1 + 1e-9:
        check.fault("share_over_one", line, f"shares of {row['firm']} add up to {total:g}")


def _allocations(rows: list[tuple[int, Values]], report: ReadReport) -> Iterator[pa.RecordBatch]:
    values = [r["sales_usd"] * r["share"] for _, r in rows]
    extra = ("firm", "region", "sales_usd", "share", "evidence")
    yield from claim_batches(
        **_shared(rows, report, extra),
        kind="allocation",
        object_=[f"industry.detail:{r['industry']}" for _, r in rows],
        value=values,
        basis=[r["price_basis"] for _, r in rows],
    )


def _links(rows: list[tuple[int, Values]], report: ReadReport) -> Iterator[pa.RecordBatch]:
    values = [r["spend_usd"] for _, r in rows]
    extra = ("firm", "buys_from", "product", "lead_time_days", "evidence")
    kinds = [Qualifier.NOT_AVAILABLE if v is None else Qualifier.EXACT for v in values]
    yield from claim_batches(
        **_shared(rows, report, extra),
        kind="supply_link",
        object_=[f"firm_product:{firm_id(r['buys_from'])}/{r['product']}" for _, r in rows],
        value=values,
        qualifier=kinds,
        basis=[r["price_basis"] for _, r in rows],
    )


def _shared(
    rows: list[tuple[int, Values]], report: ReadReport, extra: tuple[str, ...]
) -> dict[str, Any]:
    """Return the columns that both kinds of claims fill in the same way."""
    spans = [Period.year(r["year"]) for _, r in rows]
    return {
        "source": report.source,
        "vintage": report.vintage,
        "locator": [f"line {line}" for line, _ in rows],
        "subject": [f"firm:{firm_id(r['firm'])}" for _, r in rows],
        "text": [
            json.dumps({k: r[k] for k in extra if r[k] is not None}, ensure_ascii=False)
            for _, r in rows
        ],
        "unit": "USD",
        "valid": (
            pa.array([s.start for s in spans], pa.date32()),
            pa.array([s.end for s in spans], pa.date32()),
        ),
        "method": Method.REPORTED,
        "confidence": [r["confidence"] for _, r in rows],
        "label": [r["label"] for _, r in rows],
    }


def _shape(path: Path, code: str, what: str, hint: str = "") -> SchemaMismatch:
    return SchemaMismatch(
        f"{path.name} cannot be read", problems=[Problem(code, path.name, what, hint)]
    )
