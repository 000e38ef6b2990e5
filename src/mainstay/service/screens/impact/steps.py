"""The spread of a run step by step: who is short by how much on each of its days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mainstay.errors import NotFound
from mainstay.report import dynamics
from mainstay.report.blocks import Figure
from mainstay.report.dynamics.heat import EDGES, shade, shades
from mainstay.report.dynamics.numbers import known
from mainstay.report.gallery import symbol
from mainstay.report.quantity import Provenance, Unit, written
from mainstay.report.world_map import DISCLAIMER
from mainstay.service.dynamic_briefs import CONFIDENCE, PLACES, countries_of, named, places
from mainstay.service.screens.impact.links import page_of
from mainstay.service.screens.impact.story import Asked, Row, of_scenario
from mainstay.service.screens.shapes import ShownKey, ShownWhy, shown_why

#: Figures of single steps are called so, with the day behind.
STEP = "shortages-day-"
#: Industries followed from step to step.
FOLLOWED = 20
_HOME = "US"


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """A place or an industry: what it loses on each step.

    Parameters
    ----------
    id, name, entity
        What it is, and its page.
    countries
        ISO 3166-1 alpha-3 codes on the map; of a place only.
    shares
        Share of normal that is lost, below zero if more than normal; ``None`` is unknown.
    words, shades
        The same for a reader, and the color of each step.
    """

    id: str
    name: str
    entity: str | None
    countries: tuple[str, ...]
    shares: tuple[float | None, ...]
    words: tuple[str, ...]
    shades: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpreadStep:
    """One step: its day, what happens on it in a sentence, and the figure of what is missing.

    Parameters
    ----------
    below, told
        Activities below normal by more than one percent, of those that the run tells of; ``None``
        where the run kept no losses of that day.
    missing_usd_per_day
        Sum of the largest missing deliveries.
    figure
        Name of the figure of these deliveries; empty on a day without any.
    """

    day: float
    title: str
    said: str
    below: int | None
    told: int
    missing_usd_per_day: float
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadView:
    """The spread of a run, all of its steps; ``map`` is drawn once and colored by step.

    Parameters
    ----------
    map
        An ``<svg>`` in which each country has its code in ``data-place``.
    first
        The step to begin with: the one on which most is missing.
    """

    run_id: str
    title: str
    steps: tuple[SpreadStep, ...]
    first: int
    places: tuple[SpreadLine, ...]
    industries: tuple[SpreadLine, ...]
    keys: tuple[ShownKey, ...]
    map: str
    caption: str
    disclaimer: str
    source: str
    notes: tuple[str, ...]
    why: ShownWhy


def spread_of(asked: Asked, drawn: str) -> SpreadView:
    """Return the spread of a run.

    Parameters
    ----------
    asked
        The run.
    drawn
        The map; see :mod:`mainstay.service.screens.impact.world`.

    Raises
    ------
    NotFound
        If the run was not followed from day to day.
    """
    if not {"spread", "spread_links"} <= set(asked.done.tables):
        raise NotFound(
            f"run {asked.run_id[:12]} of {asked.record.engine} has no spread by day",
            hint="the engine ario follows a scenario from day to day",
        )
    table = named(of_scenario(asked.done.tables["spread"], asked.name))
    rows = table.rows()
    days = sorted({float(row["day"]) for row in rows})
    found = _places(asked, rows, days)
    steps = _steps(asked, rows, days, found)
    own = [row for row in rows if row["kind"] == "activity" and row["region"] == _HOME]
    return SpreadView(
        run_id=asked.run_id, title=asked.scenario.title, steps=steps,
        first=max(range(len(steps)), key=lambda k: (steps[k].missing_usd_per_day, -k)),
        places=found, industries=_industries(asked, own, days),
        keys=tuple(ShownKey(symbol(key.symbol), key.words) for key in shades(
            [[{"loss_share_mid": row["loss_share"] or 0.0} for row in rows]])),
        map=drawn, caption=PLACES, disclaimer=DISCLAIMER, source=table.source,
        notes=table.notes[:2], why=shown_why(_why(asked)),
    )  # fmt: skip


def step_figure(asked: Asked, name: str) -> Figure | None:
    """Return the missing deliveries of the day in a figure's name, or ``None`` without any."""
    table = asked.done.tables.get("spread_links")
    text = name.removeprefix(STEP)
    if table is None or not text.replace(".", "", 1).isdecimal():
        return None
    found = dynamics.shortages(of_scenario(table, asked.name), _why(asked), float(text))
    return replace(found, name=name) if found is not None else None


def _why(asked: Asked) -> Provenance:
    note = "Simulated day by day; loss is what does not flow of a normal day."
    return asked.why(CONFIDENCE, note)


def _line(
    key: str, held: Mapping[float, Row], days: Sequence[float], page: str | None,
    countries: Sequence[str] = (),
) -> SpreadLine:  # fmt: skip
    shares = tuple(known(held[day]["loss_share"]) if day in held else None for day in days)
    name = str(next(iter(held.values()))["name"])
    words, shaded = tuple(map(_percent, shares)), tuple(map(_shade, shares))
    return SpreadLine(key, name, page, tuple(countries), shares, words, shaded)


