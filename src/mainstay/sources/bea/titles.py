"""What a table's printed title says: account, redefinitions, unit and prices."""

from __future__ import annotations

import re
from typing import Final

from mainstay.errors import Problem

#: Cells that print nothing: assumed from tables as shown on the publisher's site.
BLANKS: Final = frozenset({"", "...", "---", "…"})

ACCOUNTS: Final = ("make", "use", "import")

_WORDS: Final = {
    "import": re.compile(r"\bimport matri(x|ces)\b|\bimports? of commodities\b", re.IGNORECASE),
    "make": re.compile(r"\bmake of commodities\b|\bmake table\b", re.IGNORECASE),
    "use": re.compile(r"\buse of commodities\b|\buse table\b", re.IGNORECASE),
}
_UNIT: Final = re.compile(r"\b(thousand|million|billion)s? of (current )?dollars", re.IGNORECASE)


def account_of(title: str) -> str | None:
    """Return the account that a title names, or ``None``.

    Examples
    --------
    >>> account_of("The Use of Commodities by Industries, Before Redefinitions")
    'use'
    """
    return next((name for name, words in _WORDS.items() if words.search(title)), None)


def title_faults(where: str, title: str, account: str) -> list[Problem]:
    """Return where a title contradicts what a reader was asked for.

    Codes: ``wrong_table`` (another account, or after redefinitions), ``unit_mismatch`` (purchasers'
    prices, or another unit than millions of dollars).
    """
    problems = []
    named = account_of(title)
    if named not in (None, account):
        what = f"the title names the {named} table, not {account}: {title[:80]!r}"
        problems.append(Problem("wrong_table", where, what))
    if re.search(r"\bafter redefinitions\b", title, re.IGNORECASE):
        hint = "this reader takes tables before redefinitions only"
        problems.append(Problem("wrong_table", where, f"after redefinitions: {title[:80]!r}", hint))
    if re.search(r"\bpurchasers?['’]?s?['’]? prices\b", title, re.IGNORECASE):
        what = "purchasers' prices, not producers'"
        problems.append(Problem("unit_mismatch", where, what))
    unit = _UNIT.search(title)
    if unit and unit[1].lower() != "million":
        problems.append(Problem("unit_mismatch", where, f"{unit[0]}, not millions of dollars"))
    return problems
