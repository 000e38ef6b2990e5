"""The embedded figures as claims, accounts and a net, read once for all answers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from mainstay.fusion import SupplyUse, split_final, split_imports, without_negatives
from mainstay.sources.contract import read
from mainstay.sources.embedded import embedded
from mainstay.twin.compile import EconomyFacts, compile_economy
from mainstay.twin.economy import Economy, accounts_of, economy_of
from mainstay.twin.net import Net


@cache
def claims() -> pa.Table:
    """Return the claims of every embedded figure."""
    batches = [
        batch
        for figure in embedded()
        for batch in read(
            figure.source, figure.path, vintage=figure.vintage, **figure.parameters
        ).batches
    ]
    return pa.Table.from_batches(batches)


@cache
def accounts(level: str, year: int) -> SupplyUse:
    """Return the published accounts of one level and year."""
    return accounts_of(claims(), level, year)


@cache
def economy() -> Economy:
    """Return the facts of the economy of the demonstration."""
    return economy_of(claims())


@cache
def economy_net() -> Net:
    """Return the net of the demonstration's economy."""
    return compile_economy(economy().facts, "answers")


def published_net(level: str, year: int) -> Net:
    """Return the net of published accounts, without regions abroad."""
    settled, _ = without_negatives(accounts(level, year))
    split = split_imports(settled)
    facts = EconomyFacts(
        accounts=settled,
        final_domestic=split_final(split.domestic_final, settled.commodities, settled.finals),
        final_import=split_final(split.import_final, settled.commodities, settled.finals),
        regions=(),
        region_share=np.zeros((len(settled.commodities), 0)),
        seen=settled.use_seen.astype(np.float64),
    )
    return compile_economy(facts, f"{level}-{year}")
