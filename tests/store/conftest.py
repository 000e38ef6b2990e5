"""Homes and claims for the tests of the store."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from mainstay.model import Period, claim_batches
from mainstay.store import Home

ClaimMaker = Callable[..., list[pa.RecordBatch]]


def make_claims(
    values: Sequence[float | None],
    *,
    source: str = "demo",
    vintage: str = "1",
    kind: str = "gross_output",
    first: int = 0,
    **more: Any,
) -> list[pa.RecordBatch]:
    """One claim per value, about industries numbered from ``first``."""
    rows = range(first, first + len(values))
    return list(
        claim_batches(
            source=source,
            vintage=vintage,
            kind=kind,
            locator=[f"row {row}" for row in rows],
            subject=[f"industry.detail:{row}" for row in rows],
            value=list(values),
            valid=Period.year(2023),
            **more,
        )
    )


class SteppingClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def step(self, days: int = 1) -> datetime:
        self.now += timedelta(days=days)
        return self.now


def report(name: str = "demo.csv", **more: Any) -> dict[str, Any]:
    """A read report as plain data."""
    return {"source": "demo", "vintage": "1", "path": f"/data/{name}", "sha256": "1", **more}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def claims_of() -> Iterator[ClaimMaker]:
    return make_claims


@pytest.fixture
def report_of() -> Callable[..., dict[str, Any]]:
    return report


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()
