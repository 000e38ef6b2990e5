"""Placing a user's firms in their industries."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from mainstay.errors import InputError
from mainstay.fusion.deflators import deflators
from mainstay.model import Label, Table
from mainstay.service.homes import Step, silent
from mainstay.service.placing import carved
from mainstay.service.twins import editions, open_twin
from mainstay.sources import read
from mainstay.twin.carving.carve import CarveReport
from mainstay.twin.net import Net

SUPPLIERS = "user.suppliers"


def carve_suppliers(
    path: Path | str | None,
    file: Path,
    *,
    twin: str | None = None,
    name: str = "mine",
    adjust: bool = False,
    vintage: str = "1",
    step: Step = silent,
) -> Table:
    """Place the firms of a supplier CSV in their industries; keep the claims only if they fit.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    file
        The CSV; its columns are in the reference page of source ``user.suppliers``.
    twin
        The twin that the firms are placed in; the demo twin if ``None``.
    name
        Name of the new twin.
    adjust
        Fit claims that exceed their industry instead of refusing them.
    vintage
        The user's own edition of the file.
    step
        Told what is being done.

    Raises
    ------
    InputError
        If the file does not hold, with every fault.
    CarveError
        If the claims exceed their industries, with the excess of each line.
    """
    step(f"reading {file}")
    reading = read(SUPPLIERS, Path(file), vintage=vintage)
    base = open_twin(path, twin, step)
    held = editions(base.record)
    if SUPPLIERS in held:
        raise InputError(
            f"twin {base.name} holds a supplier list already",
            hint="put all firms in one file and carve it into the demo twin",
        )
    claims = pa.Table.from_batches(reading.batches)
    step("placing firms")
    indexes = deflators(base.claims(("price_index",)))
    net, report = carved(base.net, claims, indexes, "adjust" if adjust else "reject")
    base.home.ingest(reading.batches, reading.report.as_dict())
    closed = max((Label(v) for v in claims["label"].unique().to_pylist()), key=list(Label).index)
    record = base.home.freeze(
        max(Label(base.record.view), closed, key=list(Label).index),
        sources=held | {SUPPLIERS: (vintage,)},
    )
    base.home.name_twin(name, record.id)
    return firms_table(base.net, net, report, name)


def firms_table(before: Net, after: Net, report: CarveReport, name: str) -> Table:
    """Return the carved firms beside what is left of each industry."""
    rows: list[dict[str, object]] = []
    for activity in report.before:
        parent = after.activity_index[activity.id]
        whole = float(before.activities.output_usd[parent])
        children = [i for i, p in enumerate(after.activities.parent) if p == parent]
        for i in [*children, parent]:
            made = float(after.activities.output_usd[i])
            rows.append(
                {
                    "industry": activity.name,
                    "activity": after.activities.id[i],
                    "name": "what is left" if i == parent else after.activities.name[i],
                    "output_usd": made,
                    "output_share": made / whole if whole else None,
                    "method": str(after.activities.method[i]),
                    "label": str(after.activities.label[i]),
                }
            )
    notes = [*report.notes]
    notes += [f"known delivery of {len(after.source)} links"] if len(after.source) else []
    notes += [f"adjusted: {change}" for change in report.adjustments]
    return Table.of(
        "firms",
        rows,
        title=f"Firms placed in their industries; twin {name}",
        source=f"{len(report.children)} firms; children and residual add up to each industry",
        notes=tuple(notes),
    )
