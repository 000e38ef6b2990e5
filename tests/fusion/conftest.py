"""Supply-use accounts built straight from the reference tables, without the readers."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from mainstay.fusion import SupplyUse

AXES = ("Industry", "Commodity", "FinalDemand", "ValueAdded")


class ReferenceTables:
    """BEA tables of the reference folder, by level, year and redefinitions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "bea_io"
        self.accounts = cache(self._accounts)

    def _codes(self, level: str, axis: str) -> dict[str, str]:
        path = self.folder / f"names_{level}_{axis}_2017.csv"
        with path.open(encoding="utf-8") as lines:
            return dict(row[:2] for row in list(csv.reader(lines))[1:])

    def _dense(self, level, year, table, row_axes, column_axes):
        rows = [code for axis in row_axes for code in self._codes(level, axis)]
        columns = [code for axis in column_axes for code in self._codes(level, axis)]
        filters = [("level", "==", level), ("year", "==", year), ("table", "==", table)]
        found = pq.read_table(self.folder / "bea_io_tables_long.parquet", filters=filters)
        # totals stand in the same table under codes outside the lists
        i = pc.index_in(found["row"].cast("string"), value_set=_texts(rows))
        j = pc.index_in(found["col"].cast("string"), value_set=_texts(columns))
        kept = found.append_column("i", i).append_column("j", j).drop_null()
        matrix = np.zeros((len(rows), len(columns)))
        matrix[kept["i"].to_numpy(), kept["j"].to_numpy()] = kept["value"].to_numpy() * 1e6
        return matrix

    def _accounts(self, level: str, year: int) -> SupplyUse:
        industry, commodity, final, added = AXES
        codes = {axis: tuple(self._codes(level, axis)) for axis in AXES}
        c, n = len(codes[commodity]), len(codes[industry])
        make = self._dense(level, year, "Make_BeforeRedef", (industry,), (commodity,))
        use = self._dense(level, year, "Use_PRO_BeforeRedef", (commodity, added), (industry, final))
        imports = self._dense(level, year, "Import_BeforeRedef", (commodity,), (industry, final))
        return SupplyUse(
            industries=codes[industry], commodities=codes[commodity], finals=codes[final],
            value_added_codes=codes[added], make=make.copy(), use=use[:c, :n].copy(),
            final=use[:c, n:].copy(), value_added=use[c:, :n].copy(),
            import_use=imports[:, :n].copy(), import_final=imports[:, n:].copy(),
            year=year, level=level.lower(), source="reference tables",
            names={k: v for axis in AXES for k, v in self._codes(level, axis).items()},
        )  # fmt: skip

    def gross_output(self, year: int) -> dict[str, float]:
        """Gross output of detail industries, US dollars."""
        with (self.folder / "Detail_GrossOutput_IO_17sch.csv").open(encoding="utf-8") as lines:
            return {row["code"]: float(row[str(year)]) * 1e6 for row in csv.DictReader(lines)}

    def summary_of(self) -> dict[str, str]:
        """Detail code to summary code, industries and commodities alike."""
        with (self.folder / "crosswalk_BEA2017_NAICS2017.csv").open(encoding="utf-8") as lines:
            rows = csv.DictReader(lines)
            return {
                row["BEA_2017_Detail_Code"]: row["BEA_2017_Summary_Code"]
                for row in rows
                if row["BEA_2017_Detail_Code"][:1] not in ("F", "V", "")
            }


def _texts(codes):
    return pa.array(codes, pa.string())


@pytest.fixture(scope="session")
def tables(reference_data):
    return ReferenceTables(reference_data)
