"""The words of the brief of a run: its answer, its few numbers, its gaps and its methods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mainstay.model import Table
from mainstay.report.blocks import Facts, Span
from mainstay.report.content import Gap, MethodSection
from mainstay.report.dynamics import Row, back, banded
from mainstay.report.dynamics.numbers import known
from mainstay.report.quantity import KeyNumber, Number, Provenance, Unit, written

#: Words for kinds of groups.
KINDS = {"industry": "by industry", "country": "by country or region", "activity": "by activity",
         "account": "by account"}  # fmt: skip
#: Words for accounts, as the subject of a sentence.
ACCOUNTS = {"economy": "Gross domestic product", "health": "Final use in health",
            "defense": "Final use in defense"}  # fmt: skip
CHAINS = (
    "Read from right to left: what began it, and what was lacking on the way. A supplier is named "
    "by its normal share of what is lacking times how deep it fell; others may be short too."
)


def account_facts(rows: Sequence[Row], why: Provenance, days: float) -> Facts:
    """Return the numbers of the accounts side by side."""
    lines: tuple[tuple[str, Callable[[Row], Number]], ...] = (
        ("Deepest, share of normal", lambda r: banded(r, "depth_share", Unit.SHARE, why)),
        ("Deepest after", lambda r: banded(r, "depth_day", Unit.DAYS, why)),
        ("Back within one percent, after the first hit", lambda r: _span(r, why, days)),
        ("Lost in days of normal", lambda r: banded(r, "lost_days", Unit.DAYS, why)),
        ("Lost in all", lambda r: banded(r, "lost_usd", Unit.USD, why)),
        ("Made above normal, taken off", lambda r: banded(r, "above_days", Unit.DAYS, why)),
        ("Regained at the end, of the depth",
         lambda r: banded(r, "regained_end_share", Unit.SHARE, why)),
    )  # fmt: skip
    heads = ("", *(ACCOUNTS.get(r["id"]) or str(r["name"]) for r in rows))
    found: tuple[tuple[Span, ...], ...] = tuple(
        (title, *(number(r) for r in rows)) for title, number in lines
    )
    return Facts(heads, found, "How deep, how long, how much")


def ensemble_facts(rows: Sequence[Row], why: Provenance) -> Facts:
    """Return what is lost over the members of an ensemble, with the errors of so few draws."""
    heads = ("", *(ACCOUNTS.get(r["account"]) or str(r["account"]) for r in rows))

    def line(title: str, name: str) -> tuple[Span, ...]:
        return (title, *(Number(known(r[name]), Unit.USD, why) for r in rows))

    middle: tuple[Span, ...] = (
        "Lost, median of the members, 5 to 95 %",
        *(Number(known(r["loss_usd_p50"]), Unit.USD, why, known(r["loss_usd_p05"]),
                 known(r["loss_usd_p95"])) for r in rows),
    )  # fmt: skip
    found = (
        middle,
        line("Monte-Carlo error of the median", "loss_usd_p50_error"),
        line("Lost, mean of the members", "loss_usd_mean"),
        line("Monte-Carlo error of the mean", "loss_usd_mean_error"),
    )
    return Facts(heads, found, f"Loss over {rows[0]['members']:,} members")


def _span(row: Row, why: Provenance, days: float) -> Number:
    """Return the days until back; in words where only the worse members are ever hit."""
    found = back(row, why, days)
    if found.value != 0.0:
        return found
    worst = "not back" if found.hi is None else written(found.hi, Unit.DAYS)
    has_worst = row["hit_share"] > 0.0
    words = f"stays within 1 %; at worst {worst}" if has_worst else "stays within 1 %"
    return Number(None, Unit.DAYS, why, words=words)


def _account(rows: Sequence[Row], name: str) -> Row | None:
    return next((r for r in rows if r["kind"] == "account" and r["id"] == name), None)


def answer(question: str, rows: Sequence[Row], why: Provenance, days: float) -> str:
    """Return the answer in one or two sentences, bands included."""
    row = _account(rows, "economy")
    if row is None:
        return f"{question} No loss could be computed; the reasons stand below.".strip()
    depth = banded(row, "depth_share", Unit.SHARE, why)
    lost = banded(row, "lost_usd", Unit.USD, why)
    if row["hit_share"] == 0.0:
        return (
            f"{question} Gross domestic product never falls by more than one percent; over "
            f"{days:g} days {lost.full} are lost."
        ).strip()
    deepest = banded(row, "depth_day", Unit.DAYS, why)
    return (
        f"{question} At the deepest, after {deepest}, {depth.full} of a normal day's gross "
        f"domestic product is lost; {_back(row, why, days)}. Over {days:g} days {lost.full} are "
        "lost."
    ).strip()


def _back(row: Row, why: Provenance, days: float) -> str:
    found = back(row, why, days)
    if found.value is None:
        return f"it is not back within {days:g} days"
    if found.value == 0.0:
        worst = "not back" if found.hi is None else f"back after {written(found.hi, Unit.DAYS)}"
        return f"it stays within one percent of normal, and at worst it is {worst}"
    return f"it is back within one percent of normal {found.full} after it was first hit"


def headlines(
    rows: Sequence[Row], first: Table | None, why: Provenance, days: float
) -> tuple[str, ...]:
    """Return a few further sentences."""
    said = []
    industries = [r for r in rows if r["kind"] == "industry" and r["lost_usd_mid"] is not None]
    if industries:
        most = max(industries, key=lambda r: r["lost_usd_mid"])
        deepest = banded(most, "depth_share", Unit.SHARE, why).full
        lost = banded(most, "lost_usd", Unit.USD, why).full
        said.append(
            f"Most output is lost in {most['name']}: {lost}, at the deepest {deepest} of normal."
        )
        late = [r for r in industries if r["recovered_share"] < 1.0 and r["hit_share"] > 0.0]
        if late:
            said.append(
                f"{len(late)} of {len(industries)} industries are not back within {days:g} days, "
                "in some of the members or in all; their time to recover is unknown."
            )
    for name in ("health", "defense"):
        row = _account(rows, name)
        if row is not None and row["hit_share"] > 0.0:
            deepest = banded(row, "depth_share", Unit.SHARE, why).full
            said.append(f"{ACCOUNTS[name]} falls by {deepest} at the deepest.")
    chain = next((r for r in first.rows() if r["links"] > 0), None) if first is not None else None
    if chain is not None:
        said.append(f"First short of an input: {chain['name']}, of {chain['short_of']}.")
    return tuple(said)


def key_numbers(rows: Sequence[Row], why: Provenance, days: float) -> tuple[KeyNumber, ...]:
    """Return the three numbers of the economy: how deep, how long, how much."""
    row = _account(rows, "economy")
    if row is None:
        return ()
    return (
        KeyNumber(title="Deepest", number=banded(row, "depth_share", Unit.SHARE, why),
                  sentence="Of a normal day's gross domestic product."),
        _key_span(row, why, days),
        KeyNumber(title="Lost in all", number=banded(row, "lost_usd", Unit.USD, why),
                  sentence=f"Of gross domestic product over {days:g} days, less what is made up."),
    )  # fmt: skip


def _key_span(row: Row, why: Provenance, days: float) -> KeyNumber:
    found = _span(row, why, days)
    # what does not fit the large type stands below it
    short, _, rest = found.words.partition("; ")
    sentence = f"{rest[:1].upper()}{rest[1:]}." if rest else "From the first day that is hit."
    return KeyNumber(title="Back within one percent", number=replace(found, words=short),
                     sentence=sentence)  # fmt: skip


def gaps(rows: Sequence[Row], days: float) -> tuple[Gap, ...]:
    """Return what is not known."""
    late = [r["name"] for r in rows if r["recovered_day_mid"] is None and r["kind"] == "industry"]
    found = [
        Gap(title="After the last day", sentence=f"The run ends on day {days:g}. What is not back "
            "by then has no time to recover here; it is unknown, and never the length of the run."),
        Gap(title="Prices and people", sentence="Nothing in the run answers by price, moves to "
            "other products or learns; what firms would do beyond ordering, stocking and working "
            "longer is not in it."),
    ]  # fmt: skip
    if late:
        more = f"; and {len(late) - 12} more" if len(late) > 12 else ""
        found.append(Gap(title="Not back within the run", sentence="; ".join(late[:12]) + more))
    return tuple(found)


def methods(notes: Sequence[str] = ()) -> tuple[MethodSection, ...]:
    """Return what the words of the brief mean, and what the engine said of its run."""
    sentences = tuple(f"{note[:1].upper()}{note[1:].removesuffix('.')}." for note in notes)
    said = MethodSection(title="Said by the engine", paragraphs=(), limits=sentences)
    return (
        MethodSection(
            title="Depth, time and area",
            paragraphs=(
                "Loss of a day is one less flow over normal flow. Depth is the largest loss. A "
                "group is back on the first day from which its loss stays within one percent. What "
                "is lost in all is the sum of daily losses; what is made above normal is taken off "
                "and told apart.",
                "Value added of an activity follows its output. Health and defense are the final "
                "use that is delivered.",
            ),
            citation="How far and how fast as the two ends of resilience: Bruneau et al. 2003, "
            "abstract. That the area below normal measures both is assumed.",
        ),
        MethodSection(
            title="Chains of shortages",
            paragraphs=(
                "A run remembers when each activity first fell and which input bound on that day. "
                "A chain goes back over suppliers that fell before, and ends where no input bound "
                "or no supplier explains it.",
            ),
            limits=("One supplier is named for each link; a shortage may have several.",),
        ),
        *((said,) if notes else ()),
    )
