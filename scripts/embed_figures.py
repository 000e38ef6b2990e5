"""Write the figures inside the package, their manifest, and DATA_SOURCES.md.

Run as ``python scripts/embed_figures.py --from DIR`` with a folder of reference data. Each figure
is re-tabulated into columns of our own; values are never changed. The same input gives the same
bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "src" / "mainstay" / "sources" / "figures"
WORDS = Path(__file__).with_name("figures.yaml")
LIMIT = 4_000_000

SUMMARY_YEARS = (2017, 2019, 2020, 2022, 2023)
DETAIL_YEARS = (2012, 2017)
LISTS = {"Industry": "industry", "Commodity": "commodity", "FinalDemand": "final",
         "ValueAdded": "value_added"}  # fmt: skip
BEFORE = {"Make_BeforeRedef": "make", "Use_PRO_BeforeRedef": "use", "Import_BeforeRedef": "import"}
AFTER = {"Make_AfterRedef": "make", "Use_PRO_AfterRedef": "use"}

Builder = Callable[[Path], pa.Table]


def rows_of(path: Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    """Return the rows of a CSV file as text."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.reader(io.StringIO(raw.decode(encoding), newline="")))


def columns_of(rows: list[list[str]]) -> dict[str, list[str]]:
    """Return the columns of rows under a header."""
    return {name: [row[j] for row in rows[1:]] for j, name in enumerate(rows[0])}


def bea_codes(source: Path) -> pa.Table:
    """Return the code lists of the input-output accounts."""
    found: list[tuple[str, str, str, str]] = []
    for level in ("Detail", "Summary", "Sector"):
        for name, what in LISTS.items():
            rows = rows_of(source / "bea_io" / f"names_{level}_{name}_2017.csv")[1:]
            found += [(level.lower(), what, code, title) for code, title in rows]
    raw = rows_of(source / "bea_import_matrices" / "raw_sample" / "China_2022.csv")
    head = next(i for i, row in enumerate(raw) if row[:1] == ["IOCode"])
    found += [("tiva", "industry", c, t) for c, t in zip(raw[head][2:], raw[head + 1][2:])]
    found += [("tiva", "commodity", row[0], row[1]) for row in raw[head + 2 :] if len(row) > 2]
    return pa.table(dict(zip(("level", "what", "code", "title"), map(list, zip(*found)))))


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _tables(source: Path, wanted: dict[str, str], years: dict[str, tuple[int, ...]]) -> pa.Table:
    table = pq.read_table(source / "bea_io" / "bea_io_tables_long.parquet")
    table = table.cast(pa.schema([(f.name, _plain(f.type)) for f in table.schema]))
    level = pc.utf8_lower(table["level"])
    mask = pc.is_in(table["table"], value_set=pa.array(list(wanted)))
    in_years = [
        pc.and_(pc.equal(level, name), pc.is_in(table["year"].cast(pa.int32()),
                                                value_set=pa.array(chosen, pa.int32())))
        for name, chosen in years.items()
    ]  # fmt: skip
    mask = pc.and_(mask, pc.or_(*in_years))
    table, level = table.filter(mask), level.filter(mask)
    place = pc.index_in(table["table"], value_set=pa.array(list(wanted)))
    account = pa.array(list(wanted.values())).take(place.combine_chunks())
    redefinitions = "before" if wanted is BEFORE else "after"
    made = pa.table(
        {
            "level": level,
            "year": table["year"].cast(pa.int16()),
            "redefinitions": pa.repeat(redefinitions, table.num_rows),
            "account": account,
            "row_code": table["row"],
            "column_code": table["col"],
            "value_usd_million": table["value"].cast(pa.int32(), safe=True),
        }
    )
    keys = ("level", "year", "account", "row_code", "column_code")
    return made.sort_by([(key, "ascending") for key in keys])


def bea_make_use(source: Path) -> pa.Table:
    """Return the tables before redefinitions."""
    return _tables(source, BEFORE, {"detail": DETAIL_YEARS, "summary": SUMMARY_YEARS})


def bea_make_use_after(source: Path) -> pa.Table:
    """Return the tables after redefinitions."""
    return _tables(source, AFTER, {"detail": (2017,), "summary": (2023,)})


BUILDERS: dict[str, Builder] = {
    "bea-codes": bea_codes,
    "bea-make-use": bea_make_use,
    "bea-make-use-after": bea_make_use_after,
}


def write(table: pa.Table, path: Path) -> None:
    """Write a Parquet file whose bytes depend on the table alone."""
    plain = table.combine_chunks().replace_schema_metadata(None)
    pq.write_table(plain, path, compression="zstd", compression_level=19, version="2.6",
                   row_group_size=1_000_000, write_statistics=False, store_schema=False)  # fmt: skip


def embed(source: Path, target: Path) -> list[dict[str, Any]]:
    """Write every figure and the manifest; return the manifest's rows."""
    words = yaml.safe_load(WORDS.read_text("utf-8"))["figures"]
    if set(words) != set(BUILDERS):
        sys.exit(f"figures.yaml and the builders differ: {set(words) ^ set(BUILDERS)}")
    target.mkdir(parents=True, exist_ok=True)
    manifest = []
    for name, build in BUILDERS.items():
        table = build(source)
        path = target / f"{name}.parquet"
        write(table, path)
        raw = path.read_bytes()
        facts = {"file": path.name, "sha256": hashlib.sha256(raw).hexdigest(),
                 "rows": table.num_rows, "bytes": len(raw)}  # fmt: skip
        manifest.append({"name": name} | words[name] | facts)
    text = yaml.safe_dump({"version": 1, "figures": manifest}, sort_keys=False, allow_unicode=True,
                          width=100)  # fmt: skip
    (target / "manifest.yaml").write_text(
        "# Written by scripts/embed_figures.py from scripts/figures.yaml; not edited by hand.\n"
        + text,
        "utf-8",
    )
    total = sum(row["bytes"] for row in manifest)
    if total >= LIMIT:
        sys.exit(f"the figures take {total:,} bytes, more than {LIMIT:,}")
    return manifest


def main() -> None:
    """Parse the command line and embed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="DIR",
                        help="folder of reference data")  # fmt: skip
    parser.add_argument("--to", type=Path, default=FIGURES, metavar="DIR")
    given = parser.parse_args()
    manifest = embed(given.source, given.to)
    for row in manifest:
        print(f"{row['name']:<24}{row['rows']:>9,} rows {row['bytes']:>10,} bytes")
    print(f"{'total':<24}{'':>14} {sum(row['bytes'] for row in manifest):>10,} bytes")


if __name__ == "__main__":
    main()
