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
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "src" / "mainstay" / "sources" / "figures"
EVIDENCE = ROOT / "src/mainstay/sources/end_uses"
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
    pairs = zip(raw[head][2:], raw[head + 1][2:], strict=True)
    found += [("tiva", "industry", code, title) for code, title in pairs]
    found += [("tiva", "commodity", row[0], row[1]) for row in raw[head + 2 :] if len(row) > 2]
    names = ("level", "what", "code", "title")
    return pa.table({name: [row[j] for row in found] for j, name in enumerate(names)})


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


def bea_import_regions(source: Path) -> pa.Table:
    """Return the import matrices by region of 2022."""
    table = pq.read_table(
        source / "bea_import_matrices" / "bea_tiva_import_matrices_long.parquet",
        filters=[("year", "=", 2022)],
    )
    table = table.cast(pa.schema([(f.name, _plain(f.type)) for f in table.schema]))
    made = pa.table(
        {
            "region": pc.replace_substring(table["region"], "_", " "),
            "year": table["year"].cast(pa.int16()),
            "commodity_code": table["commodity"],
            "industry_code": table["industry"],
            "value_usd_million": table["value"].cast(pa.int32()),
        }
    )
    keys = ("region", "commodity_code", "industry_code")
    return made.sort_by([(key, "ascending") for key in keys])


def bea_gross_output(source: Path) -> pa.Table:
    """Return gross output and price index of both levels."""
    found: dict[str, list[Any]] = {
        name: []
        for name in ("level", "industry_code", "year", "gross_output_usd_million",
                     "price_index_2017_100")
    }  # fmt: skip
    for level in ("Detail", "Summary"):
        folder = source / "bea_io"
        output = columns_of(rows_of(folder / f"{level}_GrossOutput_IO_17sch.csv"))
        index = columns_of(rows_of(folder / f"{level}_CPI_IO_17sch.csv"))
        codes = output.pop("code")
        if codes != index.pop("code") or set(output) != set(index):
            sys.exit(f"{level}: output and index have different codes or years")
        for year, values in output.items():
            found["level"] += [level.lower()] * len(codes)
            found["industry_code"] += codes
            found["year"] += [int(year)] * len(codes)
            found["gross_output_usd_million"] += map(float, values)
            found["price_index_2017_100"] += map(float, index[year])
    table = pa.table(found)
    return table.set_column(2, "year", table["year"].cast(pa.int16()))


def usgs_mcs_2026(source: Path) -> pa.Table:
    """Return the long-form data release of 2026, decoded, every cell as text."""
    rows = rows_of(source / "usgs_mcs" / "MCS2026_Commodities_Data.csv.gz", "cp1252")
    return pa.table(columns_of(rows))


def iso(source: Path) -> pa.Table:
    """Return the country codes."""
    rows = columns_of(rows_of(source / "country" / "country-codes.csv"))
    names = {"iso2": "ISO3166-1-Alpha-2", "iso3": "ISO3166-1-Alpha-3",
             "numeric": "ISO3166-1-numeric", "name": "CLDR display name",
             "official_name": "official_name_en"}  # fmt: skip
    return pa.table({ours: rows[theirs] for ours, theirs in names.items()})


def hs_2022(source: Path) -> pa.Table:
    """Return the HS codes."""
    rows = columns_of(rows_of(source / "hs_codes" / "harmonized-system.csv"))
    names = {"code": "hscode", "title": "description", "parent": "parent"}
    return pa.table({ours: rows[theirs] for ours, theirs in names.items()})


def naics_bea(source: Path) -> pa.Table:
    """Return the crosswalk of detail and NAICS 2017 codes."""
    rows = columns_of(rows_of(source / "bea_io" / "crosswalk_BEA2017_NAICS2017.csv"))
    pairs = dict.fromkeys(zip(rows["BEA_2017_Detail_Code"], rows["NAICS_2017_Code"], strict=True))
    return pa.table({"detail_code": [a for a, _ in pairs], "naics_2017": [b for _, b in pairs]})


REGION_NAMES = {"CA": "Canada", "CN": "China", "EU": "Europe", "JP": "Japan", "MX": "Mexico",
                "APAC": "Rest of Asia and Pacific", "ROW": "Rest of World"}  # fmt: skip


# The concordance lost the code NA (Namibia) and misspells that of DR Congo.
CODES_BY_NAME = {"Namibia": "NA",
                 "Congo, Democratic Republic of the Congo (formerly Za": "CD"}  # fmt: skip


