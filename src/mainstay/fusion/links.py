"""Which detail code stands in which summary code, along each axis of the accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mainstay.errors import Problem, UnknownCode, raise_all
from mainstay.fusion.accounts import SupplyUse

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Links:
    """Position of each detail code's summary code, along each axis.

    Parameters
    ----------
    industry, commodity, final, value_added
        ``(i,)``, ``(c,)``, ``(f,)``, ``(v,)`` positions in the summary accounts.
    """

    industry: Indices
    commodity: Indices
    final: Indices
    value_added: Indices

    @classmethod
    def build(cls, detail: SupplyUse, summary: SupplyUse, summary_of: Mapping[str, str]) -> Links:
        """Match two accounts.

        Final uses and value added need no table: a detail code is its summary code and two zeros
        (``F01000`` is in ``F010``).

        Raises
        ------
        UnknownCode
            Naming every detail code without a summary code and every summary code that no detail
            code stands in.
        """
        problems: list[Problem] = []
        four = {code: code[:4] for code in (*detail.finals, *detail.value_added_codes)}
        made = {
            axis: _positions(axis, getattr(detail, axis), getattr(summary, axis), table, problems)
            for axis, table in (
                ("industries", summary_of),
                ("commodities", summary_of),
                ("finals", four),
                ("value_added_codes", four),
            )
        }
        raise_all(UnknownCode, "the two levels do not match", problems)
        return cls(
            made["industries"], made["commodities"], made["finals"], made["value_added_codes"]
        )


def _positions(
    axis: str,
    codes: Sequence[str],
    targets: Sequence[str],
    table: Mapping[str, str],
    problems: list[Problem],
) -> Indices:
    place = {code: k for k, code in enumerate(targets)}
    found = [place.get(table.get(code, ""), -1) for code in codes]
    problems += [
        Problem("unmapped_code", axis, f"{code} has no summary code", "read the code links first")
        for code, position in zip(codes, found, strict=True)
        if position < 0
    ]
    covered = set(found)
    problems += [
        Problem("unmapped_code", axis, f"no detail code stands in summary {code}")
        for code, position in place.items()
        if position not in covered
    ]
    return np.array(found, dtype=np.int64)


def summary_codes(table: pa.Table) -> dict[str, str]:
    """Return detail code to summary code from claims of kind ``code_link``.

    Links whose subject is of a ``.detail`` scheme and whose object is of a ``.summary`` scheme are
    taken; all others are ignored.
    """
    rows = zip(
        table["kind"].to_pylist(),
        table["subject"].to_pylist(),
        table["object"].to_pylist(),
        strict=True,
    )
    return {
        subject.partition(":")[2]: object_.partition(":")[2]
        for kind, subject, object_ in rows
        if kind == "code_link" and ".detail:" in subject and ".summary:" in (object_ or "")
    }
