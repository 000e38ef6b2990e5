"""The same accounts through the readers as straight from the reference tables."""

import numpy as np
import pyarrow as pa
import pytest

from mainstay.fusion import deflators, from_claims, gross_output, region_imports
from mainstay.fusion.accounts import MATRICES
from mainstay.sources import read

pytestmark = pytest.mark.reference


def claims(name, path, **parameters):
    return pa.Table.from_batches(read(name, path, vintage="2024-09", **parameters).batches)


@pytest.mark.parametrize(("level", "year"), [("detail", 2017), ("summary", 2023)])
def test_accounts_through_the_reader(tables, reference_data, level, year):
    path = reference_data / "bea_io" / "bea_io_tables_long.parquet"
    got = from_claims(claims("bea.make-use", path, levels=level, years=str(year)), level, year)
    wanted = tables.accounts(level.title(), year)
    for name, axes in MATRICES.items():
        place = [
            [getattr(wanted, axis).index(code) for code in getattr(got, axis)] for axis in axes
        ]
        np.testing.assert_array_equal(getattr(got, name), getattr(wanted, name)[np.ix_(*place)])
    assert got.redefinitions == "before"
    got.check()


def test_gross_output_and_prices_through_the_reader(tables, reference_data):
    folder = reference_data / "bea_io"
    outputs = claims(
        "bea.gross-output", folder / "Detail_GrossOutput_IO_17sch.csv",
        level="detail", measure="gross_output",
    )  # fmt: skip
    assert gross_output(outputs, "detail", 2023) == tables.gross_output(2023)
    prices = claims(
        "bea.gross-output", folder / "Detail_CPI_IO_17sch.csv",
        level="detail", measure="price_index",
    )  # fmt: skip
    assert deflators(prices)["1111A0"].factor(2017, 2023) == pytest.approx(1.49526)


def test_regions_through_the_reader(reference_data):
    path = reference_data / "bea_import_matrices" / "bea_tiva_import_matrices_long.parquet"
    imports = region_imports(claims("bea.import-regions", path, year=2022), 2022)
    assert len(imports.regions) == 7
    assert imports.values.sum() == pytest.approx(2004.402e9)
    assert (imports.values < 0).sum() == 909
