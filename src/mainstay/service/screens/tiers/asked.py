"""What may be asked of the tiers of a thing."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.errors import InputError, Problem, raise_all
from mainstay.service.screens.tiers.grouping import By
from mainstay.service.screens.tiers.subject import ALL
from mainstay.twin.tiers import Direction

#: How deep tiers go, and how many bars of each are drawn one by one.
DEPTHS = (2, 5)
TOPS = (3, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class TiersAsked:
    """What is asked of the tiers of a thing.

    Parameters
    ----------
    direction
        ``up`` to the inputs, ``down`` to the uses.
    depth
        Number of the last tier, 2 to 5.
    top
        Bars of a tier that are drawn one by one, 3 to 20.
    account
        ``all``, or the account whose direct purchases of it are followed.
    by
        Whether imports are one bar for each region or for each product of a region.
    """

    direction: Direction = "up"
    depth: int = 3
    top: int = 7
    account: str = ALL
    by: By = "region"

    def check(self) -> None:
        """Raise if something is out of bounds, naming all of it at once.

        Raises
        ------
        InputError
            With one problem for each.
        """
        found = [
            Problem("out_of_bounds", name, f"{value} is not {low} to {high}")
            for name, value, (low, high) in (
                ("depth", self.depth, DEPTHS), ("top", self.top, TOPS),
            )
            if not low <= value <= high
        ]  # fmt: skip
        raise_all(InputError, "tiers cannot be asked for like this", found)
