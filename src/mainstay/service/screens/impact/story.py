"""What a run says, whatever engine answered it: a brief's tree, and what is beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from mainstay.model import Label, Scenario, Table
from mainstay.report.compose import Evidence
from mainstay.report.content import Brief, RunIdentity, Source
from mainstay.report.dynamics.numbers import known, picked
from mainstay.report.quantity import Number, Provenance, Unit
from mainstay.service.briefs import identity_of, sources_of
from mainstay.service.dynamic_briefs import BEHIND, READ
from mainstay.service.runs import DoneRun
from mainstay.service.twins import OpenTwin
from mainstay.store import RunRecord

Row = dict[str, Any]

#: The three accounts in order, and their names for a reader.
ACCOUNTS: Mapping[str, str] = {"economy": "Economy", "health": "Health", "defense": "Defense"}

#: Ends of the names of the milder and the harder case of a scenario.
CASES = ("", ":low", ":high")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A number with its words."""

    words: str
    number: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLoss:
    """What one account loses.

    Parameters
    ----------
    account
        ``economy``, ``health`` or ``defense``.
    measure
        What ``loss`` is a number of, in words.
    loss
        The number that is compared between runs.
    facts
        What else is known of the account.
    """

    account: str
    measure: str
    loss: Number
    facts: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a run says.

    Parameters
    ----------
    brief
        The tree of the brief about the run: the answer, its sections and figures.
    accounts
        The three accounts in order; fewer where the engine tells of fewer.
    basis
        What the losses are counted over: days of the run, or a year.
    industries, loss_column
        Who loses what, with ``id``, ``name`` and that column; ``None`` where nobody is told of.
    curves
        Rows of accounts by ``day`` with ``loss_share_low``, ``_mid`` and ``_high``, if any.
    places
        Rows of places with ``id``, ``name`` and ``lost_usd_mid``, if any.
    sibling
        Id of the ensemble that is shown beside the run, if there is one.
    """

    brief: Brief
    accounts: tuple[AccountLoss, ...]
    basis: str
    industries: Table | None = None
    loss_column: str = ""
    curves: tuple[Row, ...] = ()
    places: tuple[Row, ...] = ()
    sibling: str = ""


@dataclass(frozen=True)
class Asked:
    """A run with what was asked: everything that its story is composed from."""

    opened: OpenTwin
    scenario: Scenario
    record: RunRecord
    command: str

    @cached_property
    def done(self) -> DoneRun:
        """The run with its tables, read on first use."""
        return DoneRun(self.record, self.opened.home.result(self.record))

    @property
    def run_id(self) -> str:
        """Id of the run."""
        return self.record.run_id

    @property
    def name(self) -> str:
        """Name of the scenario in the tables."""
        return self.scenario.name

    @property
    def sources(self) -> tuple[Source, ...]:
        """The publications that a net without minerals rests on."""
        return tuple(s for s in sources_of(self.opened) if s.key.startswith(READ))

    @property
    def behind(self) -> tuple[str, ...]:
        """Keys of the sources that the numbers rest on."""
        return tuple(s.key for s in self.sources if s.key.startswith(BEHIND))

    @property
    def as_of(self) -> date:
        """Last day of the year that the net stands for."""
        return date(self.opened.net.base_year, 12, 31)

    @property
    def run(self) -> RunIdentity:
        """Which run it is."""
        return identity_of(self.done, self.opened, self.command)

    def why(self, confidence: float, note: str) -> Provenance:
        """Return where numbers of the run are from."""
        label = Label(self.opened.record.view)
        return Evidence(self.sources, label, self.behind).why({"confidence": confidence}, note)

    def cases(self, table: str, **keys: str) -> dict[str, Row]:
        """Return the row of each case of the scenario that has some values, by the case's end."""
        found: dict[str, Row] = {}
        for row in self.done.tables[table].rows():
            if all(row[key] == value for key, value in keys.items()):
                end = str(row["scenario"]).removeprefix(self.name)
                if end in CASES and end not in found:
                    found[end] = row
        return found


def over_cases(
    cases: Mapping[str, Row], columns: Sequence[str], unit: Unit, why: Provenance
) -> Number:
    """Return the number of a scenario with the band of its cases; unknown if any part is.

    Parameters
    ----------
    cases
        Rows by the end of the case's name.
    columns
        Their sum is the number.

    Examples
    --------
    >>> why = Provenance(sources=("demo",), vintage="2026", confidence=0.5)
    >>> rows = {"": {"a": 2e9}, ":low": {"a": 1e9}, ":high": {"a": 3e9}}
    >>> over_cases(rows, ["a"], Unit.USD, why).full
    '$2.0 bn ($1.0 bn–$3.0 bn)'
    """
    found = [_sum(row, columns) for row in cases.values()]
    middle = _sum(cases[""], columns) if "" in cases else None
    ends = [value for value in found if value is not None]
    if middle is None or len(cases) == 1 or len(ends) < len(found):
        return Number(middle, unit, why)
    return Number(middle, unit, why, min(ends), max(ends))


def _sum(row: Row, columns: Sequence[str]) -> float | None:
    parts = [known(row.get(column)) for column in columns]
    present = [part for part in parts if part is not None]
    return sum(present) if len(present) == len(parts) else None


def of_scenario(table: Table, name: str) -> Table:
    """Return the rows of a table that are of one case."""
    if "scenario" not in table.data.column_names:
        return table
    return picked(table, [k for k, row in enumerate(table.rows()) if row["scenario"] == name])
