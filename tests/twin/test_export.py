"""What leaves a net comes back, and a peer computes the same from it."""

import builtins
import csv
from dataclasses import fields

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from mainstay.errors import InputError, MissingExtra, SchemaMismatch, SchemaVersion, UnknownValue
from mainstay.twin.carving.allocation import SupplyLink
from mainstay.twin.carving.carve import carve
from mainstay.twin.export import industry_table, to_csv, to_pymrio
from mainstay.twin.net import Activities, Net, Pools, SourceEdges, UseTraits
from mainstay.twin.tables import from_tables, to_tables
from mainstay.twin.technology import technology
from mainstay.twin.toy import FIRM, METAL, SMELTING, own_technology, toy_net


def carved() -> Net:
    link = SupplyLink(SMELTING, FIRM, METAL, 10.0, confidence=0.5, evidence="a contract")
    return carve(toy_net(), [own_technology()], links=[link]).net


def assert_same(a: Net, b: Net) -> None:
    for name in ("make", "use", "make_quantity", "trade", "use_seen"):
        np.testing.assert_array_equal(getattr(a, name).toarray(), getattr(b, name).toarray())
    np.testing.assert_array_equal(a.final, b.final)
    for part, kind in (("activities", Activities), ("pools", Pools), ("source", SourceEdges)):
        for f in fields(kind):
            x, y = getattr(getattr(a, part), f.name), getattr(getattr(b, part), f.name)
            assert type(x) is type(y)
            if isinstance(x, tuple):
                assert x == y
                assert [type(v) for v in x] == [type(v) for v in y]
            else:
                assert x.dtype == y.dtype
                np.testing.assert_array_equal(x, y)
    for f in fields(UseTraits):
        x, y = getattr(a.traits, f.name), getattr(b.traits, f.name)
        assert (x is None) == (y is None)
        if x is not None:
            np.testing.assert_array_equal(x.toarray(), y.toarray())
    for name in ("twin_id", "base_year", "price_basis", "notes"):
        assert getattr(a, name) == getattr(b, name)


def with_more() -> Net:
    from dataclasses import replace

    net = carved()
    low = sparse.csr_array(np.full(net.use.shape, 0.25))
    trade = sparse.csr_array(np.array([[0.0, 1.5], [0.0, 0.0]]))
    return replace(net, traits=UseTraits(essential_lo=low), trade=trade, notes=("one", "two"))


@pytest.mark.parametrize("net", [toy_net(), carved(), with_more()], ids=["toy", "carved", "more"])
def test_tables_round_trip_exactly(net: Net) -> None:
    assert_same(net, from_tables(to_tables(net)))


def test_tables_survive_parquet(tmp_path: object) -> None:
    import pyarrow.parquet as pq

    net = with_more()
    back = {}
    for name, table in to_tables(net).items():
        pq.write_table(table, tmp_path / f"{name}.parquet")
        back[name] = pq.read_table(tmp_path / f"{name}.parquet")
    assert_same(net, from_tables(back))


def test_tables_that_are_no_net_are_refused_with_every_fault() -> None:
    tables = to_tables(toy_net())
    with pytest.raises(SchemaMismatch):
        from_tables({"activities": tables["activities"]})
    broken = dict(tables)
    broken["pools"] = tables["pools"].drop_columns(["unit"])
    del broken["use"]
    with pytest.raises(SchemaMismatch) as caught:
        from_tables(broken)
    assert {p.code for p in caught.value.problems} == {"missing_table", "missing_column"}
    old = dict(tables)
    old["net"] = pa.table({}).replace_schema_metadata({"mainstay_net": '{"version": 0}'})
    with pytest.raises(SchemaVersion):
        from_tables(old)


def test_a_folder_of_csv_adds_up(tmp_path: object) -> None:
    net = carved()
    paths = to_csv(net, tmp_path / "net")
    assert [p.name for p in paths] == [
        "README.txt", "activities.csv", "final.csv", "make.csv", "pools.csv", "source.csv",
        "trade.csv", "use.csv",
    ]  # fmt: skip

    def rows(name: str) -> list[dict[str, str]]:
        with (tmp_path / "net" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    made = sum(float(r["value_usd"]) for r in rows("make") if r["pool"] == METAL)
    used = sum(float(r["value_usd"]) for r in rows("use") if r["pool"] == METAL)
    final = sum(float(v) for r in rows("final") if r["pool"] == METAL
                for k, v in r.items() if k != "pool")  # fmt: skip
    assert made == used + final == 100.0
    activities = {r["id"]: r for r in rows("activities")}
    assert activities[FIRM]["parent"] == "toy:electronics"
    assert activities["region:abroad"]["value_added_usd"] == ""  # unknown, not zero
    assert {r["quantity"] for r in rows("make") if r["pool"] != METAL} == {""}
    (edge,) = rows("source")
    assert (edge["supplier"], edge["buyer"], edge["pool"]) == (SMELTING, FIRM, METAL)
    assert edge["lead_days"] == ""
    text = (tmp_path / "net" / "README.txt").read_text("utf-8")
    assert "US dollars of 2023" in text
    assert "producer prices" in text
    to_csv(net, tmp_path / "net")  # writing again is fine
    (tmp_path / "net" / "mine.txt").write_text("precious")
    with pytest.raises(InputError, match="not empty"):
        to_csv(net, tmp_path / "net")
    with pytest.raises(InputError, match="not a folder"):
        to_csv(net, tmp_path / "net" / "mine.txt")


def test_industry_table_by_hand() -> None:
    """Z = D U: smelting makes 0.6 of the metal; 20 and 30 of metal are used."""
    ids, flows, final, imports = industry_table(toy_net())
    assert ids == (SMELTING, "toy:electronics")
    np.testing.assert_allclose(flows, [[12, 18], [4 + 20, 6 + 30]])
    np.testing.assert_allclose(final.sum(axis=1), [30, 10 + 50])
    np.testing.assert_allclose(imports[:2], [4, 6])
    np.testing.assert_allclose(imports[2:].sum(), 10)


@pytest.mark.parametrize("net", [toy_net(), carved()], ids=["toy", "carved"])
def test_pymrio_finds_the_same_system(net: Net) -> None:
    system = to_pymrio(net)
    stated = system.x["indout"].to_numpy().copy()
    system.x = None
    system.calc_all()
    np.testing.assert_allclose(system.x["indout"].to_numpy(), stated, rtol=1e-12)
    ours = technology(net)
    np.testing.assert_allclose(system.A.to_numpy(), ours.coefficients(), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(system.L.to_numpy(), ours.inverse(), rtol=1e-12, atol=1e-15)
    assert [key for _, key in system.L.index] == list(ours.ids)
    multiplier = system.factors.M.loc["value added"].to_numpy()
    np.testing.assert_allclose(multiplier, ours.value_added_multiplier, rtol=1e-12)
    # value added and imports are all that final demand pays for
    paid = system.factors.M.loc["value added"] + system.factors.M.loc["imports"]
    np.testing.assert_allclose(paid.to_numpy(), 1.0, rtol=1e-12)


def test_without_pymrio_the_next_step_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: object, **words: object) -> object:
        if name == "pymrio":
            raise ImportError(name)
        return real(name, *args, **words)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtra, match="pip install pymrio"):
        to_pymrio(toy_net())


def test_unknown_flows_are_named() -> None:
    from dataclasses import replace

    make = toy_net().make.toarray()
    make[1, 0] = np.nan
    net = replace(toy_net(), make=sparse.csr_array(make))
    with pytest.raises(UnknownValue, match="toy:electronics"):
        industry_table(net)
