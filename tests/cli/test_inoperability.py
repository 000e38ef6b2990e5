"""``mainstay run --engine inoperability``: a year's loss by day costs what Leontief says."""

from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]


def gdp_loss(ran: Any) -> float:
    assert ran.code == 0
    rows = ran.data["tables"]["accounts"]
    return next(r["gdp_loss_usd"] for r in rows if r["account"] == "economy")


def test_a_cut_of_a_year_costs_what_the_static_model_says(on_demo: Command) -> None:
    """What is left after a year of recovery is some 1e-6 of the loss."""
    by_day = gdp_loss(on_demo("run", "defense-cut", "--engine", "inoperability", "--json"))
    at_once = gdp_loss(on_demo("run", "defense-cut", "--engine", "leontief", "--json"))
    assert by_day == pytest.approx(at_once, rel=1e-4)


def test_imports_are_refused_with_another_engine(on_demo: Command) -> None:
    ran = on_demo("run", "chip-imports-stop", "--engine", "inoperability")
    assert ran.code == 3
    assert "--engine ario" in ran.err
