"""Briefs about what happens day by day: a scenario of the dynamic engine, with its ensemble."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.errors import InputError
from mainstay.extend import registry
from mainstay.model import Label, Scenario, Table
from mainstay.report.compose import DynamicFindings, dynamic_brief
from mainstay.report.content import Brief
from mainstay.service.briefs import identity_of, sources_of
from mainstay.service.ensembles import ENGINE as ENSEMBLE
from mainstay.service.ensembles import run_ensemble
from mainstay.service.homes import Step, silent
from mainstay.service.runs import DoneRun, question, run_on
from mainstay.service.twins import OpenTwin
from mainstay.store import RunRecord
from mainstay.twin.net import ActivityKind, Net

#: Engine of the scenarios that these briefs are about.
ENGINE = "ario"

#: Confidence of every number: accounts that are inferred in part, and classes that are assumed.
CONFIDENCE = 0.3

#: Sources of a net; markets of minerals have no part in a run day by day.
BEHIND = ("bea.", "user.")
#: Sources that are read for it: those, and the lists that name and link their codes.
READ = (*BEHIND, "codes.bea", "codes.links")

#: What is counted of a place.
PLACES = (
    "The United States by value added, regions abroad by what they deliver to it; what they lose "
    "elsewhere is not in the run."
)

#: Claims that say which country is in which region of the import tables.
_REGION, _COUNTRY = "region.tiva:", "iso3:"

#: Home, as the net and as maps call it.
_HOME = {"US": "USA"}
#: Words for regions of the net that are not named for a reader.
_NAMES = {"US": "United States", "stocks": "Drawn from stocks",
          "unallocated": "Imports of unknown origin"}  # fmt: skip

#: Tables of an ensemble by the names under which a brief reads them.
_OF_ENSEMBLE = {
    "fan": "fan",
    "exceedance": "exceedance",
    "sensitivity": "sensitivity",
    "accounts": "ensemble",
}


def dynamic_story(
    opened: OpenTwin, about: str, scenario: Scenario, *, members: int | None = None,
    step: Step = silent,
) -> tuple[Brief, DoneRun]:  # fmt: skip
    """Return the brief of a scenario that is followed day by day, and the run behind it.

    Parameters
    ----------
    opened
        The twin.
    about
        Name or path by which the scenario was asked for.
    scenario
        The same, read.
    members
        Members of the ensemble; where not given, the largest stored one of this very question, if
        there is one.
    step
        Told what is being done.

    Raises
    ------
    BadScenario
        If the scenario does not fit.
    InputError
        If there cannot be so many members.
    """
    if members is not None and members < 2:
        raise InputError(f"an ensemble of {members} has no spread", hint="--members 200")
    done = run_on(opened, about, step=step)
    many = _ensemble(opened, about, scenario, members, step)
    command = f"mainstay brief --about {about}"
    found = findings(opened, scenario, done, many, command=command)
    return dynamic_brief(found), done


def findings(
    opened: OpenTwin, scenario: Scenario, done: DoneRun, many: DoneRun | None = None, *,
    command: str,
) -> DynamicFindings:  # fmt: skip
    """Return everything that the brief of a run is composed from.

    Parameters
    ----------
    opened, scenario, done
        The twin, what happens, and the run.
    many
        The ensemble, if there is one.
    command
        By which the brief is written again.
    """
    notes = _notes(done.tables)
    tables = {name: named(table) for name, table in done.tables.items()}
    tables["places"] = places(tables["spread"], countries_of(opened))
    if many is not None:
        tables |= {own: replace(many.tables[name], name=own) for name, own in _OF_ENSEMBLE.items()}
        command = f"{command} --members {many.record.parameters['members']}"
        notes += tuple(n for n in _notes(many.tables) if n not in notes)
    sources = tuple(s for s in sources_of(opened) if s.key.startswith(READ))
    kept = ("recovery", "over_time", "first_hit", "spread", "spread_links", "places",
            *_OF_ENSEMBLE.values())  # fmt: skip
    return DynamicFindings(
        title=scenario.title,
        question="",
        scenario=scenario.name,
        as_of=date(opened.net.base_year, 12, 31),
        tables={name: _bare(tables[name], notes) for name in kept if name in tables},
        days=float(max(row["days"] for row in tables["accounts"].rows())),
        sources=sources,
        behind=tuple(s.key for s in sources if s.key.startswith(BEHIND)),
        run=identity_of(done, opened, command),
        confidence=CONFIDENCE,
        synthetic=synthetic(opened.net),
        places=PLACES,
        assumptions=scenario.assumptions,
        further=tuple(_bare(tables[n], notes) for n in ("accounts", "by_activity")),
        label=Label(opened.record.view),
        notes=notes,
    )


def _ensemble(
    opened: OpenTwin, about: str, scenario: Scenario, members: int | None, step: Step
) -> DoneRun | None:
    if members is None:
        return stored_ensemble(opened, scenario)
    return run_ensemble(opened.home.path, about, twin=opened.name or None, members=members,
                        step=step)  # fmt: skip


def stored_ensemble(opened: OpenTwin, scenario: Scenario) -> DoneRun | None:
    """Return the stored ensemble of a scenario with most members, or ``None``.

    It is one of this twin, this scenario and this code: the numbers of others are not comparable.
    """
    most = ensemble_record(opened, scenario)
    return None if most is None else DoneRun(most, opened.home.result(most))


def ensemble_record(opened: OpenTwin, scenario: Scenario) -> RunRecord | None:
    """Return which run :func:`stored_ensemble` is, without its tables."""
    card, asked = registry().card("engine", ENSEMBLE), scenario.model_dump(mode="json")
    found = [
        r for r in opened.home.runs()
        if r.engine == ENSEMBLE
        and r.question_id == question(opened, card, asked, r.parameters, r.seed).id
    ]  # fmt: skip
    return max(found, key=lambda r: int(r.parameters["members"])) if found else None


def countries_of(opened: OpenTwin) -> Mapping[str, tuple[str, ...]]:
    """Return ISO 3166-1 codes by region of the import tables, as the twin's claims link them."""
    links = opened.claims(("code_link",))
    regions = links["object"].cast("string")
    links = links.filter(pc.starts_with(regions, _REGION))
    found: dict[str, list[str]] = {}
    for row in links.select(["subject", "object"]).to_pylist():
        if row["subject"].startswith(_COUNTRY):
            region = row["object"].removeprefix(_REGION)
            found.setdefault(region, []).append(row["subject"].removeprefix(_COUNTRY))
    return {region: tuple(sorted(codes)) for region, codes in found.items()}


