"""Tiers of one thing as a screen shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mainstay.errors import InputError, Problem, raise_all
from mainstay.model import Label, Table
from mainstay.report.tiers import Origin
from mainstay.service.screens.entity_ids import EntityKind
from mainstay.service.screens.shapes import Command, ShownTable, shown_table
from mainstay.service.screens.tiers.columns import head_of, layout_of
from mainstay.service.screens.tiers.draws import drawn_tiers, drawn_ways
from mainstay.service.screens.tiers.grouping import Bar, By, pairs_down, pairs_up
from mainstay.service.screens.tiers.lines import lines_of
from mainstay.service.screens.tiers.measures import HOME_NAME
from mainstay.service.screens.tiers.minerals import mineral_tiers
from mainstay.service.screens.tiers.needs import needs_of, titled
from mainstay.service.screens.tiers.numbers import money, provenance, share, spread
from mainstay.service.screens.tiers.picture import picture
from mainstay.service.screens.tiers.shapes import (
    TierChoice,
    TierLeader,
    TierLine,
    TiersView,
)
from mainstay.service.screens.tiers.subject import ACCOUNT, ALL, Subject, subject_of
from mainstay.service.twins import OpenTwin
from mainstay.twin.selection import source_line
from mainstay.twin.technology import technology
from mainstay.twin.tiers import Direction, Tier, Ways, beyond, follow, still_open

#: How deep tiers go, and how many bars of each are drawn one by one.
DEPTHS = (2, 5)
TOPS = (3, 20)

_DIRECTIONS = {"up": "inputs: what it is made of", "down": "uses: what it ends up in"}
_ACCOUNTS = {ALL: "everybody", "health": "health care", "defense": "national defense",
             "economy": "final users"}  # fmt: skip
_GROUPINGS = {"region": "by region", "product": "by product and region"}


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


def tiers_view(opened: OpenTwin, entity: str, asked: TiersAsked | None = None) -> TiersView:
    """Return the tiers of a thing.

    Parameters
    ----------
    opened
        The twin.
    entity
        Id of an industry, commodity, region, mineral or firm, or ``account:`` and its name.
    asked
        Direction, depth and the rest; three tiers of inputs if ``None``.

    Raises
    ------
    NotFound
        If the twin has nothing by that id.
    InputError
        If it cannot be followed like this.
    """
    chosen = asked or TiersAsked()
    chosen.check()
    if entity.startswith(f"{EntityKind.MINERAL}:"):
        return mineral_tiers(opened, entity, chosen.direction, chosen.depth, chosen.top)
    return _of_dollars(opened, entity, chosen)


def _of_dollars(opened: OpenTwin, entity: str, asked: TiersAsked) -> TiersView:
    net, label, direction = opened.net, Label(opened.record.view), asked.direction
    subject = subject_of(net, entity, asked.account, direction)
    tech = technology(net)
    ways, drawn = Ways.of(tech), drawn_ways(opened)
    tiers = follow(ways, subject.start, asked.depth, direction)
    draws = drawn_tiers(drawn, subject.start, asked.depth, direction)
    pairs = pairs_up(tech, asked.by) if direction == "up" else pairs_down(ways)
    whole = Bar("self", subject.name, Origin.HOME, _page_of(entity))
    if direction == "down" and entity.startswith(f"{EntityKind.REGION}:"):
        whole = Bar("self", subject.name, Origin.ABROAD, entity)
    layout = layout_of(ways, subject.start, tiers, pairs, direction=direction, top=asked.top,
                       whole=whole if direction == "down" else None)  # fmt: skip
    titles = [head_of(number, direction)[1] for number in range(len(tiers))]
    lines = lines_of(ways, tiers, draws, [w.tech for w in drawn], direction=direction,
                     titles=titles, label=label)  # fmt: skip
    if direction == "down":
        lines = (_self(lines[0], subject, label), *lines[1:])
    sentence = _sentence(subject, lines, tiers, direction)
    name = f"tiers-{direction}-{''.join(c if c.isalnum() else '-' for c in entity)}"
    whole_why = provenance("total", None, label)
    open_why = provenance("share", tiers[-1].seen, label)
    needs = needs_of(net.materials, tech, tiers, "; ".join(net.materials.source_keys))
    return TiersView(
        id=entity, name=subject.name, entity=_page_of(entity), direction=direction,
        account=asked.account, by=asked.by, depth=asked.depth, top=asked.top,
        directions=_choices(_DIRECTIONS, subject.directions),
        accounts=_choices(_ACCOUNTS, subject.accounts if direction == "up" else (ALL,)),
        groupings=_choices(_GROUPINGS, tuple(_GROUPINGS) if direction == "up" else ("region",)),
        total=money(tiers[0].total, whole_why), base=subject.base, sentence=sentence, lines=lines,
        figure=picture(layout, pairs, draws, name=name, title=_title(subject, direction),
                       alt=sentence, source=source_line(net), label=label),
        measures=measures_table(lines, direction, name, source_line(net)),
        minerals=needs if direction == "up" else None,
        open_share=share(still_open(tiers[-1]) / tiers[0].total, open_why),
        beyond=money(beyond(ways, tiers), open_why) if direction == "up" else None,
        notes=subject.notes, command=command_of(opened, entity, asked),
    )  # fmt: skip


def _self(line: TierLine, subject: Subject, label: Label) -> TierLine:
    """Return the line of the thing itself: all of it is at home, or all of it comes from abroad."""
    why = provenance("total", None, label)
    is_abroad = subject.id.startswith(f"{EntityKind.REGION}:")
    words = spread(None, why, "the thing itself")
    return replace(
        line, home=share(float(not is_abroad), why), elsewhere=share(float(is_abroad), why),
        members=1, concentration=words, countries=words, first=None, from_elsewhere=None,
    )  # fmt: skip


def _page_of(entity: str) -> str:
    return "" if entity.startswith(ACCOUNT) else entity


def _choices(words: dict[str, str], known: Sequence[str]) -> tuple[TierChoice, ...]:
    return tuple(TierChoice(value=k, words=words[k]) for k in words if k in known)


def _title(subject: Subject, direction: Direction) -> str:
    if direction == "up":
        return f"What stands behind a dollar of {subject.name}"
    return f"What a dollar of {subject.name} ends up in"


def _sentence(
    subject: Subject, lines: Sequence[TierLine], tiers: Sequence[Tier], direction: Direction
) -> str:
    """Return what the tiers say: where the money goes, who leads, how much nobody sees."""
    whole, total = tiers[0], tiers[0].total
    if direction == "down":
        first = lines[1]
        found = [
            f"{first.home.text} of {subject.name} goes into industries{_led(first.first)}",
            f"{first.elsewhere.text} into final use{_led(first.from_elsewhere)}",
        ]
        arrived = 100 * (tiers[-1].ended + float(tiers[-1].ends.sum())) / total
        return f"{', '.join(found)}. After {len(tiers) - 1} tiers {arrived:.0f} % has arrived."
    found = []
    if whole.ends.sum() > 0.0005 * total:
        found.append(f"{100 * whole.ends.sum() / total:.0f} % of {subject.name} is imported as "
                     f"it is{_led(lines[0].from_elsewhere)}.")  # fmt: skip
    bought = tiers[1]
    at_home, abroad = (100 * float(part.sum()) / total for part in (bought.activities, bought.ends))
    found.append(
        f"Its makers here buy {at_home:.0f} % at home{_led(lines[1].first)}, and import "
        f"{abroad:.0f} %{_led(lines[1].from_elsewhere)}."
    )
    hidden = 100 * (tiers[-1].ended + float(tiers[-1].ends.sum())) / total
    if hidden >= 0.5:
        found.append(f"What stands behind imports, {hidden:.0f} % of the whole, is not seen.")
    return " ".join(found)


def _led(leader: TierLeader | None) -> str:
    return f" (most: {leader.name})" if leader else ""


def measures_table(
    lines: Sequence[TierLine], direction: Direction, name: str, source: str
) -> ShownTable:
    """Return lines as a table that can be taken along."""
    is_up = direction == "up"
    rows: list[dict[str, object]] = []
    for line in lines:
        leader = line.from_elsewhere
        rows.append({
            "tier": line.number,
            "home_share": line.home.value,
            ("imports_share" if is_up else "final_use_share"): line.elsewhere.value,
            **({"value_added_before_share": line.added.value if line.added else 0.0}
               if is_up else {}),
            ("behind_imports_share" if is_up else "final_use_before_share"):
                line.ended.value if line.ended else 0.0,
            ("suppliers" if is_up else "buyers"): line.members,
            "hhi": line.concentration.value, "hhi_lo": line.concentration.lo,
            "hhi_hi": line.concentration.hi,
            "countries_hhi_lo": line.countries.lo, "countries_hhi_hi": line.countries.hi,
            "seen_share": line.seen.value,
            "first": line.first.name if line.first else "",
            "first_share": line.first.share.value if line.first else None,
            "first_elsewhere": leader.name if leader else "",
            "first_elsewhere_share": leader.share.value if leader else None,
        })  # fmt: skip
    home = f"home is {HOME_NAME}; industries are groups of firms, so an index over firms is higher"
    table = Table.of(f"{name}-measures", rows, title="Concentration and origin, tier by tier",
                     source=source, notes=(f"{home[0].upper()}{home[1:]}.",))  # fmt: skip
    return titled(shown_table(table), {"hhi": "HHI", "countries_hhi_lo": "HHI of countries, low",
                                       "countries_hhi_hi": "HHI of countries, high"})  # fmt: skip


def command_of(opened: OpenTwin, entity: str, asked: TiersAsked) -> Command:
    """Return how to get the same outside of the page."""
    named = entity.partition(":")[2]
    twin = f" --twin {opened.name}" if opened.name and opened.name != "demo" else ""
    verb = "supplies" if asked.direction == "up" else "depends"
    thing = f"activity:{named}" if entity.startswith(f"{EntityKind.INDUSTRY}:") else named
    settings = ", ".join(
        f"{name}={value!r}"
        for name, value in (
            ("direction", asked.direction), ("depth", asked.depth), ("top", asked.top),
            ("account", asked.account), ("by", asked.by),
        )
    )  # fmt: skip
    python = (
        "from mainstay.service import open_twin\n"
        "from mainstay.service.screens.tiers import TiersAsked, tiers_view\n\n"
        f"twin = open_twin(None, {opened.name or opened.id!r})\n"
        f"tiers = tiers_view(twin, {entity!r}, TiersAsked({settings}))\n"
        "for line in tiers.lines:\n    print(line.number, line.home.text, line.elsewhere.text)"
    )
    if entity.startswith(ACCOUNT):
        # an account is asked for by its list; its tiers have no verb of their own
        return Command(f"mainstay twin show{twin.replace(' --twin', '')}", python)
    return Command(f'mainstay who {verb} "{thing}" --tiers all{twin}', python)
