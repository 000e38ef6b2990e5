"""Twins: build, open, list, show, compare, export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from mainstay.errors import InputError, NotFound
from mainstay.fusion.deflators import deflators
from mainstay.fusion.end_uses import KINDS as USE_KINDS
from mainstay.fusion.end_uses import Reading, readings
from mainstay.fusion.governance import stability
from mainstay.fusion.mineral_facts import MineralFacts
from mainstay.fusion.minerals import mineral_facts
from mainstay.model import Label, Table
from mainstay.service.homes import Step, ingest_embedded, silent
from mainstay.service.looking import depends_of, supplies_of
from mainstay.service.placing import FIRM_KINDS, place_firms
from mainstay.store import Home, TwinRecord, code_digest
from mainstay.twin.compiled import Compiled, compile_twin, from_cache, to_cache
from mainstay.twin.material_markets import materials_of
from mainstay.twin.materials import Materials
from mainstay.twin.net import Net

if TYPE_CHECKING:
    from mainstay.twin.carving.carve import CarveReport

#: Name of the twin of the embedded figures.
DEMO = "demo"

#: Claims that the net is compiled from.
NET_KINDS = (
    "make", "use", "final_use", "value_added", "import_use", "import_final",
    "region_import_use", "gross_output", "code_link", "code_name",
)  # fmt: skip

#: Claims about minerals, from the newest edition of the twin.
MINERAL_KINDS = (
    "production", "capacity", "reserves", "world_total", "import_source", "import_reliance",
    "mineral_flow", "unit_value", "critical_flag",
)  # fmt: skip

#: Sources of which a twin holds every edition: a later one replaces single minerals, not all.
LAYERED = ("analyst.end-uses",)


@dataclass
class OpenTwin:
    """A twin of a home, with what is compiled from it on first use.

    Parameters
    ----------
    home
        Where it lives.
    record
        Its identity.
    name
        The name it was opened by.
    """

    home: Home
    record: TwinRecord
    name: str = ""
    step: Step = field(default=silent, repr=False)

    @property
    def id(self) -> str:
        """The twin's id."""
        return self.record.id

    def claims(self, kinds: tuple[str, ...]) -> pa.Table:
        """Return claims of this twin by kind."""
        return self.home.claims(kinds, twin=self.record, view=Label(self.record.view))

    @cached_property
    def minerals(self) -> Mapping[str, MineralFacts]:
        """Facts of every mineral, from the newest full edition in the twin."""
        claims = self.claims(MINERAL_KINDS)
        editions = sorted({str(v) for v in claims["vintage"].unique().to_pylist()})
        if not editions:
            return {}
        newest = claims.filter(pa.compute.equal(claims["vintage"].cast(pa.string()), editions[-1]))
        return mineral_facts(newest)

    @cached_property
    def use_readings(self) -> list[Reading]:
        """Every reading of end uses in the twin, those that count marked."""
        return readings(self.claims(USE_KINDS))

    @cached_property
    def materials(self) -> Materials:
        """Markets and uses of minerals, and why others cannot be computed."""
        ranks = stability(self.claims(("governance",)))
        return materials_of(self.minerals, self.use_readings, ranks)

    @cached_property
    def compiled(self) -> Compiled:
        """The net with the account of how it was made; kept between processes."""
        code = code_digest("mainstay.fusion", "mainstay.twin", "mainstay.model")

        def make() -> Mapping[str, pa.Table]:
            self.step("projecting, balancing and compiling the net")
            return to_cache(compile_twin(self.claims(NET_KINDS), self.minerals, self.id))

        return from_cache(self.home.cached(f"net-{self.id}-{code}", make))

    @cached_property
    def carved(self) -> tuple[Net, CarveReport | None]:
        """The net with the firms of this twin placed in it, and what that changed."""
        claims = self.claims(FIRM_KINDS)
        indexes = deflators(self.claims(("price_index",))) if claims.num_rows else {}
        # before carving, so that what is kept with the net is kept with the one that is asked
        net = replace(self.compiled.net, materials=self.materials)
        return place_firms(net, claims, indexes)

    @property
    def net(self) -> Net:
        """The net."""
        return self.carved[0]

    def summary(self) -> dict[str, Any]:
        """Return what the twin is, as plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "view": str(self.record.view),
            "created": str(self.record.created_at),
            "activities": len(self.net.activities),
            "pools": len(self.net.pools),
            "base_year": self.net.base_year,
            "price_basis": str(self.net.price_basis),
            "quality": self.compiled.quality.rows(),
        }

    def overview(self) -> Table:
        """Return the twin's accounts, balances and data quality as a table."""
        return self.compiled.quality

    def supplies(self, thing: str, tiers: str = "direct", top: int = 20) -> list[Table]:
        """Who supplies a thing; see :func:`mainstay.service.who_supplies`."""
        return supplies_of(self.net, self.minerals, thing, top, tiers)

    def depends(self, thing: str, tiers: str = "all", top: int = 20) -> list[Table]:
        """Who depends on a thing; see :func:`mainstay.service.who_depends`."""
        return depends_of(self.net, self.minerals, thing, tiers, top)

    def hangs_on(self, account: str = "economy", top: int = 10, by: str = "imported") -> Table:
        """Return what an account hangs on, see :func:`mainstay.twin.ranking.hangs_on`."""
        from mainstay.twin.ranking import hangs_on

        return hangs_on(self.net, account, top, by=by)  # type: ignore[arg-type]

    def to_pymrio(self) -> Any:
        """Return an industry-by-industry system for pymrio."""
        from mainstay.twin.export import to_pymrio

        return to_pymrio(self.net)


