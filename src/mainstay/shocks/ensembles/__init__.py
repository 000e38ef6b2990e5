"""Ensembles: many members of one question, and what their spread says."""

from mainstay.shocks.ensembles.design import Design, Factor, design
from mainstay.shocks.ensembles.distributions import Distribution
from mainstay.shocks.ensembles.sensitivity import Effect, SobolIndices, effects, sobol_indices
from mainstay.shocks.ensembles.statistics import Estimate, exceedance, fan, mean, quantile

__all__ = [
    "Design", "Distribution", "Effect", "Estimate", "Factor", "SobolIndices", "design", "effects",
    "exceedance", "fan", "mean", "quantile", "sobol_indices",
]  # fmt: skip
