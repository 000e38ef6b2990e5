"""Figures of a run day by day: loss over time, who is hit when, how deep and how long, spread."""

from mainstay.report.dynamics.chains import chains, first_ones
from mainstay.report.dynamics.ensemble import exceedance, fan, tornado
from mainstay.report.dynamics.heat import heat
from mainstay.report.dynamics.maps import maps
from mainstay.report.dynamics.numbers import Row, back, banded, picked
from mainstay.report.dynamics.over_time import over_time
from mainstay.report.dynamics.ranking import ranking, rows_of
from mainstay.report.dynamics.shortages import shortages

__all__ = [
    "Row", "back", "banded", "chains", "exceedance", "fan", "first_ones", "heat", "maps",
    "over_time", "picked", "ranking", "rows_of", "shortages", "tornado",
]  # fmt: skip
