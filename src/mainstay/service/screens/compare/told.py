"""The runs of a comparison with their stories, and the accounts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from mainstay.report.quantity import Number, Unit
from mainstay.service.screens.compare.shapes import ComparedAccount, ComparedPair
from mainstay.service.screens.impact.story import ACCOUNTS, AccountLoss, Asked, Story
from mainstay.service.screens.shapes import shown

#: What runs are called, in the order in which they are asked for.
LETTERS = "ABCD"
#: What stands between the words of a measure and its days.
_SPAN = " over "


@dataclass(frozen=True, slots=True)
class Told:
    """One run of a comparison: its letter, what was asked, and its story."""

    letter: str
    asked: Asked
    story: Story

    def account(self, name: str) -> AccountLoss | None:
        """Return what an account loses, or ``None`` where the run does not tell."""
        return next((one for one in self.story.accounts if one.account == name), None)


def accounts_of(runs: Sequence[Told]) -> tuple[ComparedAccount, ...]:
    """Return the accounts that any of the runs tells of, side by side."""
    found = []
    for name, title in ACCOUNTS.items():
        own = [run.account(name) for run in runs]
        if all(one is None for one in own):
            continue
        found.append(
            ComparedAccount(
                account=name, title=title,
                measures=tuple(one.measure if one else "" for one in own),
                losses=tuple(shown(one.loss) if one else None for one in own),
                pairs=tuple(
                    _pair(runs[i].letter, one, runs[k].letter, other)
                    for (i, one), (k, other) in combinations(enumerate(own), 2)
                    if one is not None and other is not None
                ),
            )
        )  # fmt: skip
    return tuple(found)


def _pair(first: str, one: AccountLoss, second: str, other: AccountLoss) -> ComparedPair:
    if one.measure != other.measure:
        what = "measure different things"
        if one.measure.partition(_SPAN)[0] == other.measure.partition(_SPAN)[0]:
            what = "count over different spans of time"
        words = f"{first} and {second} {what} and are not subtracted."
        return ComparedPair(first=first, second=second, separate=None, difference=None,
                            words=words)  # fmt: skip
    gap = difference(one.loss, other.loss)
    apart = separate(one.loss, other.loss)
    return ComparedPair(
        first=first, second=second, separate=apart, difference=shown(gap),
        words=_words(first, second, apart, gap),
    )  # fmt: skip


def separate(one: Number, other: Number) -> bool | None:
    """Return whether two bands lie apart; ``None`` where one of them has no band.

    Examples
    --------
    >>> from mainstay.report.quantity import Provenance
    >>> why = Provenance(sources=("demo",), vintage="2026", confidence=0.5)
    >>> a, b = Number(2, Unit.USD, why, 1, 3), Number(5, Unit.USD, why, 4, 6)
    >>> separate(a, b), separate(a, Number(5, Unit.USD, why, 2, 6)), separate(a, Number(5, Unit.USD, why))
    (True, False, None)
    """  # noqa: E501
    if one.lo is None or one.hi is None or other.lo is None or other.hi is None:
        return None
    return one.hi < other.lo or other.hi < one.lo


def difference(one: Number, other: Number) -> Number:
    """Return the second number less the first; unknown if either is.

    It has no band: how the two move together is not known, and the ends of both are shown beside.
    """
    if one.value is None or other.value is None:
        return Number(None, Unit.USD, one.why)
    return Number(other.value - one.value, one.unit, one.why)


def _words(first: str, second: str, apart: bool | None, gap: Number) -> str:
    if gap.value is None:
        return f"{first} or {second} is unknown."
    if gap.value == 0.0:
        return f"{first} and {second} lose the same."
    larger = second if gap.value > 0.0 else first
    size = Number(abs(gap.value), gap.unit, gap.why)
    smaller = first if larger == second else second
    said = f"{larger} loses {size} more than {smaller}"
    if apart is None:
        return f"{said}; without bands on both it is not told how sure that is."
    if apart:
        return f"{said}; their bands lie apart."
    return f"{said} in the middle, but their bands overlap: which is larger is not settled."


def answer_of(runs: Sequence[Told], accounts: Sequence[ComparedAccount]) -> str:
    """Return the comparison in a sentence: the economy, the first against each other run."""
    whole = next((one for one in accounts if one.account == "economy"), None)
    if whole is None:
        return "None of the runs tells what the economy loses."
    losses = [
        f"{run.letter} {loss.text}{f' ({loss.band})' if loss.band else ''}"
        for run, loss in zip(runs, whole.losses, strict=True)
        if loss is not None
    ]
    pairs = [pair.words for pair in whole.pairs if pair.first == runs[0].letter]
    return f"Economy: {', '.join(losses)}. {' '.join(pairs)}".strip()
