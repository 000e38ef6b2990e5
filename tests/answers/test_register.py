"""The tests run the register that users run."""

import os
from pathlib import Path

import pytest

from mainstay.answers.register import areas, run

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDER = Path(os.environ.get("MAINSTAY_REFERENCE_DATA", BESIDE))


@pytest.mark.parametrize("area", areas())
def test_no_known_answer_is_missed(area: str) -> None:
    found = run(area, FOLDER if FOLDER.is_dir() else None)
    assert found
    assert [one for one in found if one.passed is False] == []
