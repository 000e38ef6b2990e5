"""What a scenario does, in plain words; half-written ones too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from mainstay.model import DAYS_PER_YEAR, Scenario, Shock, Target
from mainstay.report.material import in_sentence
from mainstay.service.screens.building.places import place_name
from mainstay.service.screens.building.takes import BY_DAY, Things, things_of
from mainstay.service.screens.building.things import name_of
from mainstay.shocks.touched import COUNTRY_REGIONS
from mainstay.twin.net import Net

#: So many things are named one by one.
_NAMED = 3

#: Longest name that is made from a title.
_NAME_LENGTH = 48

#: What a shock says where all of it is lost, and where a part is.
_SAID: Mapping[Target, tuple[str, str]] = MappingProxyType({
    Target.EXPORTS: ("{who} exports no {what}", "{who} exports {part} less {what}"),
    Target.IMPORTS: ("No {what} is imported{by}",
                     "{part} of the imports of {what}{by} do not arrive"),
    Target.POOL_PRODUCTION: ("No {what} is made{there}", "{part} less {what} is made{there}"),
    Target.ACTIVITY_OUTPUT: ("{what}{there} makes nothing", "{what}{there} makes {part} less"),
    Target.FINAL_DEMAND: ("Nothing is bought of {what}", "{part} less is bought of {what}"),
    Target.IMPORT_PRICE: ("Imports of {what}{by} get dearer by {part}",) * 2,
    Target.VALUE_ADDED_PRICE: ("Labor and capital of {what}{there} get dearer by {part}",) * 2,
    Target.LABOR: ("Nobody works in {what}{there}",
                   "{part} of the work in {what}{there} is missing"),
    Target.CAPACITY: ("All of {what}{there} stands still",
                      "{part} of the capacity of {what}{there} stands still"),
    Target.CAPITAL: ("All capital of {what}{there} is destroyed",
                     "{part} of the capital of {what}{there} is destroyed"),
    Target.DELAY: ("Deliveries of {what}{by} come {days} later",) * 2,
})  # fmt: skip

#: What a name says of its market, which its place in the sentence says already.
_SAID_ALREADY = re.compile(
    r"(, (imported|world [a-z ]+|US imports.*|at home and imported)| \(supply only\))$"
)

_TURN = {
    "linear": "then it goes away evenly over {days}",
    "concave": "then it goes away over {days}, slowly at first",
    "convex": "then it goes away over {days}, fast at first",
    "rebuild": "then it is rebuilt",
    "none": "then it is over at once",
}


def sentence(net: Net, scenario: Scenario) -> str:
    """Return what happens in a scenario and for how long, as plain sentences.

    Examples
    --------
    >>> from mainstay.twin.toy import toy_net
    >>> demo = Scenario.parse("{version: 1, name: demo, title: Demo, engine: ario, duration_days: "
    ...                       "30, shocks: [{target: capacity, codes: [smelting], size: 0.5}]}")
    >>> sentence(toy_net(), demo)
    '50 % of the capacity of smelting stands still for 30 days. Nothing else happens.'
    """
    told = [_told(net, scenario, shock) for shock in scenario.shocks[:_NAMED]]
    more = len(scenario.shocks) - len(told)
    if more:
        told.append(f"{more} more shocks follow.")
    when = f"It begins on {_day(scenario.start)}. " if scenario.start else ""
    spread = ""
    if any(s.low is not None or s.high is not None for s in scenario.shocks):
        spread = "A milder and a harder case are answered beside it. "
    return f"{' '.join(told)} {when}{spread}Nothing else happens."


def title_of(net: Net, shocks: Sequence[Shock]) -> str:
    """Return a title for a scenario without one, from its first shock.

    >>> from mainstay.twin.toy import toy_net
    >>> title_of(toy_net(), [Shock(target=Target.IMPORTS, codes=("metal",), size=1.0)])
    'No metal is imported'
    """
    head = _happens(net, shocks[0])
    more = len(shocks) - 1
    return head + (f", and {more} more" if more else "")


def name_from(title: str) -> str:
    """Return a name for a scenario with this title.

    >>> name_from("China exports no Gallium, world mine (2)")
    'china-exports-no-gallium-world-mine-2'
    """
    words = re.findall(r"[a-z0-9]+", title.lower())
    name = ""
    for word in words:
        if len(name) + 1 + len(word) > _NAME_LENGTH:
            break
        name = f"{name}-{word}" if name else word
    return name or "my-scenario"


def span(days: float) -> str:
    """Return a number of days in words.

    >>> span(365), span(10), span(1)
    ('a year', '10 days', 'a day')
    """
    if days == 1:
        return "a day"
    if days % DAYS_PER_YEAR == 0:
        years = int(days // DAYS_PER_YEAR)
        return "a year" if years == 1 else f"{years} years"
    return f"{days:g} days"


def _told(net: Net, scenario: Scenario, shock: Shock) -> str:
    text = _happens(net, shock)
    if scenario.engine not in BY_DAY:
        return f"{text} for {span(scenario.duration_days)}."
    if shock.start_day:
        text = f"From day {shock.start_day:g} on: {text}"
    text += f" for {span(shock.duration_days or scenario.duration_days)}"
    if shock.timed and (shock.recovery or shock.recovery_days):
        back = span(shock.recovery_days or 0)
        text += f"; {_TURN[shock.way_back].format(days=back)}"
    return text + "."


def _happens(net: Net, shock: Shock) -> str:
    """Return what a shock does, without its time."""
    place = _place(net, shock.country)
    whole, part = _SAID[shock.target]
    text = (whole if shock.amount >= 1 else part).format(
        what=_things(net, shock), part=f"{100 * shock.amount:.4g} %", who=place or "A country",
        days=span(shock.amount), by=f" from {place}" if place else "",
        there=f" in {place}" if place else "",
    )  # fmt: skip
    return text[:1].upper() + text[1:]


def _things(net: Net, shock: Shock) -> str:
    names = [_short(net, shock.target, code) for code in shock.codes[:_NAMED]]
    more = len(shock.codes) - len(names)
    if more:
        return ", ".join(names) + f" and {more} more"
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _short(net: Net, target: Target, code: str) -> str:
    """Return a name without what the sentence says already; only proper ones keep capitals."""
    name = _SAID_ALREADY.sub("", name_of(net, target, code))
    is_proper = things_of(target) is Things.ACTIVITIES and code not in net.activities.industry
    return name if is_proper else in_sentence(name)


def _place(net: Net, country: str | None) -> str:
    if not country:
        return ""
    held = {region.lower() for region in net.activities.region}
    mapped = COUNTRY_REGIONS.get(country.upper(), "")
    if country.lower() not in held and mapped.lower() not in held:
        return country
    return place_name(country.upper() if len(country) == 3 else mapped or country)


def _day(start: date) -> str:
    return f"{start.day} {start:%B %Y}"
