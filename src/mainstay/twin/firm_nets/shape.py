"""How firms differ in size and in number of partners: the settings of the generator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import yaml
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Parameters
from mainstay.twin.net import Floats


@dataclass(frozen=True, slots=True)
class Shape:
    """Settings of the generator; the shipped ones are cited in ``parameters.yaml``.

    Parameters
    ----------
    size_exponent
        A firm is larger than ``s`` with a probability that falls like ``s ** -size_exponent``.
    sales_of_degree
        Sales grow like this power of the number of partners.
    least_firms
        Firms that every industry has.
    least_sink
        Share of each industry's output that stays outside of links.
    least_size
        Trade of a firm, in mean links of a flow, from which it takes part in the flow.
    """

    size_exponent: float = 1.0
    sales_of_degree: float = 1.3
    least_firms: int = 3
    least_sink: float = 0.01
    least_size: float = 0.5

    def __post_init__(self) -> None:
        bounds = {
            "size_exponent": (0.2, 5.0), "sales_of_degree": (1.0, 5.0), "least_firms": (1, 10**6),
            "least_sink": (0.0, 0.5), "least_size": (0.0, 10.0),
        }  # fmt: skip
        problems = [
            Problem("out_of_range", name, f"{getattr(self, name)}", f"between {low} and {high}")
            for name, (low, high) in bounds.items()
            if not low <= getattr(self, name) <= high
        ]
        raise_all(InputError, "the shape of the firm net does not hold", problems)

    @property
    def degree_exponent(self) -> float:
        """Exponent of the tail of the number of partners that follows from the two others."""
        return self.size_exponent * self.sales_of_degree


@cache
def shape_parameters() -> Parameters:
    """Return the cited settings as ranges."""
    text = resources.files("mainstay.twin.firm_nets").joinpath("parameters.yaml").read_text("utf-8")
    return Parameters.load(yaml.safe_load(text)["parameters"])


def default_shape() -> Shape:
    """Return the shipped settings at their modes.

    Examples
    --------
    >>> default_shape().degree_exponent
    1.3
    """
    mode = {row.name: row.mode for row in shape_parameters().rows}
    return Shape(**{**mode, "least_firms": round(mode["least_firms"])})  # type: ignore[arg-type]


def firm_counts(output: Floats, firms: int, least: int) -> NDArray[np.int64]:
    """Return how many firms each industry has: the least, and the rest in proportion to output.

    Raises
    ------
    InputError
        If there are fewer firms than ``least`` for every industry.

    Examples
    --------
    >>> firm_counts(np.array([10.0, 30.0]), 10, 3).tolist()
    [4, 6]
    """
    k = len(output)
    spare = firms - least * k
    if spare < 0:
        raise InputError(f"{firms} firms for {k} industries", hint=f"at least {least * k}")
    wanted = spare * output / output.sum()
    counts = np.asarray(least + np.floor(wanted), dtype=np.int64)
    left = firms - int(counts.sum())
    counts[np.argsort(np.floor(wanted) - wanted, kind="stable")[:left]] += 1
    return counts


def firm_shares(counts: NDArray[np.int64], exponent: float, rng: np.random.Generator) -> Floats:
    """Return each firm's share of its industry's output, ``(n,)``, the largest first.

    A Pareto distribution, cut off where the rank-size rule has its largest firm, drawn with one
    draw for each of ``count`` equal parts of probability: the firms of every industry follow the
    distribution, and two industries of as many firms still differ.
    """
    start = np.concatenate([[0], np.cumsum(counts)])
    industry = np.repeat(np.arange(len(counts)), counts)
    rank = np.arange(start[-1]) - start[industry]
    many = counts[industry]
    tail = 1.0 / many + (1.0 - 1.0 / many) * (rank + rng.random(len(industry))) / many
    size = tail ** (-1.0 / exponent)
    return np.asarray(size / np.bincount(industry, size, len(counts))[industry], dtype=np.float64)
