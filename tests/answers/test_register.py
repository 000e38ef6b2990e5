"""The tests run the register that users run, and the register itself does what it says."""

import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from mainstay.answers.register import Answer, Kind, absent, answer, areas, as_table, run
from mainstay.errors import NotFound

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDER = Path(os.environ.get("MAINSTAY_REFERENCE_DATA", BESIDE))


@cache
def found(area: str) -> list[Answer]:
    return run(area, FOLDER if FOLDER.is_dir() else None)


@pytest.mark.parametrize("area", areas())
def test_no_known_answer_is_missed(area: str) -> None:
    assert found(area)
    assert [one for one in found(area) if one.passed is False] == []


def test_every_answer_has_its_own_id_a_source_and_a_reason() -> None:
    every = [one for area in areas() for one in found(area)]
    assert len({one.id for one in every}) == len(every)
    for one in every:
        assert one.id.startswith(one.area + ".")
        assert one.source
        assert one.reason
        assert one.kind is not Kind.DERIVED or one.source.startswith("proof: ")
    rows = as_table(every).rows()
    assert list(rows[0]) == [
        "id", "area", "kind", "source", "expected", "got", "tolerance", "reason", "passed",
    ]  # fmt: skip


def test_what_cannot_be_run_here_is_neither_passed_nor_missed() -> None:
    assert {one.passed for one in run("wiod", None)} == {None}
    assert "needs" in absent("a.b", Kind.PEER, "s", expected=1, needs="x").reason


def test_a_miss_is_a_miss_and_an_observation_is_not() -> None:
    def check(kind: Kind, expected: object, got: object, tolerance: float = 0.0) -> bool | None:
        return answer("a.b", kind, "s", expected=expected, got=got, tolerance=tolerance).passed

    assert check(Kind.PUBLISHED, 1.0, 1.2, 0.1) is False
    assert check(Kind.OBSERVED, 1.0, 1.2, 0.1) is True
    assert check(Kind.PUBLISHED, [1.0, 2.0], np.array([1.0, 2.0])) is True
    assert check(Kind.PUBLISHED, [1.0, 2.0], [1.0]) is False
    assert check(Kind.PUBLISHED, 1.0, float("nan"), 1.0) is False
    assert check(Kind.PUBLISHED, 1.0, None) is False
    assert check(Kind.PUBLISHED, "a", "b") is False


def test_an_area_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="leontief"):
        run("astrology")
