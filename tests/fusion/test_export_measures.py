"""Which measures hold back what is traded."""

from datetime import date

import pytest

from mainstay.fusion.export_measures import export_policy

DAY = date(2025, 12, 31)


@pytest.mark.parametrize(("country", "mineral", "binds"), [
    ("CHN", "gallium", True),  # licenses for all
    ("CHN", "tungsten", True),
    ("COD", "cobalt", True),  # a quota
    ("IDN", "nickel", False),  # ore alone: processed nickel is free
    ("MYS", "rare-earths", False),
    ("RUS", "gold", False),  # scrap, and over
    ("CHN", "nickel", False),
])  # fmt: skip
def test_what_binds_the_united_states(country: str, mineral: str, binds: bool) -> None:
    measures = [m for m in export_policy().measures if m.country == country]
    assert any(m.binds(mineral, "USA", DAY) for m in measures) is binds


def test_a_measure_ends_on_the_first_day_it_no_longer_holds() -> None:
    ban = next(m for m in export_policy().measures if m.target == "USA")
    assert ban.until is not None
    assert ban.binds("antimony", "USA", date(2025, 11, 8))
    assert not ban.binds("antimony", "USA", ban.until)
    assert not ban.binds("antimony", "JPN", date(2025, 11, 8))
