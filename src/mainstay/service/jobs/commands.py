"""How to get the same run without a server: a shell line, and lines of Python."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

from mainstay.service.screens.shapes import Command
from mainstay.service.twins import DEMO


def command_of(asked: Mapping[str, Any]) -> Command:
    """Return the commands of what a job asked.

    A scenario that has no name here is written out whole, so that the lines work anywhere.

    Examples
    --------
    >>> asked = {"scenario": {}, "given": "red-sea", "twin": "0f", "twin_name": "demo",
    ...          "engine": None, "seed": 0, "members": 100}
    >>> command_of(asked).cli
    'mainstay ensemble run red-sea --members 100'
    """
    given, members = asked.get("given"), asked.get("members")
    file = f"{asked['scenario'].get('name', 'scenario')}.yaml"
    options = _options(asked)
    verb = "mainstay run" if members is None else "mainstay ensemble run"
    line = " ".join([verb, shlex.quote(str(given or file)), *(
        f"--{name} {shlex.quote(str(value))}" for name, value in options.items())])  # fmt: skip
    # in one order, whether it was just asked or read from a stored run
    text = json.dumps(asked["scenario"], ensure_ascii=False, sort_keys=True)
    if given is None:
        # JSON is YAML too, and on one line nothing in it can end the document
        line = f"cat > {shlex.quote(file)} <<'END'\n{text}\nEND\n{line}"
    function = "run_scenario" if members is None else "run_ensemble"
    first = json.dumps(str(given)) if given else "scenario"
    arguments = [f"None, {first}", *(f"{k}={v!r}" for k, v in options.items())]
    python = ["from mainstay import service", "",
              f"done = service.{function}({', '.join(arguments)})", "done.run_id"]  # fmt: skip
    if given is None:
        python[0] = "from mainstay import service\nfrom mainstay.model import Scenario"
        python[1] = f"\nscenario = Scenario.parse({text!r})"
    return Command(line, "\n".join(python))


def _options(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what differs from what both doors take by themselves."""
    found: dict[str, Any] = {}
    if asked.get("members") is not None:
        found["members"] = asked["members"]
    if asked.get("engine") and asked.get("members") is None:
        found["engine"] = asked["engine"]
    if asked.get("twin_name") not in (None, "", DEMO):
        found["twin"] = asked["twin_name"]
    if asked.get("seed"):
        found["seed"] = asked["seed"]
    return found
