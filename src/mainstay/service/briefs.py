"""The brief: a run of the look-through engine, composed and written."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from mainstay.model import Label, Table
from mainstay.report import (
    Brief,
    Bundle,
    RunIdentity,
    Source,
    first_answer,
    whole_text,
    write_bundle,
)
from mainstay.report.compose import Findings, compose
from mainstay.service.homes import Step, silent
from mainstay.service.materials import losses_of
from mainstay.service.runs import DoneRun, run_analysis
from mainstay.service.twins import OpenTwin, editions, open_twin
from mainstay.sources.embedded import embedded

#: Draws of the inferred cells behind every band of a brief.
DRAWS = 100

#: Draws behind the losses of minerals in a brief.
MATERIAL_DRAWS = 100

#: Command that writes the brief of the demo twin.
COMMAND = "mainstay brief"


@dataclass(frozen=True)
class Made:
    """A brief on disk.

    Parameters
    ----------
    page
        The HTML page.
    answer
        The first answer in plain text.
    run_id, twin_id
        What it was made from.
    pdf
        The same to print, where it could be set.
    text
        The whole of it as plain text.
    notes
        What is not there, and how to get it.
    """

    page: Path
    answer: str
    run_id: str
    twin_id: str
    pdf: Path | None = None
    text: str = ""
    notes: tuple[str, ...] = ()

    def summary(self) -> dict[str, object]:
        """Return where it is and what it was made from, as plain data."""
        return {
            "page": str(self.page),
            "pdf": str(self.pdf) if self.pdf else None,
            "run_id": self.run_id,
            "twin_id": self.twin_id,
            "answer": self.answer,
        }


def write_brief(
    path: Path | str | None, out: Path, *, twin: str | None = None, step: Step = silent
) -> Made:
    """Write the brief of a twin: one offline page, and every table as CSV, JSON and Parquet.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    out
        Folder for the page and its tables.
    twin
        The demo twin if ``None``.
    step
        Told what is being done.

    Raises
    ------
    InputError
        If the folder holds files that no brief wrote.
    """
    opened = open_twin(path, twin, step)
    command = f"mainstay brief --twin {opened.name}" if twin else COMMAND
    brief, done = national_brief(opened, step, command=command)
    step("drawing figures and writing the page")
    return made_of(brief, write_bundle(brief, out), done.run_id, opened.id)


def national_brief(
    opened: OpenTwin, step: Step = silent, *, command: str = COMMAND
) -> tuple[Brief, DoneRun]:
    """Return the brief of a twin as a tree, and the run behind its lists; nothing is written.

    Parameters
    ----------
    opened
        The twin.
    step
        Told what is being done.
    command
        By which the brief is written again.
    """
    sigma = [list(pair) for pair in opened.compiled.sigma]
    step(f"ranking what each account hangs on, {DRAWS} draws")
    done = run_analysis(
        opened, "look-through", {"draws": DRAWS, "seed": 0, "sigma": sigma}, command
    )
    losses = losses_of(opened, draws=MATERIAL_DRAWS, command=command, step=step)
    brief = compose(
        Findings(
            net=opened.net,
            imported=_in_order(done, "imported"),
            hidden=_in_order(done, "hidden"),
            minerals=opened.minerals,
            quality=opened.compiled.quality,
            sources=sources_of(opened),
            run=identity_of(done, opened, command),
            label=Label(opened.record.view),
            expected=losses.tables["expected"],
            not_computed=losses.tables["not_computed"],
        )
    )
    return brief, done


def identity_of(done: DoneRun, opened: OpenTwin, command: str) -> RunIdentity:
    """Return which run a brief was made from, and the command that repeats it."""
    return RunIdentity(run_id=done.run_id, twin_id=opened.id, command=command,
                       version=version("mainstay"), seed=done.record.seed)  # fmt: skip


def made_of(brief: Brief, bundle: Bundle, run_id: str, twin_id: str) -> Made:
    """Return what was written of a brief."""
    return Made(bundle.page, first_answer(brief), run_id, twin_id, bundle.pdf, whole_text(brief),
                bundle.notes)  # fmt: skip


def _in_order(done: DoneRun, order: str) -> dict[str, Table]:
    """Return the tables of one order by account."""
    return {
        name.removeprefix(f"{order}_"): table
        for name, table in done.tables.items()
        if name.startswith(f"{order}_")
    }


def sources_of(twin: OpenTwin) -> tuple[Source, ...]:
    """Return the publications behind a twin, one entry per source."""
    held = editions(twin.record)
    found: dict[str, Source] = {}
    # the edition that is held, where the package has several of one source
    for figure in sorted(embedded(), key=lambda f: f.vintage not in held.get(f.source, ())):
        if figure.source in held and figure.source not in found:
            found[figure.source] = Source(
                key=figure.source,
                publisher=figure.publisher,
                title=figure.title,
                vintage=figure.vintage,
                sha256=figure.sha256,
                license=figure.license,
                note=figure.changes,
            )
    return tuple(found.values())
