"""Firm claims of a twin, carved into its net."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from mainstay.errors import CarveError
from mainstay.model import Deflator
from mainstay.twin.carving.carve import CarveReport, Policy, carve
from mainstay.twin.carving.placement import allocations_from_claims, links_from_claims
from mainstay.twin.net import Net

#: Claims about firms.
FIRM_KINDS = ("allocation", "supply_link")


def place_firms(
    net: Net, claims: pa.Table, indexes: Mapping[str, Deflator]
) -> tuple[Net, CarveReport | None]:
    """Return the net with firm claims carved in, and what that changed.

    A file that was accepted only with adjustments is adjusted again, in the same way.
    """
    if not claims.num_rows:
        return net, None
    try:
        return carved(net, claims, indexes, "reject")
    except CarveError:
        return carved(net, claims, indexes, "adjust")


def carved(
    net: Net, claims: pa.Table, indexes: Mapping[str, Deflator], policy: Policy
) -> tuple[Net, CarveReport]:
    """Return the net with firm claims carved in under one policy, and the report.

    Raises
    ------
    CarveError
        If claims exceed their industries and the policy is ``reject``.
    """
    firms = allocations_from_claims(claims, net, deflators=indexes)
    links = links_from_claims(claims, net, firms, deflators=indexes)
    found = carve(net, firms, links=links, policy=policy)
    return found.net, found.report
