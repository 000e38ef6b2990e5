"""A user's firms and links: every fault told at once; what is saved comes back as it was."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mainstay.errors import InputError, NotFound, SchemaMismatch, SchemaVersion
from mainstay.twin.firm_nets import FirmNet, from_links, load, net_of_tables, overview, save

FIRMS = "id,industry,output_usd\nNA,331110,100\nb,334413,200\n007,334413,50\n"
LINKS = "supplier,buyer,value_usd\nNA,b,10\nNA,b,5\nb,007,30\n007,007,4\n"


def folder_of(path: Path, firms: str = FIRMS, links: str = LINKS) -> Path:
    (path / "firms.csv").write_text(firms, "utf-8")
    (path / "links.csv").write_text(links, "utf-8")
    return path


def test_a_net_is_read_as_written(tmp_path: Path) -> None:
    net = from_links(folder_of(tmp_path))
    assert net.ids == ("NA", "b", "007")
    assert net.industries == ("331110", "334413")
    assert net.industry.tolist() == [0, 1, 1]
    # by hand: 15 from NA to b, 30 from b to 007; 007's own trade is out
    assert list(zip(net.supplier, net.buyer, net.value_usd, strict=True)) == [
        (0, 1, 15),
        (1, 2, 30),
    ]
    assert net.output_usd is not None
    assert net.final_usd is not None
    assert net.final_usd.tolist() == [85.0, 170.0, 50.0]
    assert not net.synthetic
    assert net.notes == (
        "final sales are output less sales over links",
        "3 links between 2 pairs of firms: those of a pair are summed",
        "1 links of a firm with itself are left out",
    )
    assert overview(net).title == "Firm net: 3 firms, 2 links"


def test_unknown_accounts_stay_unknown(tmp_path: Path) -> None:
    net = from_links(folder_of(tmp_path, "id,industry\nNA,1\nb,2\n007,2\n"))
    assert net.output_usd is None
    assert net.final_usd is None
    assert net.value_added_usd is None


def test_parquet_is_read_too(tmp_path: Path) -> None:
    firms = pa.table({"id": [1, 2], "industry": ["a", "b"], "final_usd": [5.0, 7.0]})
    pq.write_table(firms, tmp_path / "firms.parquet")
    links = pa.table({"supplier": [1], "buyer": [2], "value_usd": [3]})
    pq.write_table(links, tmp_path / "links.parquet")
    net = from_links(tmp_path)
    assert net.output_usd is not None
    assert net.output_usd.tolist() == [8.0, 7.0]


def test_every_fault_of_the_rows_is_told(tmp_path: Path) -> None:
    firms = "id,industry,output_usd\na,1,10\na,,20\nb,2,-3\nc,3,\n"
    links = "supplier,buyer,value_usd\nx,b,5\na,y,-1\nb,c,0\nc,b,\n"
    with pytest.raises(InputError) as caught:
        from_links(folder_of(tmp_path, firms, links))
    told = {(p.code, p.where, p.what) for p in caught.value.problems}
    assert told == {
        ("duplicate_firm", "firms", "a occurs more than once"),
        ("empty", "firms, industry", "row 2 is empty"),
        ("unknown_value", "firms, output_usd", "row 4 has no number"),
        ("bad_value", "firms, output_usd", "row 3 is negative"),
        ("unknown_firm", "links, supplier", "x is not in firms"),
        ("unknown_firm", "links, buyer", "y is not in firms"),
        ("unknown_value", "links, value_usd", "row 4 has no number"),
        ("bad_value", "links, value_usd", "row 2 is not positive"),
        ("bad_value", "links, value_usd", "row 3 is not positive"),
    }


def test_many_faults_are_counted_not_listed() -> None:
    firms = pa.table({"id": ["a"], "industry": ["1"]})
    links = pa.table({"supplier": [f"x{i}" for i in range(100)], "buyer": ["a"] * 100,
                      "value_usd": [1.0] * 100})  # fmt: skip
    with pytest.raises(InputError) as caught:
        net_of_tables(firms, links)
    assert len(caught.value.problems) == 21
    assert caught.value.problems[-1].what == "80 more is not in firms"


def test_columns_are_checked_first(tmp_path: Path) -> None:
    with pytest.raises(SchemaMismatch) as caught:
        from_links(folder_of(tmp_path, "id,sector\na,1\n", "supplier,buyer,value_usd\na,a,much\n"))
    assert {p.code for p in caught.value.problems} == {
        "missing_column", "unknown_column", "not_a_number",
    }  # fmt: skip


def test_a_firm_cannot_sell_more_than_it_makes(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        from_links(folder_of(tmp_path, FIRMS.replace("NA,331110,100", "NA,331110,1")))
    assert caught.value.problems[0].code == "sells_more_than_output"
    both = "id,industry,output_usd,final_usd\nNA,1,100,85\nb,2,200,1\n007,2,50,50\n"
    with pytest.raises(InputError) as caught:
        from_links(folder_of(tmp_path, both))
    assert [(p.code, p.what.split()[0]) for p in caught.value.problems] == [("unbalanced", "b")]


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no firms"):
        from_links(tmp_path)
    with pytest.raises(SchemaMismatch, match="cannot read"):
        from_links(folder_of(tmp_path, "id,industry\na\n"))


def test_saved_nets_come_back(tmp_path: Path, drawn: FirmNet) -> None:
    again = load(save(drawn, tmp_path / "a"))
    for name in ("industry", "supplier", "buyer", "value_usd", "output_usd", "final_usd",
                 "value_added_usd", "imports_usd", "unlinked_usd"):  # fmt: skip
        np.testing.assert_array_equal(getattr(again, name), getattr(drawn, name))
    for name in ("industries", "ids", "synthetic", "seed", "twin_id", "notes"):
        assert getattr(again, name) == getattr(drawn, name)
    save(drawn, tmp_path / "b")
    for name in ("firms.parquet", "links.parquet"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_read_net_keeps_its_names_when_saved(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    net = from_links(folder_of(tmp_path / "raw"))
    again = load(save(net, tmp_path / "saved"))
    assert again.ids == net.ids
    assert not again.synthetic
    assert again.value_added_usd is None
    assert again.name_of(2) == "007"


def test_nothing_is_overwritten_and_damage_is_told(tmp_path: Path, drawn: FirmNet) -> None:
    folder = save(drawn, tmp_path / "net")
    with pytest.raises(InputError, match="not empty"):
        save(drawn, folder)
    links = pq.read_table(folder / "links.parquet")
    pq.write_table(links.slice(10), folder / "links.parquet")
    with pytest.raises(InputError, match="damaged") as caught:
        load(folder)
    assert caught.value.problems[0].code == "missing_rows"
    (folder / "links.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="damaged"):
        load(folder)
    with pytest.raises(NotFound, match="no firm net"):
        load(tmp_path)


def test_a_newer_form_is_refused(tmp_path: Path, drawn: FirmNet) -> None:
    folder = save(drawn, tmp_path / "net")
    firms = pq.read_table(folder / "firms.parquet")
    told = {b"mainstay.firm_net": b'{"version": 99}'}
    pq.write_table(firms.replace_schema_metadata(told), folder / "firms.parquet")
    with pytest.raises(SchemaVersion, match="form 99"):
        load(folder)
