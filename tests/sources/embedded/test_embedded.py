"""The figures inside the package: whole, small, readable, and written anew to the same bytes."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from mainstay.errors import IntegrityError, NotFound
from mainstay.extend import registry
from mainstay.sources import read
from mainstay.sources.embedded import FOLDER, EmbeddedFigure, embedded, figure
from mainstay.sources.report import checksum

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("embed", ROOT / "scripts/embed_figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_figures_take_less_than_four_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 4_000_000
    files = {f.path.name for f in embedded() if f.path.is_file()}
    assert {path.name for path in FOLDER.glob("*.parquet")} == files
    assert [f.name for f in embedded() if f.path.is_dir()] == ["end-uses"]


@pytest.mark.parametrize("held", embedded(), ids=lambda held: held.name)
def test_each_figure_is_read_by_its_source(held: EmbeddedFigure) -> None:
    assert held.source in registry().names("source")
    reading = read(held.source, held.path, vintage=held.vintage, **held.parameters)
    assert reading.report.is_whole
    assert reading.report.sha256 == held.sha256
    assert reading.report.read >= held.rows
    assert reading.rows > 0
    assert checksum(held.path) == (held.sha256, held.bytes)
    for words in (held.title, held.publisher, held.unit, held.license, held.citation, held.changes):
        assert words


def test_a_changed_or_missing_figure_is_named(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "figures")
    (tmp_path / "figures" / "gscpi.parquet").unlink()
    damaged = tmp_path / "figures" / "iso.parquet"
    damaged.write_bytes(damaged.read_bytes() + b"x")
    with pytest.raises(IntegrityError) as caught:
        embedded(tmp_path / "figures")
    assert [p.code for p in caught.value.problems] == ["checksum", "missing_file"]
    assert len(embedded(tmp_path / "figures", verify=False)) == len(embedded())


def test_an_unknown_figure_names_the_known_ones() -> None:
    with pytest.raises(NotFound) as caught:
        figure("bea")
    assert "bea-make-use" in caught.value.hint


@pytest.mark.reference
def test_embedding_again_gives_the_same_bytes(
    script: ModuleType, reference_data: Path, tmp_path: Path
) -> None:
    manifest = script.embed(reference_data, tmp_path)
    for row in manifest:
        assert row["sha256"] == figure(row["name"]).sha256, row["name"]
    for name in ("manifest.yaml",):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_the_page_of_data_sources_is_fresh(script: ModuleType) -> None:
    manifest = yaml.safe_load((FOLDER / "manifest.yaml").read_text("utf-8"))["figures"]
    assert (ROOT / "DATA_SOURCES.md").read_text("utf-8") == script.data_sources(manifest)
