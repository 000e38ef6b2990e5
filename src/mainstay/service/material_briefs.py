"""Briefs about materials: one mineral, a dossier of several, or a scenario that cuts some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mainstay.errors import InputError, NotFound
from mainstay.model import Label, Scenario, Table
from mainstay.report import write_bundle
from mainstay.report.compose import (
    Evidence,
    MaterialFindings,
    StoryFindings,
    chain_of,
    chain_of_good,
    material_brief,
    story_brief,
    suppliers,
)
from mainstay.report.content import Brief
from mainstay.report.material import Chain, in_sentence
from mainstay.service.briefs import Made, identity_of, made_of, sources_of
from mainstay.service.dynamic_briefs import ENGINE as DYNAMIC
from mainstay.service.dynamic_briefs import dynamic_story
from mainstay.service.homes import Step, silent
from mainstay.service.materials import losses_of
from mainstay.service.runs import DoneRun, load_scenario, run_on
from mainstay.service.scenario_files import saved_scenarios, shipped_scenarios
from mainstay.service.twins import OpenTwin, open_twin
from mainstay.shocks.commodity.expected import AS_OF
from mainstay.shocks.commodity.tables import confidence
from mainstay.twin.materials import Materials

#: Engine of the scenarios that a brief can be about.
ENGINE = "commodity"


@dataclass(frozen=True, slots=True)
class Dossier:
    """Several minerals that one product needs, and the product.

    Parameters
    ----------
    title, question
        Of the brief.
    minerals
        Slugs, the one it leads with first.
    goods
        Words and detail codes of what is made of them.
    """

    title: str
    question: str
    minerals: tuple[str, ...]
    goods: Mapping[str, tuple[str, ...]]


#: Dossiers that come with the package.
DOSSIERS = {
    "battery": Dossier(
        "Batteries, from ore to vehicles, grid and defense",
        "What do batteries hang on, from the ground to who buys them?",
        ("cobalt", "graphite", "nickel", "manganese", "lithium"),
        {"Storage batteries": ("335911",), "Cars and light trucks": ("336111", "336112")},
    )
}


def write_about(
    path: Path | str | None, out: Path, about: str, *, twin: str | None = None,
    members: int | None = None, step: Step = silent,
) -> Made:  # fmt: skip
    """Write the brief of a mineral, a dossier or a scenario.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    out
        Folder for the pages and tables.
    about
        Slug of a mineral, name of a dossier, name of a shipped scenario or path of a scenario.
    twin
        The demo twin if ``None``.
    members
        Members of an ensemble of a scenario that is followed day by day; a stored one is shown
        where not given.
    step
        Told what is being done.

    Raises
    ------
    InputError
        If members are asked for of something that is not followed day by day.
    NotFound
        If there is nothing of that name, or no number for the mineral.
    BadScenario
        If a scenario does not fit.
    """
    opened = open_twin(path, twin, step)
    materials, command = opened.net.materials, f"mainstay brief --about {about}"
    scenario = (
        None if about in DOSSIERS or about in materials.computed else _scenario(opened, about)
    )
    is_dynamic = scenario is not None and scenario.engine == DYNAMIC
    if members is not None and not is_dynamic:
        raise InputError(
            f"{about!r} is no scenario that is followed day by day and has no members",
            hint="leave out --members",
        )
    if about in DOSSIERS:
        made, done = _dossier(opened, DOSSIERS[about], command, step)
    elif about in materials.computed:
        name = materials.markets[about][0].name
        asked = f"What if the leading supplier of {in_sentence(name)} stops?"
        single = Dossier(name, asked, (about,), {})
        made, done = _dossier(opened, single, command, step)
    elif scenario is not None and is_dynamic:
        made, done = dynamic_story(opened, about, scenario, members=members, step=step)
    elif scenario is not None:
        made, done = _story(opened, about, scenario, command, step)
    else:
        why = materials.missing.get(about, "neither mineral, dossier nor scenario")
        known = ", ".join((*DOSSIERS, *shipped_scenarios(), *materials.computed))
        raise NotFound(f"no brief about {about!r}: {why}", hint=f"known: {known}")
    step("drawing figures and writing the pages")
    return made_of(made, write_bundle(made, out), done.run_id, opened.id)


def _dossier(opened: OpenTwin, dossier: Dossier, command: str, step: Step) -> tuple[Brief, DoneRun]:
    done = losses_of(opened, step=step)
    tables, materials = done.tables, opened.net.materials
    evidence = Evidence(sources_of(opened), Label(opened.record.view))
    chains = [_chain(opened, m, evidence) for m in dossier.minerals]
    chains += [
        chain_of_good(opened.net, codes, words, evidence, source="bea.make-use bea.import-regions")
        for words, codes in dossier.goods.items()
    ]
    found = MaterialFindings(
        title=dossier.title, question=dossier.question, minerals=dossier.minerals,
        as_of=AS_OF, expected=tables["expected"],
        regimes=tables["regimes"], by_industry=tables["by_industry"],
        by_country=tables["by_country"], drivers=tables["drivers"],
        suppliers=_suppliers(materials, dossier.minerals),
        not_computed=tables["not_computed"], chains=tuple(chains),
        not_covered=_not_covered(materials, dossier.minerals),
        sources=sources_of(opened), run=identity_of(done, opened, command),
        tables=tuple(tables[n] for n in ("expected", "regimes", "by_industry", "by_country",
                                         "drivers")),
        label=Label(opened.record.view),
    )  # fmt: skip
    return material_brief(found), done


def _scenario(opened: OpenTwin, about: str) -> Scenario | None:
    """Return the scenario of that name or in that file, or ``None`` where there is neither."""
    home = opened.home.catalog.folders.root
    named = about in shipped_scenarios() or about in saved_scenarios(home)
    return load_scenario(about, home) if named or Path(about).is_file() else None


def _story(
    opened: OpenTwin, about: str, scenario: Scenario, command: str, step: Step
) -> tuple[Brief, DoneRun]:
    if scenario.engine != ENGINE:
        raise NotFound(
            f"no brief about {about!r}: it is a scenario of the engine {scenario.engine}",
            hint=f"mainstay run {about}; briefs are about scenarios of commodity and ario",
        )
    done = run_on(opened, about, step=step)
    return material_story(opened, scenario, done, command=command), done


def material_story(
    opened: OpenTwin, scenario: Scenario, done: DoneRun, *, command: str
) -> Brief:  # fmt: skip
    """Return the brief of a stored run that cuts minerals; nothing is computed or written.

    Parameters
    ----------
    opened, scenario, done
        The twin, what happens, and the run.
    command
        By which the brief is written again.
    """
    materials = opened.net.materials
    minerals = tuple(dict.fromkeys(r["mineral"] for r in done.tables["markets"].rows()))
    evidence = Evidence(sources_of(opened), Label(opened.record.view))
    found = StoryFindings(
        title=scenario.title, question=f"What if: {scenario.title}?",
        scenario=scenario.name, as_of=AS_OF,
        tables={**done.tables, "suppliers": _suppliers(materials, minerals)},
        names={m: materials.markets[m][0].name for m in minerals},
        confidence=min(confidence(m, materials) for m in minerals),
        chains=tuple(_chain(opened, m, evidence) for m in minerals),
        assumptions=scenario.assumptions, not_covered=_not_covered(materials, minerals),
        sources=sources_of(opened), behind=materials.source_keys,
        run=identity_of(done, opened, command),
        further=tuple(done.tables.values()), label=Label(opened.record.view),
    )  # fmt: skip
    return story_brief(found)


def _suppliers(materials: Materials, minerals: tuple[str, ...]) -> Table:
    rows = [
        row
        for m in minerals
        for row in suppliers(materials, m, "usgs.mcs").rows()
    ]  # fmt: skip
    return Table.of("suppliers", rows, title="Who supplies")


def _chain(opened: OpenTwin, mineral: str, evidence: Evidence) -> Chain:
    net = opened.net
    industries = {
        key.removeprefix("us:"): name
        for key, name in zip(net.activities.id, net.activities.name, strict=True)
        if key.startswith("us:")
    }
    return chain_of(net.materials, mineral, industries, evidence,
                    source="usgs.mcs", uses_source="analyst.end-uses")  # fmt: skip


def _not_covered(materials: Materials, minerals: tuple[str, ...]) -> dict[str, str]:
    said = {m: "; ".join(materials.home[m].outside) for m in minerals}
    return {m: f"{words[:1].upper()}{words[1:]}." for m, words in said.items() if words}