def code_links(source: Path) -> pa.Table:
    """Return links detail to summary and to the import matrices' codes, and country to region."""
    lists = bea_codes(source).to_pylist()
    known = {(row["level"], row["what"], row["code"]) for row in lists}
    folder = source / "bea_import_matrices"
    rows = columns_of(rows_of(folder / "tiva_to_useeio2_sector_concordance.csv"))
    found: dict[tuple[str, str, str, str], None] = {}
    for detail, tiva, summary in zip(
        rows["USEEIO_Detail_2017"], rows["TiVA"], rows["BEA Summary"], strict=True
    ):
        for what in LISTS.values():
            for level, code in (("summary", summary), ("tiva", tiva)):
                if ("detail", what, detail) in known and (level, what, code) in known:
                    found[f"{what}.detail", detail, f"{what}.{level}", code] = None
    three = columns_of(rows_of(source / "country" / "country-codes.csv"))
    iso3 = dict(zip(three["ISO3166-1-Alpha-2"], three["ISO3166-1-Alpha-3"], strict=True))
    countries = columns_of(rows_of(folder / "country_to_region_concordance.csv"))
    regions: dict[str, str] = {}
    for country, code, region in zip(
        countries["Country"], countries["ISO Code"], countries["Region"], strict=True
    ):
        known_code = CODES_BY_NAME.get(country, code)
        if known_code in iso3 and region in REGION_NAMES:
            if regions.setdefault(known_code, region) != region:
                sys.exit(f"{country}: two regions, {regions[known_code]} and {region}")
            found["iso3", iso3[known_code], "region.tiva", REGION_NAMES[region]] = None
    names = ("from_scheme", "from_code", "to_scheme", "to_code")
    return pa.table({name: [key[j] for key in found] for j, name in enumerate(names)})


def chokepoints(source: Path) -> pa.Table:
    """Return position, oil transit and trade of eight maritime chokepoints."""
    folder = source / "chokepoints"
    zenodo = "Verschuur and Hall (2025), zenodo.org/records/13841881"
    found: list[tuple[str, ...]] = []
    for place, _, _, latitude, longitude in rows_of(folder / "chokepoints.csv")[1:]:
        words = ("2025-01-01", "2025-12-31", "chokepointR 09475478, chokepoints.csv")
        found.append((place, "latitude", latitude, "other: degrees north", *words))
        found.append((place, "longitude", longitude, "other: degrees east", *words))
    for place, value, year, words in rows_of(folder / "eia_oil_transit.csv")[1:]:
        if value != "NA":
            days = (f"{year}-01-01", f"{year}-06-30")
            unit = "other: million barrels a day"
            found.append((place, "oil transit", value, unit, *days, words))
    for place, trade, countries, _, _ in rows_of(folder / "zenodo_chokepoint_summary.csv")[1:]:
        # the year of the trade is not stated there; the year of publication stands in
        days = ("2025-01-01", "2025-12-31", zenodo)
        unit = "other: billion US dollars a year, year of the trade not stated"
        found.append((place, "trade through it", trade, unit, *days))
        unit = "other: countries, as the data set counts them"
        found.append((place, "dependent countries", countries, unit, *days))
    return _world(found)


def gscpi(source: Path) -> pa.Table:
    """Return the Global Supply Chain Pressure Index by month."""
    words = "Federal Reserve Bank of New York, Global Supply Chain Pressure Index, to July 2024"
    found: list[tuple[str, ...]] = []
    for day, value in rows_of(source / "gscpi" / "gscpi_data.csv")[1:]:
        last = datetime.strptime(day, "%d-%b-%Y").date()
        unit = "other: standard deviations from the average"
        name = "supply chain pressure"
        found.append(("world", name, value, unit, str(last.replace(day=1)), str(last), words))
    return _world(found)


def governance(source: Path) -> pa.Table:
    """Return percentile ranks of political stability by country, as printed."""
    path = source / "country_risk" / "wgi_political_stability_pct_2023.csv"
    rows = columns_of(rows_of(path))
    names = {"country": "Country", "iso3": "Country Code", "indicator": "Indicator Name",
             "percentile": "2023"}  # fmt: skip
    return pa.table({ours: rows[theirs] for ours, theirs in names.items()})


