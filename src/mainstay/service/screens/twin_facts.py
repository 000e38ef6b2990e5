"""What a twin is, in the few facts that every screen may show of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mainstay.service.twins import OpenTwin
from mainstay.store import Home


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinListed:
    """A twin of a home: id, the names that stand for it, who may see it, and since when it is."""

    id: str
    names: tuple[str, ...]
    view: str
    created: str
    partitions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinView:
    """An open twin: its identity and the size of its net.

    Parameters
    ----------
    id, name
        Its identity, and the name it was opened by.
    view, created, base_year, price_basis
        Who may see it, since when it is, and the year and basis of every dollar in it.
    activities, pools, use_cells
        Size of the net: who makes things, markets, and purchases between the two.
    firms
        Activities that a user placed in it.
    """

    id: str
    name: str
    view: str
    created: str
    base_year: int
    price_basis: str
    activities: int
    pools: int
    use_cells: int
    firms: int


def twins_of_home(path: Path | str | None) -> tuple[TwinListed, ...]:
    """Return the twins of a home, newest first.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    """
    home = Home.open(path)
    names: dict[str, list[str]] = {}
    for name, identity in home.twin_names().items():
        names.setdefault(identity, []).append(name)
    return tuple(
        TwinListed(
            id=record.id,
            names=tuple(sorted(names.get(record.id, ()))),
            view=str(record.view),
            created=str(record.created_at),
            partitions=len(record.partitions),
        )
        for record in home.twins()
    )


def twin_view(opened: OpenTwin) -> TwinView:
    """Return what an open twin is."""
    net = opened.net
    return TwinView(
        id=opened.id,
        name=opened.name,
        view=str(opened.record.view),
        created=str(opened.record.created_at),
        base_year=net.base_year,
        price_basis=str(net.price_basis),
        activities=len(net.activities),
        pools=len(net.pools),
        use_cells=int(net.use.nnz),
        firms=sum(kind.value in {"firm", "plant"} for kind in net.activities.kind),
    )
