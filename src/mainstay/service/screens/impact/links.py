"""From a story to the pages of what it touches: what is shocked, and who is hit."""

from __future__ import annotations

from collections.abc import Sequence

from mainstay.model import Scenario, Shock, Table
from mainstay.report.quantity import Unit, written
from mainstay.service.screens.building.words import span
from mainstay.service.screens.entities import EntityBook, entity_book
from mainstay.service.screens.entity_ids import EntityKind, entity_id, entity_of_activity
from mainstay.service.screens.impact.shapes import LinkedEntity
from mainstay.service.twins import OpenTwin
from mainstay.shocks.touched import COUNTRY_REGIONS
from mainstay.twin.net import Net

#: Things named on either side.
MOST = 8
#: Places of a run that are no region.
_HOME = "US"


def page_of(net: Net, key: str) -> str | None:
    """Return the page of an activity, or of a region's deliveries, by its id in a run's tables.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> page_of(toy_net(), "toy:smelting"), page_of(toy_net(), "nobody")
    ('industry:smelting', None)
    """
    if key in net.activity_index:
        return entity_of_activity(net, net.activity_index[key])
    head, has_pool, pool = key.partition("@")
    if has_pool and pool in net.pool_index:
        # what a region delivers of a product: the region's page has it among its facts
        return entity_of_activity(net, net.activity_index[head]) if head in net.activity_index \
            else None  # fmt: skip
    return None


def pages_by_name(net: Net, table: Table | None) -> dict[str, str]:
    """Return the pages of what a table of industries names."""
    found = {
        name: entity_of_activity(net, i)
        for i, name in reversed(list(enumerate(net.activities.name)))
    }
    if table is not None and {"id", "name"} <= set(table.data.column_names):
        for key, name in zip(table.data["id"].to_pylist(), table.data["name"].to_pylist(),
                             strict=True):  # fmt: skip
            page = page_of(net, key)
            if page is not None:
                found[name] = page
    return found


def shocked(opened: OpenTwin, scenario: Scenario) -> tuple[LinkedEntity, ...]:
    """Return what a scenario acts on, with the places it is bound to."""
    book = entity_book(opened)
    found: dict[tuple[str, str | None], LinkedEntity] = {}
    for shock in scenario.shocks:
        if shock.country:
            place = _place(book, shock.country)
            found.setdefault((place.name, place.entity), place)
        for code in shock.codes:
            thing = _thing(book, shock, code, scenario)
            found.setdefault((thing.name, thing.entity), thing)
    return tuple(found.values())[: 2 * MOST]


def _thing(book: EntityBook, shock: Shock, code: str, scenario: Scenario) -> LinkedEntity:
    lines = book.find(code, None)
    # a text that means several things only in part is shown as it is written
    line = next((x for x in lines[:1] if _is_meant(book, code, len(lines))), None)
    target = shock.target.replace("_", " ")
    size = f"{shock.amount:g} days" if shock.size is None else written(shock.amount, Unit.SHARE)
    words = f"{target}, {size}, {span(shock.duration_days or scenario.duration_days)}"
    return LinkedEntity(line.name if line else code, words, line.id if line else None)


def _is_meant(book: EntityBook, code: str, found: int) -> bool:
    net = book.net
    known = code in net.pool_index or code in net.activity_index or code in net.pools.product
    return known or found == 1


def _place(book: EntityBook, country: str) -> LinkedEntity:
    region = COUNTRY_REGIONS.get(country.upper(), country)
    for kind, code in ((EntityKind.COUNTRY, country.upper()), (EntityKind.REGION, region)):
        line = book.by_id.get(entity_id(kind, code))
        if line is not None:
            return LinkedEntity(line.name, "where it comes from", line.id)
    return LinkedEntity(country, "where it comes from", None)


def hit(net: Net, table: Table | None, column: str) -> tuple[LinkedEntity, ...]:
    """Return who loses most at home."""
    if table is None or not column:
        return ()
    rows = [r for r in table.rows() if r.get("region", _HOME) == _HOME and r[column]]
    rows.sort(key=lambda r: -r[column])
    return tuple(
        LinkedEntity(r["name"], f"{_words(r[column], column)} {_of(column)}", page_of(net, r["id"]))
        for r in rows[:MOST]
        if r[column] > 0
    )


def unit_of(column: str) -> Unit:
    """Return the unit of a column of losses.

    >>> unit_of("price_rise").value, unit_of("value_added_loss_usd_mid").value
    ('share', 'usd')
    """
    return Unit.USD if "_usd" in column else Unit.SHARE


def _words(value: float, column: str) -> str:
    return written(value, unit_of(column))


def _of(column: str) -> str:
    names = {"exposed_usd": "passes through what is lost", "price_rise": "dearer"}
    return names.get(column, "of value added lost")


def linked(net: Net, rows: Sequence[dict[str, object]]) -> list[str | None]:
    """Return the page of each row of a table with ``id``."""
    return [page_of(net, str(row["id"])) for row in rows]
