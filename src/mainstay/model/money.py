"""Money with its year and its price basis, and the deflators between years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mainstay.errors import UnitMismatch


class PriceBasis(StrEnum):
    """At which point of a sale a flow is valued."""

    BASIC = "basic"
    PRODUCER = "producer"
    PURCHASER = "purchaser"
    CUSTOMS = "customs"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of US dollars that knows its year and its price basis.

    Parameters
    ----------
    usd
        The amount in dollars.
    year
        The year whose prices are used.
    basis
        The price basis.

    Examples
    --------
    >>> Money(1.0, 2017, PriceBasis.PRODUCER) + Money(2.0, 2023, PriceBasis.PRODUCER)
    Traceback (most recent call last):
    ...
    mainstay.errors.UnitMismatch: dollars of 2017 and of 2023 cannot be added (deflate one first)
    """

    usd: float
    year: int
    basis: PriceBasis

    def __add__(self, other: Money) -> Money:
        if self.year != other.year:
            raise UnitMismatch(
                f"dollars of {self.year} and of {other.year} cannot be added",
                hint="deflate one first",
            )
        if self.basis != other.basis:
            raise UnitMismatch(f"{self.basis} and {other.basis} prices cannot be added")
        return Money(self.usd + other.usd, self.year, self.basis)


@dataclass(frozen=True, slots=True)
class Deflator:
    """A price index of one product over years.

    Parameters
    ----------
    product
        What the index is of.
    index
        Year to index level; any base.
    source
        Where the index is from.
    """

    product: str
    index: Mapping[int, float]
    source: str

    def factor(self, from_year: int, to_year: int) -> float:
        """Return the factor from dollars of ``from_year`` to dollars of ``to_year``.

        Raises
        ------
        UnitMismatch
            If the index does not cover one of the years.

        Examples
        --------
        >>> Deflator("steel", {2017: 100.0, 2023: 150.0}, "example").factor(2017, 2023)
        1.5
        """
        missing = [year for year in (from_year, to_year) if year not in self.index]
        if missing:
            raise UnitMismatch(
                f"the price index of {self.product} has no value for {missing[0]}",
                hint=f"it covers {min(self.index)}-{max(self.index)}",
            )
        return self.index[to_year] / self.index[from_year]

    def convert(self, money: Money, to_year: int) -> Money:
        """Return the amount in the prices of another year."""
        return Money(money.usd * self.factor(money.year, to_year), to_year, money.basis)
