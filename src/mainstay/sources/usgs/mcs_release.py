"""``usgs.mcs-release``: the per-commodity files of the 2023 and 2024 editions."""

from __future__ import annotations

import csv
import io
import re
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import yaml

from mainstay.errors import ChangedShape, InputError, Problem, raise_all
from mainstay.model import Period, Qualifier, unit
from mainstay.sources.report import ReadReport
from mainstay.sources.usgs.rows import Ledger, key, words
from mainstay.sources.usgs.values import Printed, parse

#: No genuine member comes near this size.
MEMBER_LIMIT = 4_000_000

_FILE = re.compile(r"mcs(20\d\d)-?([a-z-]+)_(world|salient)\.csv", re.IGNORECASE)
_COPY = re.compile(r"[a-z_]+_(mcs20\d\d-?[a-z-]+_(world|salient)|salient_20\d\d_release)\.csv")
_FIGURE = re.compile(r"MCS20\d\d_(Fig|T)\d+_.*\.csv")
_WORLD = re.compile(
    r"(Prod|Cap|Reserves)(?:_(?P<part>Sponge|Pigment|ore_K2O_equiv|ore))?_(?P<unit>(?!notes?)[A-Za-z]+)"
    r"(?P<est>_est)?(?:_(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_KINDS = {
    "prod": ("production", "Production"),
    "cap": ("capacity", "Capacity"),
    "reserves": ("reserves", "Reserves"),
}


class Member(NamedTuple):
    """One file: its name, header and data rows."""

    name: str
    header: tuple[str, ...]
    rows: list[list[str]]

    @property
    def cells(self) -> int:
        """Data cells that hold something."""
        return sum(1 for row in self.rows for cell in row if cell.strip())


