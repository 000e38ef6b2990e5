"""Two to four runs side by side."""

from __future__ import annotations

from collections.abc import Sequence

from mainstay.errors import InputError
from mainstay.service.open_twins import OpenTwins
from mainstay.service.screens.compare.figures import losses, over_time
from mainstay.service.screens.compare.industries import industries_of
from mainstay.service.screens.compare.maps import differences
from mainstay.service.screens.compare.questions import aspects_of, shocks_of, warnings_of
from mainstay.service.screens.compare.shapes import ComparedRun, CompareView
from mainstay.service.screens.compare.told import LETTERS, Told, accounts_of, answer_of
from mainstay.service.screens.impact.stories import asked_of, beside, story_of
from mainstay.service.screens.impact.story import Asked
from mainstay.service.screens.impact.view import impact_view
from mainstay.service.screens.kept import kept
from mainstay.service.screens.shapes import Command

#: Fewest and most runs of a comparison.
FEWEST, MOST = 2, len(LETTERS)


def compare_view(twins: OpenTwins, runs: Sequence[str]) -> CompareView:
    """Return two to four stored runs on the same scales; the first is compared with the others.

    Parameters
    ----------
    twins
        The open twins of the home.
    runs
        Ids of runs, or their first characters; each once.

    Raises
    ------
    InputError
        If there are too few or too many, one stands twice, or no screen tells of its engine.
    NotFound
        If there is no such run.
    """
    if not FEWEST <= len(runs) <= MOST:
        hint = f"name {FEWEST} to {MOST} runs: ?run=A&run=B"
        raise InputError(f"{len(runs)} runs cannot be compared", hint=hint)
    asked = [asked_of(twins, run) for run in runs]
    ids = [one.run_id for one in asked]
    if len(set(ids)) < len(ids):
        raise InputError("a run is compared with itself", hint="name each run once")
    key = "compare " + " ".join(f"{one.run_id} {beside(one)}" for one in asked)
    return kept(asked[0].opened, key, CompareView, lambda: _made(twins, asked))


def _made(twins: OpenTwins, asked: Sequence[Asked]) -> CompareView:
    told = [Told(LETTERS[k], one, story_of(one)) for k, one in enumerate(asked)]
    runs = tuple(_run(twins, one) for one in told)
    accounts = accounts_of(told)
    drawn = (losses(told), over_time(told), differences(told))
    return CompareView(
        runs=runs, answer=answer_of(told, accounts), warnings=warnings_of(runs),
        accounts=accounts, figures=tuple(f for f in drawn if f is not None),
        industries=industries_of(told), aspects=aspects_of(told, runs), shocks=shocks_of(told),
        command=_command([one.run_id for one in asked]),
    )  # fmt: skip


def _run(twins: OpenTwins, told: Told) -> ComparedRun:
    view = impact_view(twins, told.asked.run_id)
    return ComparedRun(
        letter=told.letter, run_id=view.run_id, title=view.title, scenario=view.scenario,
        says=view.says, answer=view.answer, engine=view.engine, engine_title=view.engine_title,
        engine_version=view.engine_version, twin_id=view.twin_id, twin_name=view.twin_name,
        seed=view.seed, members=view.members, basis=view.basis, is_current=view.is_current,
    )  # fmt: skip


def _command(runs: Sequence[str]) -> Command:
    cli = "\n".join(f"mainstay runs show {run[:12]} --json" for run in runs)
    python = "\n".join([
        "from mainstay import service", "",
        f"runs = [service.show_run(None, run) for run in {[run[:12] for run in runs]!r}]",
        "for done in runs:",
        '    print(done.run_id, done.tables["accounts"].rows())',
    ])  # fmt: skip
    return Command(cli, python)