def build_twin(
    path: Path | str | None,
    *,
    name: str = DEMO,
    view: str = "public",
    step: Step = silent,
) -> OpenTwin:
    """Read what is embedded and not yet held, freeze a twin, compile it and name it.

    Raises
    ------
    InputError
        If there is no such view.
    """
    try:
        label = Label(view)
    except ValueError:
        known = ", ".join(Label)
        raise InputError(f"no view {view!r}", hint=f"views: {known}") from None
    home = Home.open(path)
    ingest_embedded(home, step)
    sources = _embedded_sources() if name == DEMO else _newest_editions(home)
    built = OpenTwin(home, home.freeze(label, sources=sources), name, step)
    # compiled first: a name must never stand for a twin that cannot be used
    _ = built.net
    home.name_twin(name, built.id)
    return built


def editions(record: TwinRecord) -> dict[str, tuple[str, ...]]:
    """Return source to the editions that a twin holds of it, in order."""
    found: dict[str, tuple[str, ...]] = {}
    keys = record.keys()  # a list, not those of a mapping
    for source, vintage in sorted({(source, vintage) for _, source, vintage in keys}):
        found[source] = (*found.get(source, ()), vintage)
    return found


def _newest_editions(home: Home) -> dict[str, tuple[str, ...]]:
    """Return source to the edition that was read into the home last, or to all that add up."""
    newest: dict[str, tuple[str, ...]] = {}
    for reading in home.readings():
        source, vintage = str(reading["source"]), str(reading["vintage"])
        if source in LAYERED:
            newest[source] = (*newest.get(source, ()), vintage)
        else:
            newest.setdefault(source, (vintage,))
    return newest


def _embedded_sources() -> dict[str, tuple[str, ...]]:
    from mainstay.sources.embedded import embedded

    return {figure.source: (figure.vintage,) for figure in embedded()}


def open_twin(path: Path | str | None, twin: str | None = None, step: Step = silent) -> OpenTwin:
    """Open a twin by name or id; the demo twin, built if need be, when none is named.

    Raises
    ------
    NotFound
        If there is no such twin; the hint lists the names of this home.
    """
    home = Home.open(path)
    wanted = twin or DEMO
    try:
        return OpenTwin(home, home.twin(wanted), wanted, step)
    except NotFound:
        if twin is None:
            return build_twin(path, step=step)
        names = ", ".join(home.twin_names()) or "none; `mainstay twin build` makes one"
        raise NotFound(f"no twin {twin!r}", hint=f"twins of this home: {names}") from None


def list_twins(path: Path | str | None) -> Table:
    """Return the twins of a home, newest first."""
    home = Home.open(path)
    names: dict[str, list[str]] = {}
    for name, identity in home.twin_names().items():
        names.setdefault(identity, []).append(name)
    rows: list[dict[str, object]] = [
        {
            "twin": record.id[:12],
            "name": ", ".join(names.get(record.id, [])),
            "view": str(record.view),
            "partitions": len(record.partitions),
            "created": str(record.created_at),
        }
        for record in home.twins()
    ]
    return Table.of("twins", rows, title="Twins of this home")


def diff_twins(path: Path | str | None, twin_a: str, twin_b: str, *, top: int = 50) -> Table:
    """Return the cells in which two twins differ, at most ``top`` of them.

    Raises
    ------
    NotFound
        If there is no such twin.
    """
    table = Home.open(path, create=False).diff(twin_a, twin_b)
    counts: dict[str, int] = {}
    for change in table.data["change"].to_pylist():
        counts[change] = counts.get(change, 0) + 1
    words = ", ".join(f"{n} {c}" for c, n in sorted(counts.items())) or "no difference"
    notes = (words, f"{min(top, len(table))} of {len(table)} lines shown")
    return Table(table.name, table.data.slice(0, top), table.title, table.source, notes)


def export_twin(
    path: Path | str | None, folder: Path, *, twin: str | None = None, to: str = "csv"
) -> Path:
    """Write the net for other tools and return the folder.

    Raises
    ------
    InputError
        If the form is unknown.
    """
    from mainstay.twin.export import to_csv, to_pymrio
    from mainstay.twin.tables import to_tables

    net = open_twin(path, twin).net
    if to == "csv":
        to_csv(net, folder)
    elif to == "parquet":
        folder.mkdir(parents=True, exist_ok=True)
        for part, data in to_tables(net).items():
            Table(part, data).write(folder / f"{part}.parquet")
    elif to == "pymrio":
        to_pymrio(net).save_all(str(folder))
    else:
        raise InputError(f"cannot export to {to!r}", hint="csv, parquet or pymrio")
    return folder