def _percent(share: float | None) -> str:
    """Return a share with one decimal, so that cells of a row can be compared.

    >>> _percent(0.123), _percent(-0.0204), _percent(-1e-7), _percent(None)
    ('12.3 %', '−2.0 %', '0.0 %', 'unknown')
    """
    if share is None:
        return "unknown"
    words = f"{100 * share:.1f} %".replace("-", "−")
    return words.removeprefix("−") if words == "−0.0 %" else words


def _shade(share: float | None) -> str:
    return "unknown" if share is None else shade(share)


def _by_node(rows: Sequence[Row]) -> dict[str, dict[float, Row]]:
    found: dict[str, dict[float, Row]] = {}
    for row in rows:
        found.setdefault(row["id"], {})[float(row["day"])] = row
    return found


def _places(asked: Asked, rows: Sequence[Row], days: Sequence[float]) -> tuple[SpreadLine, ...]:
    own = [row for row in rows if row["kind"] == "country"]
    table = of_scenario(asked.done.tables["spread"], asked.name)
    codes: dict[str, list[str]] = {}
    for row in places(table, countries_of(asked.opened)).rows():
        # rows of a place have the place's own name, and a code of each of its countries
        if row["id"] not in codes.setdefault(row["name"], []):
            codes[row["name"]].append(row["id"])
    plain = {row["id"]: row["name"] for row in table.rows() if row["kind"] == "country"}
    net = asked.opened.net
    lines = [
        _line(key, held, days, page_of(net, f"region:{key}"), codes.get(plain[key], ()))
        for key, held in _by_node(own).items()
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (line.id != _HOME, -_most(line.shares))))


def _most(shares: Sequence[float | None]) -> float:
    return max((abs(share) for share in shares if share is not None), default=0.0)


def _industries(asked: Asked, rows: Sequence[Row], days: Sequence[float]) -> tuple[SpreadLine, ...]:
    """Return the industries at home that lose most on any step, in the order they are hit."""
    nodes = _by_node(rows)
    size = {
        key: max(abs(row["loss_usd_per_day"] or 0.0) for row in held.values())
        for key, held in nodes.items()
    }
    chosen = sorted(nodes, key=lambda key: (-size[key], key))[:FOLLOWED]
    net = asked.opened.net
    lines = [
        _line(key, nodes[key], days, page_of(net, key))
        for key in chosen
    ]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: (_first(line.shares), -_most(line.shares))))


def _first(shares: Sequence[float | None]) -> int:
    """Return the first step that is off normal; after the last one if none is."""
    off = (k for k, share in enumerate(shares) if share is not None and abs(share) > EDGES[0])
    return next(off, len(shares))


def _steps(
    asked: Asked, rows: Sequence[Row], days: Sequence[float], found: Sequence[SpreadLine]
) -> tuple[SpreadStep, ...]:
    links = of_scenario(asked.done.tables["spread_links"], asked.name).rows()
    steps = []
    for k, day in enumerate(days):
        own = [r for r in rows if r["kind"] == "activity" and float(r["day"]) == day]
        missing = [r for r in links if float(r["day"]) == day]
        is_kept = any(line.shares[k] is not None for line in found)
        # what is not known is neither below normal nor at it
        told = [r for r in own if known(r["loss_share"]) is not None]
        total = float(sum(r["missing_usd_per_day"] for r in missing))
        below = sum(r["loss_share"] > EDGES[0] for r in told) if told or not own else None
        below = below if is_kept else None
        said = " ".join(
            (
                *_counted(below, own if below is None else told),
                *_worst(found, k),
                *_missing(missing, total),
            )
        )
        name = f"{STEP}{day:g}" if total > 0.0 else ""
        steps.append(
            SpreadStep(
                day, f"Day {day:g}", said, below, len(told) if told else len(own), total, name
            )
        )
    return tuple(steps)


def _counted(below: int | None, own: Sequence[Row]) -> tuple[str, ...]:
    """Return how many are below normal; their states alone, where losses were not kept."""
    if below is None:
        counts = Counter(str(row["state"]) for row in own)
        states = ", ".join(f"{n} {state}" for state, n in counts.most_common())
        said = "The run kept no losses of single activities on this day"
        return (f"{said}; their states: {states}." if states else f"{said}.",)
    if not below:
        return ("No activity is more than 1 % below normal.",)
    are = "is" if below == 1 else "are"
    return (f"{below} of the {len(own)} activities followed {are} more than 1 % below normal.",)


def _worst(found: Sequence[SpreadLine], step: int) -> tuple[str, ...]:
    worst = max(found, key=lambda line: line.shares[step] or 0.0, default=None)
    if worst is None or (worst.shares[step] or 0.0) <= EDGES[0]:
        return ()
    name = f"the {worst.name}" if worst.name == "United States" else worst.name
    return (f"Most is lost in {name}: {worst.words[step]}.",)


def _missing(missing: Sequence[Row], total: float) -> tuple[str, ...]:
    if not total > 0.0:
        return ()
    first = max(missing, key=lambda r: r["missing_usd_per_day"])
    source, target = first["source_name"], first["target_name"]
    to = "itself" if source == target else target
    return (
        f"{written(total, Unit.USD)} a day are missing in the largest deliveries, most from "
        f"{source} to {to}.",
    )
