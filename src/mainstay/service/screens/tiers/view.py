"""Tiers of one thing as a screen shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mainstay.model import Label
from mainstay.report.tiers import Origin
from mainstay.service.screens.entity_ids import EntityKind
from mainstay.service.screens.tiers.asked import TiersAsked
from mainstay.service.screens.tiers.columns import head_of, layout_of
from mainstay.service.screens.tiers.draws import drawn_tiers, drawn_ways
from mainstay.service.screens.tiers.grouping import Bar, pairs_down, pairs_up
from mainstay.service.screens.tiers.lines import lines_of
from mainstay.service.screens.tiers.minerals import mineral_tiers
from mainstay.service.screens.tiers.needs import needs_of
from mainstay.service.screens.tiers.numbers import money, provenance, share, spread
from mainstay.service.screens.tiers.picture import picture
from mainstay.service.screens.tiers.shapes import (
    TierChoice,
    TierLeader,
    TierLine,
    TiersView,
)
from mainstay.service.screens.tiers.subject import ACCOUNT, ALL, Subject, subject_of
from mainstay.service.screens.tiers.taking import command_of, measures_table
from mainstay.service.twins import OpenTwin
from mainstay.twin.selection import source_line
from mainstay.twin.technology import technology
from mainstay.twin.tiers import Direction, Tier, Ways, beyond, follow, still_open

_DIRECTIONS = {"up": "inputs: what it is made of", "down": "uses: what it ends up in"}
_ACCOUNTS = {ALL: "everybody", "health": "health care", "defense": "national defense",
             "economy": "final users"}  # fmt: skip
_GROUPINGS = {"region": "by region", "product": "by product and region"}


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
