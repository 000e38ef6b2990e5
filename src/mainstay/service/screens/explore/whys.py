"""Where the numbers of the explore screen are from."""

from __future__ import annotations

from mainstay.model import Label, Method
from mainstay.report.quantity import Provenance
from mainstay.service.screens.explore.cells import INFERRED_CONFIDENCE, SEEN_CONFIDENCE
from mainstay.service.screens.shapes import ShownWhy, shown_why
from mainstay.service.twins import OpenTwin

#: Sources of the accounts and of minerals in a net.
ACCOUNTS, MINERALS = ("bea.make-use", "bea.import-regions"), ("usgs.mcs",)


def accounts_why(opened: OpenTwin, note: str = "", *, seen: bool = False) -> Provenance:
    """Return where dollars are from."""
    net = opened.net
    vintages = sorted({net.pools.evidence[j] for j in range(min(len(net.pools), 1))})
    return Provenance(
        sources=ACCOUNTS, vintage=", ".join(vintages) or str(net.base_year),
        method=Method.OBSERVED if seen else Method.INFERRED,
        confidence=SEEN_CONFIDENCE if seen else INFERRED_CONFIDENCE,
        label=Label(opened.record.view),
        note=note or "Projected from the last detailed table to the newest summary table and "
        "balanced; cells that a table prints as they stand are seen.",
    )  # fmt: skip


def minerals_why(opened: OpenTwin, note: str = "") -> Provenance:
    """Return where shares of minerals are from."""
    editions = {
        evidence
        for key, evidence in zip(opened.net.pools.id, opened.net.pools.evidence, strict=True)
        if key.startswith("mineral:")
    }
    return Provenance(
        sources=MINERALS, vintage=", ".join(sorted(editions)) or "none",
        method=Method.OBSERVED, confidence=SEEN_CONFIDENCE, label=Label(opened.record.view),
        note=note or "Printed amounts and shares; what is left of a printed total is inferred.",
    )  # fmt: skip


def end_uses_why(opened: OpenTwin) -> Provenance:
    """Return where the end uses of minerals are from."""
    return Provenance(
        sources=("analyst.end-uses",), vintage="of the twin", method=Method.INFERRED,
        confidence=INFERRED_CONFIDENCE - 0.1, label=Label(opened.record.view),
        note="Shares of use are cited; which industry they stand for is judged, use by use.",
    )  # fmt: skip


def whys_of(opened: OpenTwin) -> tuple[ShownWhy, ...]:
    """Return all of them as a screen shows them."""
    return tuple(
        shown_why(why) for why in (accounts_why(opened), minerals_why(opened), end_uses_why(opened))
    )
