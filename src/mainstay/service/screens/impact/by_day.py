"""Runs day by day: the dynamic engine, its ensemble, and inoperability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mainstay.extend import registry
from mainstay.model import Table
from mainstay.report.compose import DynamicFindings, dynamic_brief, dynamics_words
from mainstay.report.content import Gap, MethodSection
from mainstay.report.dynamics import banded, rows_of
from mainstay.report.dynamics.numbers import known
from mainstay.report.quantity import KeyNumber, Number, Provenance, Unit
from mainstay.service.dynamic_briefs import CONFIDENCE, findings, stored_ensemble
from mainstay.service.screens.impact.story import (
    ACCOUNTS,
    CASES,
    AccountLoss,
    Asked,
    Named,
    Row,
    Story,
    of_scenario,
    over_cases,
)

#: Tables of an ensemble by the names under which a brief reads them.
_MANY = {"fan": "fan", "exceedance": "exceedance", "sensitivity": "sensitivity",
         "accounts": "ensemble"}  # fmt: skip
#: Lines of the brief's comparison of accounts that stand beside each loss.
_BESIDE = 3
_LOST = "Lost in all"
_MEASURES = {"economy": "Value added lost", "health": "Final use lost",
             "defense": "Final use lost"}  # fmt: skip


def dynamic(asked: Asked) -> Story:
    """Return what a run of the dynamic engine says; the stored ensemble beside it, if any."""
    many = stored_ensemble(asked.opened, asked.scenario)
    found = findings(asked.opened, asked.scenario, asked.done, many, command=asked.command)
    brief = dynamic_brief(found)
    own = of_scenario(asked.done.tables["recovery"], asked.name)
    why = brief.key_numbers[0].number.why
    return Story(
        brief=brief,
        accounts=_accounts(rows_of(own, "account"), why, found.days),
        basis=f"{found.days:g} days",
        industries=of_scenario(asked.done.tables["by_activity"], asked.name),
        loss_column="value_added_loss_usd",
        curves=_curves(of_scenario(asked.done.tables["over_time"], asked.name)),
        places=tuple(rows_of(of_scenario(found.tables["recovery"], asked.name), "country")),
        sibling=many.run_id if many else "",
    )


def _accounts(rows: Sequence[Row], why: Provenance, days: float) -> tuple[AccountLoss, ...]:
    """Return the accounts as the brief has them side by side."""
    facts = dynamics_words.account_facts(rows, why, days).rows
    found = []
    for place, row in enumerate(rows, 1):
        named = [
            Named(words=str(line[0]), number=number)
            for line in facts
            if isinstance(number := line[place], Number) and line[0] != _LOST
        ]
        found.append(
            AccountLoss(
                account=row["id"], measure=f"{_MEASURES[row['id']]} over {days:g} days",
                loss=banded(row, "lost_usd", Unit.USD, why), facts=tuple(named[:_BESIDE]),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: list(ACCOUNTS).index(one.account)))


def _curves(table: Table) -> tuple[Row, ...]:
    return tuple(rows_of(table, "account"))


def ensemble(asked: Asked) -> Story:
    """Return what an ensemble says of its scenario."""
    tables = asked.done.tables
    rows = tables["accounts"].rows()
    days = float(rows[0]["days"])
    why = asked.why(CONFIDENCE, "Over the members of an ensemble, if the event happens.")
    accounts = tuple(_over_members(row, why, days) for row in rows)
    whole = accounts[0].loss
    brief = dynamic_brief(
        replace(
            _found(asked, days, {own: tables[name] for name, own in _MANY.items()}),
            methods=(_engine_said(asked, tables["accounts"].notes),), gaps=_limits(asked),
        )
    )  # fmt: skip
    members = f"{rows[0]['members']:,} members"
    brief = replace(
        brief,
        answer=f"Over {members}, the median loss of gross domestic product in {days:g} days is "
        f"{whole.full}; nine in ten members lie in that range.",
        key_numbers=(KeyNumber(title="Median loss", number=whole, sentence=members),),
    )
    curves = tuple(
        {"id": row["account"], "name": row["account"], "day": row["day"],
         **{f"loss_share_{end}": known(row[f"loss_share_{name}"])
            for end, name in (("low", "p05"), ("mid", "p50"), ("high", "p95"))}}
        for row in tables["fan"].rows()
    )  # fmt: skip
    return Story(brief=brief, accounts=accounts, basis=f"{days:g} days", curves=curves)


def _over_members(row: Row, why: Provenance, days: float) -> AccountLoss:
    def one(name: str, unit: Unit) -> Number:
        return Number(known(row[name]), unit, why)

    loss = Number(known(row["loss_usd_p50"]), Unit.USD, why, known(row["loss_usd_p05"]),
                  known(row["loss_usd_p95"]))  # fmt: skip
    facts = [
        Named(words=words, number=one(name, unit))
        for words, name, unit in (
            ("Mean of the members", "loss_usd_mean", Unit.USD),
            ("Monte-Carlo error of the median", "loss_usd_p50_error", Unit.USD),
            ("Of normal, median", "share_of_normal_p50", Unit.SHARE),
            ("Deepest, share of normal, median", "depth_share_p50", Unit.SHARE),
        )
        if known(row[name]) is not None
    ]
    measure = f"{_MEASURES[row['account']]} over {days:g} days"
    return AccountLoss(account=row["account"], measure=measure, loss=loss, facts=tuple(facts))


def inoperability(asked: Asked) -> Story:
    """Return what the inoperability model says: losses that go up the chain, by day."""
    tables = asked.done.tables
    curves = _merged(tables["over_time"], asked.name, "day")
    depth = _merged(tables["recovery"], asked.name)
    days = max(float(row["day"]) for row in curves.rows())
    why = asked.why(CONFIDENCE, "What is not made from day to day, by fixed coefficients.")
    found = replace(
        _found(asked, days, {"recovery": depth, "over_time": curves}),
        assumptions=asked.scenario.assumptions, gaps=_limits(asked),
        methods=(_engine_said(asked, tables["accounts"].notes),),
    )  # fmt: skip
    accounts = tuple(
        AccountLoss(
            account=name, measure=f"{_MEASURES[name]} over {days:g} days",
            loss=over_cases(cases, ("gdp_loss_usd",) if name == "economy"
                            else ("final_loss_usd", "unmet_usd"), Unit.USD, why),
            facts=(Named(words="Of final use", number=over_cases(cases, ("share",), Unit.SHARE,
                                                                 why)),),
        )
        for name in ACCOUNTS if (cases := asked.cases("accounts", account=name))
    )  # fmt: skip
    return Story(
        brief=dynamic_brief(found), accounts=accounts, basis=f"{days:g} days",
        industries=of_scenario(tables["by_activity"], asked.name),
        loss_column="value_added_loss_usd", curves=_curves(curves),
    )  # fmt: skip


def _found(asked: Asked, days: float, tables: Mapping[str, Table]) -> DynamicFindings:
    return DynamicFindings(
        title=asked.scenario.title, question="", scenario=asked.name, as_of=asked.as_of,
        tables={own: replace(table, name=own, notes=()) for own, table in tables.items()},
        days=days, sources=asked.sources, behind=asked.behind, run=asked.run,
        confidence=CONFIDENCE,
    )  # fmt: skip


def _limits(asked: Asked) -> tuple[Gap, ...]:
    card = registry().card("engine", asked.record.engine)
    return tuple(Gap(title="Outside of the engine", sentence=limit) for limit in card.limits)


def _engine_said(asked: Asked, notes: Sequence[str]) -> MethodSection:
    said = tuple(f"{note[:1].upper()}{note[1:].removesuffix('.')}." for note in notes)
    card = registry().card("engine", asked.record.engine)
    return MethodSection(title=card.title, paragraphs=(), limits=said, citation=card.citation)


def _merged(table: Table, name: str, *keys: str) -> Table:
    """Return the rows of a scenario with the band of its cases.

    What a case does not reach within the run is later than all others: the upper end is then open.
    """
    held: dict[tuple[object, ...], dict[str, Row]] = {}
    for row in table.rows():
        end = str(row["scenario"]).removeprefix(name)
        if end in CASES:
            key = (row["kind"], row["id"], *(row[k] for k in keys))
            held.setdefault(key, {})[end] = row
    rows = [_banded(cases) for cases in held.values() if "" in cases]
    return Table.of(table.name, rows, title=table.title, source=table.source, notes=table.notes)


def _banded(cases: Mapping[str, Row]) -> dict[str, object]:
    middle = dict(cases[""])
    if len(cases) > 1:
        for column in [c for c in middle if c.endswith("_mid")]:
            values = [known(row[column]) for row in cases.values()]
            reached = [value for value in values if value is not None]
            stem = column.removesuffix("_mid")
            middle[f"{stem}_low"] = min(reached, default=None)
            middle[f"{stem}_high"] = max(reached) if len(reached) == len(values) else None
        if "members" in middle:
            middle["members"] = len(cases)
    return middle