def places(spread: Table, countries: Mapping[str, tuple[str, ...]]) -> Table:
    """Return what is lost by country: every country of a region has the number of its region.

    Parameters
    ----------
    spread
        Rows of the kind ``country`` have regions of the net as their ids.
    countries
        ISO 3166-1 codes by region; regions without any are left out.

    Examples
    --------
    >>> rows = [{"kind": "country", "id": "North", "name": "North", "loss_share": 0.5}]
    >>> table = places(Table.of("spread", rows), {"North": ("ISL", "NOR")})
    >>> [(row["id"], row["name"], row["loss_share"]) for row in table.rows()]
    [('ISL', 'North', 0.5), ('NOR', 'North', 0.5)]
    """
    rows = []
    for row in spread.rows():
        if row["kind"] != "country" or row["loss_share"] is None:
            continue
        home = _HOME.get(row["id"])
        codes = (home,) if home else countries.get(row["id"], ())
        rows += [{**row, "id": code} for code in codes]
    return Table.of(
        "places",
        rows,
        title="How the loss spreads, by country",
        source=spread.source,
        notes=("a country has the number of its region of the import tables",),
    )


def named(table: Table) -> Table:
    """Return a table in which regions have names for a reader."""
    if not {"kind", "id", "name"} <= set(table.data.column_names):
        return table
    places = table.data["kind"].to_pylist(), table.data["id"].to_pylist()
    names = [
        _NAMES.get(key, name) if kind == "country" else name
        for kind, key, name in zip(*places, table.data["name"].to_pylist(), strict=True)
    ]
    where = table.data.column_names.index("name")
    field = table.data.schema.field(where)
    return replace(table, data=table.data.set_column(where, field, pa.array(names, field.type)))


def synthetic(net: Net) -> str:
    """Return what of a net is synthetic, in a sentence; empty where nothing is."""
    drawn = sum(kind == ActivityKind.SYNTHETIC for kind in net.activities.kind)
    if not drawn:
        return ""
    return f"{drawn:,} activities of the net are drawn at random; no firm of theirs exists."


def _notes(tables: Mapping[str, Table]) -> tuple[str, ...]:
    """Return the notes that stand under every table of a run: those of the engine."""
    first, *others = tables.values()
    return tuple(n for n in first.notes if all(n in t.notes for t in others if t.notes))


def _bare(table: Table, notes: tuple[str, ...]) -> Table:
    """Return a table without the notes of the engine, which a brief says once."""
    return replace(table, notes=tuple(n for n in table.notes if n not in notes))