def _world(rows: list[tuple[str, ...]]) -> pa.Table:
    names = ("place", "figure", "value", "unit", "first_day", "last_day", "citation")
    return pa.table({name: [row[j] for row in rows] for j, name in enumerate(names)})


BUILDERS: dict[str, Builder] = {
    "bea-codes": bea_codes,
    "bea-make-use": bea_make_use,
    "bea-make-use-after": bea_make_use_after,
    "bea-import-regions": bea_import_regions,
    "bea-gross-output": bea_gross_output,
    "usgs-mcs-2026": usgs_mcs_2026,
    "iso": iso,
    "hs-2022": hs_2022,
    "naics-bea": naics_bea,
    "code-links": code_links,
    "chokepoints": chokepoints,
    "gscpi": gscpi,
    "governance": governance,
}


def write(table: pa.Table, path: Path) -> None:
    """Write a Parquet file whose bytes depend on the table alone."""
    plain = table.combine_chunks().replace_schema_metadata(None)
    pq.write_table(
        plain,
        path,
        compression="zstd",
        compression_level=19,
        version="2.6",
        row_group_size=1_000_000,
        write_statistics=False,
        store_schema=False,
    )


#: The one file that another script writes: country outlines of the map.
OUTLINES = (
    "## Country outlines",
    "",
    "Drawn by `scripts/embed_map.py` into `src/mainstay/report/assets/world.json`: Natural",
    "Earth 1:50m admin 0, 4.1.0 (public domain as its publisher states, assumed: its terms",
    "were not opened), in the repackaging world-atlas 2.0.2 (ISC license). Coordinates are",
    "rounded; lines are drawn as held on the ground and express no opinion on the status of",
    "any territory.",
)


def data_sources(manifest: list[dict[str, Any]]) -> str:
    """Return the text of DATA_SOURCES.md."""
    total = sum(row["bytes"] for row in manifest)
    lines = [
        "# Data sources",
        "",
        f"Figures inside the package: {len(manifest)} files, {total:,} bytes. They are public "
        "figures, re-tabulated into",
        "columns of our own by `scripts/embed_figures.py`, which also writes this page. Values are "
        "never changed.",
        "mainstay is not affiliated with, and not endorsed by, any of these publishers.",
        "",
    ]
    for row in manifest:
        facts = {
            "Publisher": row["publisher"],
            "Citation": row["citation"],
            "Vintage": row["vintage"],
            "Unit": row["unit"],
            "License": row["license"],
            "Retrieved from": row["retrieved_from"],
            "What was changed": row["changes"],
            "Read by": f"source `{row['source']}`",
            "File": f"`{row['file']}`, {row['rows']:,} rows, {row['bytes']:,} bytes",
            "SHA-256": f"`{row['sha256']}`",
        }
        lines += [f"## {row['title']}", "", "| | |", "|---|---|"]
        lines += [f"| {name} | {words} |" for name, words in facts.items()]
        lines.append("")
    return "\n".join([*lines, *evidence_lines(), *OUTLINES, ""])


def evidence_lines() -> list[str]:
    """Return the section on the evidence that is kept as text, one file per mineral."""
    edition = yaml.safe_load((EVIDENCE / "edition.yaml").read_text("utf-8"))
    count = len(list((EVIDENCE / edition["folder"]).glob("*.yaml")))
    facts = {
        "Publisher": edition["publisher"],
        "Citation": edition["citation"],
        "Vintage": edition["vintage"],
        "Unit": edition["unit"],
        "License": edition["license"],
        "Retrieved from": edition["retrieved_from"],
        "What was changed": edition["changes"],
        "Read by": f"source `{edition['source']}`",
        "Files": f"`sources/end_uses/{edition['folder']}/*.yaml`, {count} minerals",
    }
    rows = [f"| {name} | {words} |" for name, words in facts.items()]
    return [f"## {edition['title']}", "", "| | |", "|---|---|", *rows, ""]


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
    parser.add_argument("--page", type=Path, default=ROOT / "DATA_SOURCES.md", metavar="FILE")
    given = parser.parse_args()
    manifest = embed(given.source, given.to)
    given.page.write_text(data_sources(manifest), "utf-8")
    for row in manifest:
        print(f"{row['name']:<24}{row['rows']:>9,} rows {row['bytes']:>10,} bytes")
    print(f"{'total':<24}{'':>14} {sum(row['bytes'] for row in manifest):>10,} bytes")


if __name__ == "__main__":
    main()
