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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished

from mainstay.rest.app import create_app
from mainstay.rest.settings import Settings

#: Addresses that take whole scenarios, and what else may answer a request that fits its schema.
SCENARIOS = r"/scenarios/(validate|\{name\})$|/runs$"
ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "429")

#: Examples for each operation in a long run.
EXAMPLES = 100


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
        key = "/".join(part for part in scope["path"].split("/")[3:7:2] if part.isalpha())
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
        # what a scenario says is checked beyond what a schema can say, and refused with 422
        "operations": [
            {"include-path-regex": SCENARIOS, "checks": {
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


def main(words: list[str]) -> None:
    home, examples, *only = words
    with copied(Path(home)) as copy:
        found = contract(copy, int(examples), only=only[0] if only else "")
    for key, example in found.pop("examples").items():
        print(f"{key}\n    {example}", file=sys.stderr)
    print(found)


if __name__ == "__main__":
    main(sys.argv[1:])