@cache
def _table() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("release.yaml").read_text("utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return table


class CommodityFiles:
    """Reads an archive or a folder of the per-commodity CSV files of one or more editions."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield the claims of the edition that ``report.vintage`` names.

        The report counts cells: every value cell of the files that are read, and every cell that
        holds something of the files that are refused whole.

        Parameters
        ----------
        path
            A ``.tar.gz``, a folder, or one CSV file.
        report
            Filled as the files are read.
        parameters
            None.

        Raises
        ------
        ChangedShape
            If there is no file of the edition, if a file is not a table, or if one stands twice.
        """
        if parameters:
            raise InputError(f"usgs.mcs-release takes no parameter {sorted(parameters)}")
        ledger = Ledger(report)
        seen: dict[tuple[str, str], str] = {}
        for name, data in _members(path):
            member = _parsed(name, data, ledger)
            if member is not None:
                _file(member, seen, ledger)
        if not seen and not ledger.problems:
            what = f"no file of edition {report.vintage}, e.g. mcs{report.vintage}-galli_world.csv"
            ledger.fault("wrong_year", path.name, what)
        raise_all(
            ChangedShape, f"{path.name} does not follow its documented layout", ledger.problems
        )
        yield from ledger.claims.batches(report)


def _members(path: Path) -> list[tuple[str, bytes]]:
    if path.is_dir():
        return [(p.name, p.read_bytes()) for p in sorted(path.rglob("*.csv"))]
    if path.suffix == ".csv":
        return [(path.name, path.read_bytes())]
    try:
        with tarfile.open(path) as archive:
            found = []
            for info in sorted(archive.getmembers(), key=lambda m: m.name):
                stream = archive.extractfile(info) if info.isfile() else None
                if stream is None or not info.name.endswith(".csv"):
                    continue
                found.append((Path(info.name).name, stream.read(MEMBER_LIMIT + 1)))
            return found
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ChangedShape(
            f"{path.name} cannot be read",
            problems=[Problem("truncated_file", path.name, f"not a whole archive: {error}")],
        ) from error


def _parsed(name: str, data: bytes, ledger: Ledger) -> Member | None:
    """Return the table in one file, or record why there is none."""
    fault = ""
    if len(data) > MEMBER_LIMIT:
        fault, what = "huge_file", f"over {MEMBER_LIMIT} bytes"
    else:
        try:
            text = data.decode("utf-8-sig")
            records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except UnicodeDecodeError as error:
            fault, what = "wrong_encoding", f"byte {error.start} is not UTF-8"
        except csv.Error as error:
            fault, what = "unreadable_csv", str(error)
        else:
            if not records:
                fault, what = "empty_file", "the file holds nothing"
            elif len(records) == 1:
                fault, what = "no_rows", "a header and no rows"
    if fault:
        ledger.fault(fault, name, what)
        return None
    header = tuple(cell.replace("\xa0", " ").strip() for cell in records[0])
    return Member(name, header, [r for r in records[1:] if any(c.strip() for c in r)])


def _file(member: Member, seen: dict[tuple[str, str], str], ledger: Ledger) -> None:
    """Read one file, or refuse it whole with the reason."""
    report = ledger.report
    match = _FILE.fullmatch(member.name)
    reason = _reason(member, match, report.vintage)
    if reason or match is None:
        code, why = reason or ("unknown_file", "the name is not documented")
        report.read += member.cells
        report.refuse(member.name, code, why, count=member.cells)
        return
    commodity = _table()["commodities"].get(match[2].lower())
    if commodity is None:
        ledger.fault("unknown_commodity", member.name, f"code {match[2]!r}")
        return
    what = (commodity, match[3].lower())
    if what in seen:
        ledger.fault("duplicate_key", member.name, f"{what[0]}, {what[1]} stands in {seen[what]}")
        return
    seen[what] = member.name
    if what[1] == "world":
        _world(member, commodity, ledger)
    else:
        _salient(member, commodity, ledger)


def _reason(member: Member, match: re.Match[str] | None, vintage: str) -> tuple[str, str] | None:
    """Return code and words of why a file is refused whole."""
    if match is None and _COPY.fullmatch(member.name):
        return "duplicate_file", "a copy of another file of the set; blanks stand for its NA"
    if match is None and _FIGURE.fullmatch(member.name):
        return "figure", "a figure or table of the introduction"
    if match is not None and match[1] != vintage:
        return "other_edition", f"belongs to edition {match[1]}"
    wanted = {"world": "Country", "salient": "Year"}
    if match is not None and wanted[match[3].lower()] not in member.header:
        return "other_layout", f"holds no {match[3]} table in spite of its name"
    return None


def _world(member: Member, commodity: str, ledger: Ledger) -> None:
    columns = {i: _WORLD.fullmatch(name) for i, name in enumerate(member.header)}
    country = member.header.index("Country")
    if not any(columns.values()):
        ledger.fault("missing_column", member.name, "no column of values")
    for number, row in enumerate(member.rows, 1):
        for i, match in columns.items():
            if match is not None:
                place = f"{member.name}, row {number}, {member.header[i]}"
                _world_cell(_Cell(member, row, i, country, match), commodity, place, ledger)


class _Cell(NamedTuple):
    """A value cell of a world file."""

    member: Member
    row: list[str]
    column: int
    country: int
    match: re.Match[str]

    @property
    def text(self) -> str:
        return self.row[self.column] if self.column < len(self.row) else ""

    @property
    def notes(self) -> str:
        """The cell to the right, where its column is one of notes."""
        after, header = self.column + 1, self.member.header
        is_notes = after < len(header) and "note" in header[after].lower()
        return self.row[after] if is_notes and after < len(self.row) else ""

    @property
    def place(self) -> str:
        return self.row[self.country].replace("\xa0", " ").strip()

    @property
    def series(self) -> str:
        """Words of the series; one file of 2024 has them in a column without its usual name."""
        header = self.member.header
        words_of = self.row[header.index("Type") if "Type" in header else self.country + 1]
        return f"{words_of}: {self.match['part']}" if self.match["part"] else words_of


def _world_cell(cell: _Cell, commodity: str, where: str, ledger: Ledger) -> None:
    ledger.report.read += 1
    letters = cell.match["unit"]
    model = _table()["units"].get("mmt" if letters == "Mt" else letters)
    if not cell.place or model is None:
        code = "ambiguous_unit" if model is None else "blank_row"
        ledger.report.refuse(where, code, f"unit {letters!r}, place {cell.place!r}", cell.text)
        return
    printed = _value(cell.text, model, cell.notes, where, ledger)
    if printed is None:
        return
    kind, statistic = _KINDS[cell.match[1].lower()]
    is_total = cell.place.startswith("World total")
    subject = ("statistic.usgs", statistic) if is_total else ("country.usgs", cell.place)
    said = ("" if printed.value is not None else cell.text, cell.place if is_total else "")
    ledger.claims.add(
        kind="world_total" if is_total else kind,
        locator=where,
        subject=key(*subject),
        mineral=key("mineral.usgs", commodity, cell.series),
        printed=_marked(printed, cell.match, is_total),
        text=words(*said, cell.notes),
        unit=model,
        valid=Period.year(int(cell.match["year"] or int(ledger.report.vintage) - 1)),
    )


def _value(text: str, model: str, notes: str, place: str, ledger: Ledger) -> Printed | None:
    """Return a cell's value, after having counted it as kept or refused."""
    if not text.strip():
        ledger.report.refuse(place, "blank_cell", "the publisher prints nothing here", notes)
        return None
    printed = parse(text, unit=model, notes=notes)
    if printed is None:
        ledger.report.refuse(place, "text_in_number", "words that are no value", text)
        return None
    if (printed.value or 0.0) < 0 and not place.endswith(_MAY_BE_NEGATIVE):
        ledger.report.refuse(place, "negative_value", "this cannot be below zero", text)
        return None
    ledger.report.kept += 1
    return printed


#: Stockpile shipments are changes of a stock, and may be negative.
_MAY_BE_NEGATIVE = tuple(
    f"Shipments_{form}" for form in ("Gov_t", "Gov_kt", "Gov_kg", "Concentrate_t", "Other_t",
                                     "Concentratet", "Othert", "Ferro_Metal_kt", "Ore_kt")
)  # fmt: skip


def _marked(printed: Printed, match: re.Match[str], is_total: bool) -> Printed:
    if printed.qualifier is not Qualifier.EXACT:
        return printed
    if is_total:
        return replace(printed, qualifier=Qualifier.ROUNDED)
    return replace(printed, qualifier=Qualifier.ESTIMATED) if match["est"] else printed


def _salient(member: Member, commodity: str, ledger: Ledger) -> None:
    year_at = member.header.index("Year")
    for number, row in enumerate(member.rows, 1):
        year = row[year_at].strip() if year_at < len(row) else ""
        if not re.fullmatch(r"20\d\d", year) or not _covers(ledger.report.vintage, int(year)):
            ledger.fault("wrong_year", f"{member.name}, row {number}", f"year {year!r}")
            continue
        for i, text in enumerate(row[year_at + 1 :], year_at + 1):
            name = member.header[i] if i < len(member.header) else ""
            if name or text.strip():
                place = f"{member.name}, row {number}, {name or f'column {i + 1}'}"
                _salient_cell(name, text, (commodity, int(year)), place, ledger)


def _salient_cell(name: str, text: str, about: tuple[str, int], where: str, ledger: Ledger) -> None:
    ledger.report.read += 1
    column = _salient_column(name)
    if isinstance(column, str):
        ledger.report.refuse(where, column, f"column {name!r}", text)
        return
    printed = _value(text, column.unit, "", where, ledger)
    if printed is None:
        return
    commodity, year = about
    is_reliance = column.kind == "import_reliance"
    subject = (
        ("country.usgs", "United States") if is_reliance else ("statistic.usgs", column.statistic)
    )
    ledger.claims.add(
        kind=column.kind,
        locator=where,
        subject=key(*subject),
        mineral=key("mineral.usgs", commodity, f"{column.statistic}: {column.form}"),
        printed=printed,
        text=words("" if printed.value is not None else text),
        unit=column.unit,
        valid=Period.year(year),
    )


def _covers(vintage: str, year: int) -> bool:
    return not vintage.isdigit() or int(vintage) - 6 <= year < int(vintage)


class SalientColumn(NamedTuple):
    """What the name of a salient column says."""

    kind: str
    statistic: str
    form: str
    unit: str


@cache
def _salient_column(name: str) -> SalientColumn | str:
    """Return what a column's name says, or the code of why it cannot be used."""
    table: Mapping[str, Any] = _table()
    head, _, rest = name.partition("_")
    if head not in table["statistics"]:
        return "unknown_column" if name else "cell_without_header"
    if name in table["refused_columns"]:
        return "ambiguous_unit"
    form, _, letters = rest.rpartition("_")
    model = table["units"].get(letters)
    if model is None:
        return "ambiguous_unit"
    entry = table["statistics"][head]
    allowed = table["dimensions"].get(entry["statistic"], table["dimensions"]["other"])
    if unit(model).dimension not in allowed:
        return "unit_does_not_fit"
    return SalientColumn(entry["kind"], entry["statistic"], form.replace("_", " "), model)
