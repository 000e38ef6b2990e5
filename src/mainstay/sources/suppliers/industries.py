"""Industries as a user writes them: a BEA detail code, its title, or a NAICS code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mainstay.errors import NotFound, UnknownCode
from mainstay.model import Classification
from mainstay.sources.bea.codes import bea_codes
from mainstay.sources.contract import read
from mainstay.sources.embedded import embedded


@dataclass(frozen=True, slots=True)
class Industries:
    """A list of industries, and the NAICS codes that lie in each.

    Parameters
    ----------
    codes
        BEA detail industries.
    naics
        NAICS 2017 code to the BEA detail industries that it lies in.
    commodities
        BEA detail commodities, for what a firm buys.
    """

    codes: Classification
    naics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    commodities: Classification | None = None

    def product(self, text: str) -> str:
        """Return the BEA detail commodity code that the words name exactly, else the words."""
        try:
            return self.commodities.resolve(text) if self.commodities else text
        except UnknownCode:
            return text

    def resolve(self, text: str) -> str:
        """Return the BEA detail code that is meant.

        Raises
        ------
        UnknownCode
            If nothing matches, or if a NAICS code lies in several industries; the hint lists them.
        """
        try:
            return self.codes.resolve(text)
        except UnknownCode as error:
            found = self.naics.get(text.strip(), ())
            if len(found) == 1:
                return found[0]
            if found:
                shown = "; ".join(f"{c} {self.codes.codes.get(c, '')}" for c in found[:8])
                raise UnknownCode(
                    f"NAICS {text} lies in {len(found)} industries", hint=f"choose one: {shown}"
                ) from None
            raise UnknownCode(f"no industry {text!r}", hint=error.hint) from None


def known_industries() -> Industries:
    """Return the industries of the embedded code lists, with NAICS where that list is embedded."""
    codes = bea_codes("detail", "industry")
    links: dict[str, list[str]] = {}
    for figure in embedded():
        if figure.source != "codes.naics":
            continue
        try:
            reading = read(figure.source, figure.path, vintage=figure.vintage, **figure.parameters)
        except NotFound:
            continue
        for batch in reading.batches:
            for row in batch.to_pylist():
                _link(row, codes, links)
    naics = {code: tuple(found) for code, found in links.items()}
    return Industries(codes, naics, bea_codes("detail", "commodity"))


def _link(row: Mapping[str, object], codes: Classification, links: dict[str, list[str]]) -> None:
    subject, other = str(row["subject"]), str(row["object"] or "")
    scheme, _, code = other.partition(":")
    is_wanted = subject.startswith("naics.2017:") and scheme == "industry.detail"
    if row["kind"] == "code_link" and is_wanted and code in codes.codes:
        found = links.setdefault(subject.partition(":")[2], [])
        if code not in found:
            found.append(code)
