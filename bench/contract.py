"""The API against its own description: requests made up from it, every answer held to it.

Generated requests are of all kinds: as described, near the edges, and wrong on purpose, in chains
too (what one answer gives goes into the next request). Every check that schemathesis has is on.
Nothing leaves the process; the home is a copy.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished

import serving
from mainstay.rest.app import create_app
from mainstay.rest.settings import Settings

#: Addresses that take whole scenarios, or runs by the first characters of their ids, and what
#: may answer a request that fits its schema. There 422 may too: what a scenario says is checked
#: beyond what a schema can say, and two different beginnings can be those of one run.
BEYOND_SCHEMA = r"/scenarios/(validate|\{name\})$|/runs$|/compare$"
ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "429")

#: Examples for each operation in a long run.
EXAMPLES = 50


class Counted:
    """An app that counts what it answers and keeps no jobs running."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.statuses: Counter[int] = Counter()
        self.seconds: Counter[str] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request on; there is no start and no end of a server here, so no job runs."""
        if scope["type"] != "http":
            raise NotImplementedError

        async def counted(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.statuses[message["status"]] += 1
            await send(message)

        start = time.perf_counter()
        try:
            await self.app(scope, receive, counted)
        except Exception:
            # it left as a 500, which is a failure of its own; here it is told in full
            logging.getLogger("contract").exception("%s %s", scope["method"], scope["path"])
        first, *others = [*scope["path"].split("/")[3:], ""]
        key = f"{first}/../{others[1]}" if len(others) > 2 else first
        self.seconds[key] += time.perf_counter() - start


def contract(home: Path, examples: int, *, seed: int = 1, only: str = "") -> dict[str, Any]:
    """Return how many requests were generated, what was answered and what did not hold.

    Parameters
    ----------
    home
        A home with a twin; it is written to.
    examples
        Examples of each operation and phase, at most.
    seed
        Of what is made up.
    only
        Part of a path; only operations with it are asked.
    """
    # the ASGI client calls the server by this name
    app = create_app(Settings(home=home, names=("testserver",), queue=100_000))
    config = SchemathesisConfig.from_dict({
        "seed": seed,
        "generation": {"max-examples": examples, "deterministic": True, "no-shrink": True},
        "operations": [
            {"include-path-regex": BEYOND_SCHEMA, "checks": {
                "positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "422"]}}},
        ],
        "phases": {"stateful": {"generation": {"max-examples": examples}}},
        "request-timeout": 600,
    })  # fmt: skip
    schema = schemathesis.openapi.from_dict(app.openapi(), config=config)
    if only:
        schema = schema.include(path_regex=only)
    schema.app = counted = Counted(app)
    failures: dict[str, str] = {}
    errors: list[str] = []
    for event in from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            errors.append(f"{event.label}: {event.value}")
        if isinstance(event, ScenarioFinished):
            failures.update(_failures(event))
    return {
        "operations": sum(1 for _ in schema.get_all_operations()),
        "requests": counted.statuses.total(),
        "statuses": {str(k): v for k, v in sorted(counted.statuses.items())},
        "server_errors": sum(n for status, n in counted.statuses.items() if status >= 500),
        "slowest": {k: round(v, 1) for k, v in counted.seconds.most_common(8)},
        "violations": sorted(failures), "examples": failures, "errors": errors,
    }  # fmt: skip


def _failures(event: ScenarioFinished) -> Iterator[tuple[str, str]]:
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                key = f"{event.recorder.label}: {check.name}: {failure.title}"
                yield key, f"{failure.message[:300]} | {_asked(event, case_id)}"


def _asked(event: ScenarioFinished, case_id: str) -> str:
    held = event.recorder.interactions.get(case_id)
    if held is None:
        return ""
    body = (held.request.body or b"")[:200]
    said = (held.response.content or b"")[:300] if held.response else b""
    return f"{held.request.method} {held.request.uri} {body!r} -> {said!r}"


@contextmanager
def copied(home: Path) -> Iterator[Path]:
    """Yield a copy of a home, which may be written to."""
    # what a screen keeps may still be written when the last answer is out
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "home"
        shutil.copytree(home, copy)
        yield copy


def measure(_: Callable[..., Any], about: dict[str, object]) -> list[dict[str, Any]]:
    """Return the row of ``results.json``."""
    with serving.home() as given, copied(given) as copy:
        found = contract(copy, EXAMPLES)
    for key, example in found.pop("examples").items():
        print(f"{key}\n    {example}", file=sys.stderr)
    return [{"id": "contract.openapi", "what": "requests made up from the description", **found,
             "examples": EXAMPLES, "schemathesis": version("schemathesis"), "unit": "requests",
             "machine": about}]  # fmt: skip


def page(rows: list[dict[str, Any]]) -> str:
    """Return the section of ``RESULTS.md``."""
    if not rows:
        return ""
    row = rows[0]
    answered = ", ".join(f"{status}: {count:,}" for status, count in row["statuses"].items())
    return (
        "\n## The API against its description\n\n"
        f"schemathesis {row['schemathesis']}, every check on, up to {row['examples']} examples of "
        f"each operation and phase (examples, coverage, fuzzing, chains of calls): "
        f"**{row['requests']:,} requests** to {row['operations']} operations, "
        f"**{row['server_errors']} server errors**, **{len(row['violations'])} violations** of the "
        f"description, {len(row['errors'])} of the tool's own errors. Answers by status: "
        f"{answered}. Scenarios that fit their schema and do not hold together, and two beginnings "
        "of one run's id, may be refused with 422; nothing else is excepted.\n"
    )


def main(words: list[str]) -> None:
    home, examples, *only = words
    with copied(Path(home)) as copy:
        found = contract(copy, int(examples), only=only[0] if only else "")
    for key, example in found.pop("examples").items():
        print(f"{key}\n    {example}", file=sys.stderr)
    print(found)


if __name__ == "__main__":
    main(sys.argv[1:])
