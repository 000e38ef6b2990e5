"""What a twin's data are worth, on one page: an answer to each question, then its tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from mainstay.service.checks import check_up
from mainstay.service.screens.health.assumptions import assumptions
from mainstay.service.screens.health.conflicts import conflicts
from mainstay.service.screens.health.coverage import coverage
from mainstay.service.screens.health.shapes import CheckUpView, HealthGroup, HealthView, State
from mainstay.service.screens.health.sources import sources
from mainstay.service.screens.health.unknown import unknown
from mainstay.service.screens.kept import kept
from mainstay.service.screens.loaded import LoadedSource, loaded_sources, with_ages
from mainstay.service.screens.shapes import Command, shown_table
from mainstay.service.twins import OpenTwin

#: Severities of the check-up that ask for something to be done.
_ACT = ("error", "broken")

_DOCTOR = Command("mainstay doctor", "from mainstay.service import check_up\n\n"
                  "print(check_up(None).to_pandas())")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Still:
    """What hangs on the twin alone and never changes."""

    groups: tuple[HealthGroup, ...]
    loaded: tuple[LoadedSource, ...]


def health_view(opened: OpenTwin, *, today: date | None = None) -> HealthView:
    """Return the health of a twin's data: sources, coverage, conflicts, unknowns, assumptions.

    Parameters
    ----------
    opened
        The twin.
    today
        Day on which ages are told; the present day in UTC if ``None``.
    """
    day = today or datetime.now(tz=UTC).date()
    still = kept(opened, "health", _Still, lambda: _still(opened))
    # ages hang on the day, and readings on the home
    first = sources(opened, with_ages(still.loaded, day), day)
    groups = (first, *still.groups)
    to_do = [group.title.lower() for group in groups if group.state == "act"]
    told = f"Something is to be done about {', '.join(to_do)}." if to_do else "Nothing is broken."
    return HealthView(
        twin=opened.id, name=opened.name, as_of=day.isoformat(),
        sentence=f"{told} {_first_sentence(first)} {_first_sentence(still.groups[0])}",
        groups=groups,
        command=Command(
            "mainstay twin show" + (f" {opened.name}" if opened.name else ""),
            "import mainstay\n\nprint(mainstay.load_demo().overview().to_pandas())",
        ),
    )  # fmt: skip


def _still(opened: OpenTwin) -> _Still:
    groups = (coverage(opened), conflicts(opened), unknown(opened), assumptions(opened))
    return _Still(groups=groups, loaded=loaded_sources(opened))


def _first_sentence(group: HealthGroup) -> str:
    return group.summary.partition(". ")[0].removesuffix(".") + "."


def check_up_view(path: Path | str | None) -> CheckUpView:
    """Return the check-up of a home; it reads every stored byte, which takes seconds.

    Parameters
    ----------
    path
        The home.
    """
    table = check_up(path)
    severities = [str(row["severity"]) for row in table.rows()]
    act = sum(s in _ACT for s in severities)
    others = sum(s not in (*_ACT, "fine") for s in severities)
    state: State = "act" if act else "look" if others else "fine"
    words = {
        "act": f"{act} things are to be repaired; the table says how.",
        "look": f"Nothing is broken; {others} things are worth a look.",
        "fine": "Every stored byte agrees with its name, the catalog with the files.",
    }
    return CheckUpView(state=state, sentence=words[state], table=shown_table(table),
                       command=_DOCTOR)  # fmt: skip
