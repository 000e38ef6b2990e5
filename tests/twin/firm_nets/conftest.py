"""The national table of the demonstration and a net drawn from it, once for all tests here."""

import pytest

from mainstay.answers.figures import economy_net
from mainstay.twin.firm_nets import FirmNet, NationalTable, generate, national_table


@pytest.fixture(scope="session")
def table() -> NationalTable:
    return national_table(economy_net())


@pytest.fixture(scope="session")
def drawn(table: NationalTable) -> FirmNet:
    return generate(table, firms=10_000, links=100_000, seed=1)
