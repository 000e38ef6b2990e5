"""A toy of two industries that use one made-up mineral, and the net of the embedded figures."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from mainstay.answers.nets import industry_net
from mainstay.fusion.end_uses import EndUse, Placement
from mainstay.model import Interval
from mainstay.shocks.commodity.draws import Draws
from mainstay.shocks.commodity.rationing import Rationing
from mainstay.twin.materials import HomeUse, Market, Materials, Supplier
from mainstay.twin.net import Net

#: What the toy's mineral is called, and its two industries.
MINERAL, CHIPS, CARS = "unobtainium", "111111", "222222"


def about(low: float, mode: float, high: float) -> Interval:
    """Return a range that was only assumed."""
    return Interval(low, mode, high)


def read(value: float) -> Interval:
    """Return a number that was read somewhere."""
    return Interval.point(value, "a table")


def use(
    name: str = "lamps", share: float = 1.0, *, industry: str = CHIPS, line: str = "",
    dependent: Interval | None = None, phi: float = 1.0, cited: bool = True,
) -> EndUse:  # fmt: skip
    """Return a use that one industry buys whole, of the class ``electronic``."""
    weight = read(share) if cited else about(share, share, share)
    placed = (Placement(industry, read(1.0), dependent),)
    spared = 1.0 - phi
    return EndUse(MINERAL, name, weight, about(spared, spared, spared), "electronic", line, placed)


def market(
    made: dict[str, float], *, stage: str = "mine", unit: str = "t", kind: str = "by-product"
) -> Market:
    """Return a stage with its makers."""
    makers = tuple(Supplier(place, place.title(), read(value)) for place, value in made.items())
    return Market(MINERAL, "Unobtainium", "", stage, f"mineral:{MINERAL}:{stage}", unit, 2024, kind,
                  makers)  # fmt: skip


@dataclass(frozen=True)
class Toy:
    """All that an answer about the toy's mineral needs."""

    net: Net
    materials: Materials
    economy: Rationing
    draws: Draws

    def changed(self, **fields: object) -> "Toy":
        """Return the toy with other materials."""
        return replace(self, materials=replace(self.materials, **fields))  # type: ignore[arg-type]


HOME_USE = HomeUse(
    MINERAL, "t", used=read(50.0), price_usd=read(1000.0), imports=read(40.0), exports=read(0.0),
    import_sources={"CHN": 0.6, "CAN": 0.4}, stocks=read(0.0),
)  # fmt: skip


@pytest.fixture
def toy() -> Toy:
    """Return the two sectors of the book in thousands of dollars, and a mineral of 50 t a year."""
    flows = 1e6 * np.array([[150.0, 500.0], [200.0, 100.0]])
    net = industry_net(flows, 1e6 * np.array([350.0, 1700.0]), 1e6 * np.array([1000.0, 2000.0]),
                       name="toy", year=2023, codes=(f"us:{CHIPS}", f"us:{CARS}"))  # fmt: skip
    materials = Materials(
        markets={MINERAL: (market({"CHN": 80.0, "CAN": 15.0, "USA": 5.0}),)},
        home={MINERAL: HOME_USE},
        uses={MINERAL: (use("lamps", 0.7), use("paint", 0.3, industry=CARS, phi=0.5))},
        stability={"CHN": 25.0, "CAN": 76.0},
        willingness={"CHN": "record", "CAN": "ally"},
        own_use={"CHN": "china", "CAN": "industrial"},
        sources=("a table 2024",),
    )
    return Toy(replace(net, materials=materials), materials, Rationing(net), Draws(40, 1))


@pytest.fixture(scope="session")
def real_net() -> Net:
    """Return the net of the embedded figures with its minerals."""
    from mainstay.answers.material_net import material_net  # heavy; only for those who ask

    return material_net()
