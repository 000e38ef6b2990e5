"""Final uses in seven accounts: health and defense are taken out, so that the columns add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import yaml

from mainstay.errors import Problem, UnknownCode, raise_all
from mainstay.fusion.accounts import Flags, Floats, import_column

#: Columns of the result, in the order of the net's final uses.
ACCOUNTS = (
    "consumption",
    "investment",
    "government_defense",
    "government_other",
    "health",
    "exports",
    "stock_change",
)


@dataclass(frozen=True)
class FinalRules:
    """Rules of ``data/final_accounts.yaml``.

    Parameters
    ----------
    columns
        Prefix of a final use code to account.
    health_columns, health_commodities
        Prefixes; their crossing goes to health.
    limits
        What the rules cannot tell apart.
    """

    columns: Mapping[str, str]
    health_columns: tuple[str, ...]
    health_commodities: tuple[str, ...]
    limits: tuple[str, ...]

    def is_health(self, commodities: Sequence[str]) -> Flags:
        """Return which commodities are health goods and services."""
        return np.array([code.startswith(self.health_commodities) for code in commodities], bool)


@cache
def final_rules() -> FinalRules:
    """Return the rules that ship with the package."""
    text = (
        resources.files("mainstay.fusion").joinpath("data/final_accounts.yaml").read_text("utf-8")
    )
    data = yaml.safe_load(text)
    health = data["health"]
    return FinalRules(
        data["columns"],
        tuple(health["columns"]),
        tuple(health["commodities"]),
        tuple(data["limits"]),
    )


def split_final(
    final: Floats,
    commodities: Sequence[str],
    finals: Sequence[str],
    rules: FinalRules | None = None,
) -> Floats:
    """Return final uses by account.

    Parameters
    ----------
    final
        ``(c, f)`` US dollars: final uses, or their domestic or imported part.
    commodities, finals
        Codes along the axes.
    rules
        Other rules than those of the package.

    Returns
    -------
    numpy.ndarray
        ``(c, 7)`` by :data:`ACCOUNTS`. Its row sums are those of ``final`` without the import
        column, which is supply and belongs to no account.

    Raises
    ------
    UnknownCode
        Naming every final use code without exactly one rule.

    Examples
    --------
    >>> uses = np.array([[5.0, 2.0, -1.0], [3.0, 0.0, 0.0]])
    >>> split_final(uses, ["622000", "325110"], ["F01000", "F06C00", "F05000"]).tolist()
    [[0.0, 0.0, 2.0, 0.0, 5.0, 0.0, 0.0], [3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]
    """
    rules = rules or final_rules()
    skipped = import_column(finals)
    health = rules.is_health(commodities)
    accounts = np.zeros((len(commodities), len(ACCOUNTS)))
    problems: list[Problem] = []
    for f, code in enumerate(finals):
        if f == skipped:
            continue
        found = [account for prefix, account in rules.columns.items() if code.startswith(prefix)]
        if len(found) != 1 or found[0] not in ACCOUNTS:
            problems.append(Problem("unmapped_code", code, f"{len(found)} accounts"))
            continue
        is_health = health & code.startswith(rules.health_columns)
        accounts[:, ACCOUNTS.index(found[0])] += np.where(is_health, 0.0, final[:, f])
        accounts[:, ACCOUNTS.index("health")] += np.where(is_health, final[:, f], 0.0)
    raise_all(UnknownCode, "final uses without an account", problems)
    return accounts
