"""``codes.naics``: which industry of the input-output accounts a NAICS code belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from mainstay.errors import Problem
from mainstay.sources.bea import bea_codes
from mainstay.sources.codes.lists import check_rows, link_claims, period_of, text_columns
from mainstay.sources.opening import raise_found
from mainstay.sources.report import ReadReport

#: Our column to the publisher's.
COLUMNS: Final = {"detail_code": "BEA_2017_Detail_Code", "naics_2017": "NAICS_2017_Code"}

#: Lists whose codes may stand in the crosswalk.
LISTS: Final = ("industry", "commodity", "final", "value_added")


class Naics:
    """Reads the crosswalk of BEA detail codes and NAICS 2017 codes."""

    def read(self, path: Path, report: ReadReport, **parameters: Any) -> Iterator[pa.RecordBatch]:
        """Yield links from ``naics.2017:`` keys to ``industry.detail:`` keys.

        The text of a link says whether the whole NAICS code lies in the industry (``whole``) or is
        spread over several (``spread over N``): a short code such as 33 is spread over many.

        Parameters
        ----------
        path
            CSV or Parquet.
        report
            Filled as the file is read; rows without a NAICS code or that are no industry are
            refused, as are repetitions (one row for each NAICS 2012 code).
        parameters
            ``year``: for which the crosswalk holds; the edition's year when not given.

        Raises
        ------
        ChangedShape
            If columns are missing or a NAICS code is neither 2 to 6 digits nor a code of the
            accounts (which stands there where NAICS has none).
        UnknownCode
            If a detail code is in no list.
        InputError
            If the year is none.
        """
        valid = period_of(report, parameters)
        columns = text_columns(path, COLUMNS)
        check_rows(path, columns)
        rows = list(zip(columns["naics_2017"], columns["detail_code"], strict=True))
        known = _known("detail")
        problems = [
            Problem("unknown_code", f"{path.name}, detail_code", f"{code!r} is no detail code")
            for code in sorted({code for _, code in rows} - known)
        ]
        problems += [
            Problem("wrong_code", f"{path.name}, row {i}", f"{naics!r} is not 2 to 6 digits")
            for i, (naics, _) in enumerate(rows, 2)
            if naics and not _is_naics(naics) and naics not in known | _known("summary")
        ]
        raise_found(path, problems)
        report.read += len(rows)
        industries = bea_codes("detail", "industry").codes
        pairs = _kept(path, report, rows, set(industries))
        report.kept += len(pairs)
        spread = Counter(naics for naics, _ in pairs)
        texts = ["whole" if spread[n] == 1 else f"spread over {spread[n]}" for n, _ in pairs]
        links = [(f"naics.2017:{naics}", f"industry.detail:{code}") for naics, code in pairs]
        yield from link_claims(report, links, valid, texts)


def _known(level: str) -> set[str]:
    return {code for what in LISTS for code in bea_codes(level, what).codes}


def _is_naics(text: str) -> bool:
    return text.isdigit() and 2 <= len(text) <= 6


def _kept(
    path: Path, report: ReadReport, rows: list[tuple[str, str]], industries: set[str]
) -> list[tuple[str, str]]:
    reasons = Counter(
        "no_industry" if code not in industries else "no_naics"
        for naics, code in rows
        if code not in industries or not _is_naics(naics)
    )
    whys = {
        "no_industry": "a commodity, final use or value added without an industry",
        "no_naics": "an industry that NAICS has no code for; the cell may repeat the BEA code",
    }
    for reason, count in sorted(reasons.items()):
        report.refuse(path.name, reason, whys[reason], "", count)
    held = [(naics, code) for naics, code in rows if code in industries and _is_naics(naics)]
    pairs = list(dict.fromkeys(held))
    if len(pairs) < len(held):
        why = "said by another row already"
        report.refuse(path.name, "same_link", why, "", len(held) - len(pairs))
    return pairs
