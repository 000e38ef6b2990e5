"""Who loses what in which run: one row per industry, and how far the runs are apart."""

from __future__ import annotations

from collections.abc import Sequence

from mainstay.report.quantity import Unit, written
from mainstay.service.screens.compare.told import Told
from mainstay.service.screens.impact.links import page_of, unit_of
from mainstay.service.screens.shapes import ShownCell, ShownColumn, ShownTable

_HOME = "US"
#: Instead of a difference, where both losses are known but count different things.
_APART = "not comparable"
#: Words for what a column of losses is.
_KINDS = {
    "value_added_loss_usd": "value added lost",
    "value_added_loss_usd_mid": "value added lost",
    "exposed_usd": "passes through what is lost",
    "price_rise": "rise of the price",
}


def industries_of(runs: Sequence[Told]) -> ShownTable | None:
    """Return the industries at home with their loss in each run and the differences to the first.

    A run that does not tell of an industry leaves it unknown, never zero; runs that tell of
    different things have no difference.
    """
    held = [_losses(run) for run in runs]
    if not any(held):
        return None
    names = {key: name for own in held for key, (name, _) in own.items()}
    net = runs[0].asked.opened.net
    kinds = [_kind(run) for run in runs]
    alike = [_measured(run) == _measured(runs[0]) for run in runs]
    columns = [ShownColumn("name", "industry", is_number=False)]
    for run, kind in zip(runs, kinds, strict=True):
        name = f"loss_{run.letter.lower()}{_ending(run if kind else _first_told(runs))}"
        columns.append(ShownColumn(name, f"{run.letter}: {kind or 'not told'}", is_number=True))
    first = runs[0].letter
    for run in runs[1:]:
        name = f"{run.letter.lower()}_less_{first.lower()}{_ending(_first_told(runs))}"
        columns.append(ShownColumn(name, f"{run.letter} less {first}", is_number=True))
    rows = []
    for key, name in names.items():
        losses = [own[key][1] if key in own else None for own in held]
        gaps = [
            None if losses[0] is None or loss is None or not same else loss - losses[0]
            for loss, same in zip(losses[1:], alike[1:], strict=True)
        ]
        cells = [ShownCell(name, None, page_of(net, key))]
        cells += [_cell(loss, run) for loss, run in zip(losses, runs, strict=True)]
        cells += [
            _cell(gap, runs[0]) if same or None in (losses[0], loss) else ShownCell(_APART)
            for gap, same, loss in zip(gaps, alike[1:], losses[1:], strict=True)
        ]
        size = max((abs(gap) for gap in gaps if gap is not None),
                   default=max((abs(x) for x in losses if x is not None), default=0.0))  # fmt: skip
        rows.append((size, tuple(cells)))
    rows.sort(key=lambda row: -row[0])
    source = "; ".join(
        dict.fromkeys(run.story.industries.source for run in runs if run.story.industries)
    )
    ordered = "difference" if any(alike[1:]) else "loss"
    told = [same for same, kind in zip(alike, kinds, strict=True) if kind]
    notes = () if all(told) else (
        "where runs tell of different things, or of different times, there is no difference",
    )  # fmt: skip
    return ShownTable(
        "industries_compared", f"Who loses what, the largest {ordered} first", source, notes,
        tuple(columns), tuple(cells for _, cells in rows), len(rows),
    )  # fmt: skip


def _losses(run: Told) -> dict[str, tuple[str, float | None]]:
    table, column = run.story.industries, run.story.loss_column
    if table is None:
        return {}
    return {
        row["id"]: (row["name"], row[column])
        for row in table.rows()
        if row.get("region", _HOME) == _HOME
    }


def _measured(run: Told) -> tuple[str, str]:
    """Return what the losses of a run are, and over which time: its own words of the economy."""
    whole = run.account("economy")
    return _kind(run), whole.measure if whole else ""


def _kind(run: Told) -> str:
    column = run.story.loss_column
    return _KINDS.get(column, column) if run.story.industries is not None else ""


def _first_told(runs: Sequence[Told]) -> Told:
    """Return the first run that tells of industries."""
    return next(run for run in runs if run.story.industries is not None)


def _ending(run: Told) -> str:
    return "_usd" if unit_of(run.story.loss_column) is Unit.USD else "_share"


def _cell(value: float | None, run: Told) -> ShownCell:
    if value is None:
        return ShownCell("unknown")
    return ShownCell(written(value, unit_of(run.story.loss_column)), value)
