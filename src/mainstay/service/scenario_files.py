"""Scenarios of a home: those that come with the package, and those that a user saved.

A saved scenario is one YAML file under ``scenarios/`` of the home, the same file that
``mainstay run`` takes. Names of shipped scenarios stay theirs.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from mainstay.errors import BadScenario, IdentityError, MainstayError, NotFound, Problem
from mainstay.model import Scenario, Table
from mainstay.store import Home
from mainstay.store.files import put_text, remove, sync

#: Folder of a home with its scenarios.
FOLDER = "scenarios"

#: Longest name, and longest text in characters.
NAME_LENGTH, TEXT_LENGTH = 80, 200_000

#: Scenarios that a home keeps: every one is read whenever they are listed.
MOST_SAVED = 500

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_ORDER = ("version", "name", "title", "engine", "start", "duration_days", "days")
_OF_SHOCK = (
    "target", "codes", "country", "size", "days", "low", "high", "start_day", "duration_days",
    "recovery", "recovery_days",
)  # fmt: skip
_WIDTH = 96


@dataclass(frozen=True, slots=True)
class KeptScenario:
    """A scenario by name.

    Parameters
    ----------
    name, title, engine
        As its text says; ``title`` is empty where the text does not hold together.
    is_shipped
        Whether it comes with the package and can be neither changed nor deleted.
    shocks
        How many things happen in it.
    problem
        Why it cannot be used; empty where it can.
    """

    name: str
    title: str
    engine: str
    is_shipped: bool
    shocks: int
    problem: str = ""


@cache
def _shipped() -> Mapping[str, str]:
    folder = resources.files("mainstay.service").joinpath("scenarios")
    files = sorted(folder.iterdir(), key=lambda f: f.name.removesuffix(".yaml"))
    return {f.name.removesuffix(".yaml"): f.read_text("utf-8") for f in files}


def shipped_scenarios() -> dict[str, str]:
    """Return the texts of the scenarios that come with the package, by name."""
    return dict(_shipped())


def saved_scenarios(path: Path | str | None) -> dict[str, str]:
    """Return the texts of the scenarios that are saved in a home, by name; none without a home."""
    try:
        folder = Home.open(path, create=False).catalog.folders.root / FOLDER
    except NotFound:
        return {}
    found = {}
    for file in sorted(folder.glob("*.yaml")):
        if _NAME.fullmatch(file.stem) and file.stem not in _shipped():
            found[file.stem] = _read(file)
    return found


def scenario_text(path: Path | str | None, name: str) -> str:
    """Return the text of a shipped or saved scenario; a file of that name is never looked for.

    Raises
    ------
    NotFound
        If there is none; the hint names the closest.
    """
    if name in _shipped():
        return _shipped()[name]
    saved = saved_scenarios(path)
    if name in saved:
        return saved[name]
    known = [*_shipped(), *saved]
    near = difflib.get_close_matches(name, known, 5, 0.5) or known
    raise NotFound(f"no scenario {name!r}", hint="closest: " + ", ".join(near))


def find_scenario(path: Path | str | None, name: str) -> Scenario:
    """Return a shipped or saved scenario by name.

    Raises
    ------
    NotFound
        If there is none; the hint names the closest.
    BadScenario
        If its text does not hold together.
    """
    return Scenario.parse(scenario_text(path, name), where=f"scenario {name}")


def text_of(scenario: Path | str, home: Path | str | None = None) -> str:
    """Return the text of a scenario by its shipped name, from a file, or by its name in a home.

    Raises
    ------
    BadScenario
        If a file cannot be read.
    NotFound
        If there is neither name nor file.
    """
    if str(scenario) not in _shipped() and Path(scenario).is_file():
        try:
            return Path(scenario).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadScenario(f"cannot read {scenario}: {error}") from error
    return scenario_text(home, str(scenario))


def read_scenario(scenario: Path | str, home: Path | str | None = None) -> tuple[str, Scenario]:
    """Return text and scenario by name or from a file; see :func:`text_of`.

    Raises
    ------
    BadScenario
        If it does not hold together.
    NotFound
        If there is neither name nor file.
    """
    text = text_of(scenario, home)
    return text, Scenario.parse(text, where=str(scenario))


def kept_scenarios(path: Path | str | None) -> tuple[KeptScenario, ...]:
    """Return every scenario of a home: what was saved first, then what is shipped."""
    saved = [_about(name, text, False) for name, text in saved_scenarios(path).items()]
    return (*saved, *(_about(name, text, True) for name, text in _shipped().items()))


def list_scenarios(path: Path | str | None) -> Table:
    """Return every scenario of a home as a table."""
    rows: list[dict[str, object]] = [
        {
            "name": kept.name,
            "title": kept.title or f"cannot be used: {kept.problem}",
            "engine": kept.engine,
            "shocks": kept.shocks,
            "from": "shipped" if kept.is_shipped else "this home",
        }
        for kept in kept_scenarios(path)
    ]
    return Table.of("scenarios", rows, title="Scenarios that run by name")


def save_scenario(
    path: Path | str | None, text: str, *, name: str | None = None, replace: bool = False
) -> KeptScenario:
    """Save a scenario in a home, whole or not at all.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    text
        YAML or JSON. It is kept as it is, comments too, unless ``name`` differs from its own.
    name
        The name to save it by; its own if ``None``.
    replace
        Whether one of that name may be replaced.

    Raises
    ------
    BadScenario
        If it does not hold together.
    IdentityError
        If the name is none, is a shipped one's, or is taken; or if the home keeps no more.
    """
    if len(text) > TEXT_LENGTH:
        raise BadScenario(f"a scenario of more than {TEXT_LENGTH:,} characters",
                          hint="split it, or name regions in place of codes")  # fmt: skip
    scenario = Scenario.parse(text)
    wanted = name or scenario.name
    _check_free(wanted)
    if wanted != scenario.name:
        scenario = scenario.model_copy(update={"name": wanted})
        text = as_yaml(scenario.model_dump(mode="json"))
    home = Home.open(path)
    folders = home.catalog.folders
    target = folders.root / FOLDER / f"{wanted}.yaml"
    with home.catalog.write():
        if target.exists() and not replace:
            raise IdentityError(f"this home has a scenario {wanted!r}",
                             hint="replace it, or take another name")  # fmt: skip
        if not target.exists() and len(saved_scenarios(path)) >= MOST_SAVED:
            raise IdentityError(f"this home has {MOST_SAVED} scenarios, and keeps no more",
                             hint="delete one, or run this one from its file")  # fmt: skip
        put_text(folders, target, text if text.endswith("\n") else text + "\n")
    return _about(wanted, text, False)


def delete_scenario(path: Path | str | None, name: str) -> None:
    """Delete a saved scenario; runs of it stay.

    Raises
    ------
    IdentityError
        If it is a shipped one.
    NotFound
        If there is none.
    """
    if name in _shipped():
        raise IdentityError(f"{name} comes with the package and cannot be deleted",
                            hint="save your own under another name")  # fmt: skip
    scenario_text(path, name)
    home = Home.open(path)
    with home.catalog.write():
        target = home.catalog.folders.root / FOLDER / f"{name}.yaml"
        remove(target)
        sync(target.parent)


def as_yaml(plain: Mapping[str, Any]) -> str:
    """Return a scenario as YAML: one line for each shock, nothing that is not said.

    ``plain`` may be half-written; what is there is written down as it is.

    Examples
    --------
    >>> print(as_yaml({"version": 1, "name": "a", "shocks": [{"target": "exports"}]}), end="")
    version: 1
    name: a
    shocks:
      - {target: exports}
    """
    lines = [_line(key, plain[key]) for key in _ORDER if plain.get(key) is not None]
    for key, style in (("shocks", True), ("assumptions", False)):
        items = plain.get(key)
        if isinstance(items, (list, tuple)) and items:
            lines.append(f"{key}:\n" + "".join(_item(one, style) for one in items))
        elif items:
            lines.append(_line(key, items))
    known = {*_ORDER, "shocks", "assumptions"}
    lines += [_line(str(key), value) for key, value in plain.items() if key not in known]
    return "".join(lines)


def _line(key: str, value: object) -> str:
    return yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _item(value: object, flow: bool) -> str:
    if isinstance(value, Mapping):
        ordered = [k for k in _OF_SHOCK if k in value]
        ordered += [k for k in value if k not in _OF_SHOCK]
        value = {k: _plain(value[k]) for k in ordered if value[k] is not None}
    text: str = yaml.safe_dump([value], allow_unicode=True, sort_keys=False, width=_WIDTH,
                               default_flow_style=flow).strip("\n")  # fmt: skip
    # one item of a list: without the brackets of the flow style
    body = text[1:-1].strip(" \n") if flow else text[2:].replace("\n", "\n  ")
    return f"  - {body}\n"


def _plain(value: object) -> object:
    if isinstance(value, float) and value > 1 and value.is_integer():
        return int(value)  # days; shares keep their point
    if isinstance(value, str):
        return str(value)  # of a target its name
    return list(value) if isinstance(value, tuple) else value


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


@lru_cache(MOST_SAVED)
def _about(name: str, text: str, is_shipped: bool) -> KeptScenario:
    try:
        found = Scenario.parse(text, where=f"scenario {name}")
    except MainstayError as error:
        return KeptScenario(name, "", "", is_shipped, 0, error.message)
    return KeptScenario(name, found.title, found.engine, is_shipped, len(found.shocks))


def _check_free(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > NAME_LENGTH:
        fault = Problem("bad_name", "name", f"{name[:NAME_LENGTH]!r} cannot name a scenario",
                        "small letters, digits and hyphens, such as china-gallium")  # fmt: skip
        raise BadScenario("a scenario needs a name of its own", problems=[fault])
    if name in _shipped():
        raise IdentityError(f"{name} comes with the package and cannot be replaced",
                            hint="take another name")  # fmt: skip
