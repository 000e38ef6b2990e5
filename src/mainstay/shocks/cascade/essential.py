"""Which inputs a buyer cannot do without: rated by experts, given by a user, or assumed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mainstay.errors import InputError, Problem, UnknownCode, raise_all

#: What an input is to its buyer.
NONE, NON_ESSENTIAL, ESSENTIAL = 0, 1, 2

#: Beginnings of NAICS codes of industries that make, grow, dig or generate something.
GOODS = ("11", "21", "22", "23", "31", "32", "33")

#: Rules for nets that nobody has rated; their spread is what the assumption is worth.
RULES = ("linear", "goods", "leontief")

_WORDS = {
    "linear": "assumed: every input can be replaced in proportion; the mildest rule",
    "goods": "assumed: goods and utilities are essential for makers of goods, other inputs are not",
    "leontief": "assumed: nobody can do without any input; the harshest rule",
}


@dataclass(frozen=True, eq=False)
class Essentials:
    """What each industry's products are to each buying industry.

    Parameters
    ----------
    matrix
        ``(k, k)`` of 0 (no part in production), 1 (non-essential), 2 (essential); supplier by row.
    source
        Who says so.
    assumed
        Whether nobody rated it.
    """

    matrix: NDArray[np.uint8]
    source: str
    assumed: bool


def is_goods(code: str) -> bool:
    """Tell whether an industry makes goods or runs utilities, by its NAICS code.

    >>> is_goods("industry.detail:334413"), is_goods("541100"), is_goods("GSLGE")
    (True, False, False)
    """
    return code.rpartition(":")[2].startswith(GOODS)


def assumed_essentials(industries: Sequence[str], rule: str = "goods") -> Essentials:
    """Return a matrix by rule, for nets whose inputs nobody has rated.

    Parameters
    ----------
    industries
        Codes of the ``k`` industries, NAICS or BEA.
    rule
        One of :data:`RULES`.

    Raises
    ------
    InputError
        If there is no such rule, or ``goods`` finds no maker of goods by the codes.

    Examples
    --------
    >>> assumed_essentials(["334413", "5411"]).matrix.tolist()
    [[2, 1], [1, 1]]
    """
    if rule not in RULES:
        raise InputError(f"no rule {rule!r} of essential inputs", hint="known: " + ", ".join(RULES))
    k = len(industries)
    matrix = np.full((k, k), ESSENTIAL if rule == "leontief" else NON_ESSENTIAL, dtype=np.uint8)
    if rule == "goods":
        goods = np.array([is_goods(code) for code in industries])
        if not goods.any():
            raise InputError(
                "no industry code looks like a maker of goods (NAICS 11 to 33)",
                hint="give a matrix of essential inputs, or the rule linear or leontief",
            )
        matrix[np.ix_(goods, goods)] = ESSENTIAL
    return Essentials(matrix, _WORDS[rule], assumed=True)


def read_essentials(path: Path | str, industries: Sequence[str]) -> Essentials:
    """Read a matrix of 0, 1, 2 from CSV: buyers in the first line, suppliers in the first column.

    Parameters
    ----------
    path
        The file; it may hold more industries than are asked for, in any order.
    industries
        Codes of the ``k`` industries of the net.

    Raises
    ------
    UnknownCode
        If an industry of the net is not in the file.
    InputError
        If the file cannot be read or holds something else than 0, 1, 2.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as lines:
            header, *rows = list(csv.reader(lines))
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"cannot read {path}: {error}", hint="a square CSV of 0, 1, 2") from error
    buyers = {code: at for at, code in enumerate(header) if at}
    suppliers = {row[0]: row for row in rows if row}
    missing = [
        Problem("unknown_code", f"{path}, {side}", f"no {code!r}", "add the industry to the file")
        for side, held in (("first line", buyers), ("first column", suppliers))
        for code in industries
        if code not in held
    ]
    raise_all(UnknownCode, "the matrix lacks industries of the net", missing)
    matrix = _matrix(path, industries, buyers, suppliers)
    return Essentials(matrix, f"file {Path(path).name}", assumed=False)


def _matrix(
    path: Path | str, industries: Sequence[str], buyers: dict[str, int],
    suppliers: dict[str, list[str]],
) -> NDArray[np.uint8]:  # fmt: skip
    matrix = np.zeros((len(industries), len(industries)), dtype=np.uint8)
    problems = []
    for at, supplier in enumerate(industries):
        row = suppliers[supplier]
        for to, buyer in enumerate(industries):
            cell = row[buyers[buyer]].strip() if buyers[buyer] < len(row) else ""
            if cell in {"0", "1", "2"}:
                matrix[at, to] = int(cell)
            else:
                where = f"{path}, {supplier} for {buyer}"
                problems.append(Problem("not_a_rating", where, f"{cell!r}", "0, 1 or 2"))
    raise_all(InputError, "the matrix of essential inputs does not hold", problems)
    return matrix
