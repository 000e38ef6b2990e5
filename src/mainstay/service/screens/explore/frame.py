"""Names and groups behind the explore screen: sectors of industries, import groups of countries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mainstay.fusion.countries import country_names
from mainstay.fusion.links import summary_codes
from mainstay.report.world_map import world
from mainstay.service.screens.kept import kept
from mainstay.service.twins import OpenTwin


@dataclass(frozen=True)
class Frame:
    """What stands in what.

    Parameters
    ----------
    sector_of
        Detail code of an industry or product to the code of its sector.
    sectors
        Code of each sector to its name.
    region_of
        ISO 3166-1 alpha-3 code to the import region whose group the country is in.
    """

    sector_of: dict[str, str]
    sectors: dict[str, str]
    region_of: dict[str, str]

    def members(self, region: str) -> tuple[str, ...]:
        """Return the countries of an import region, in order of their codes."""
        return tuple(sorted(c for c, r in self.region_of.items() if r == region))


def frame_of(opened: OpenTwin) -> Frame:
    """Return the frame of a twin; kept, since it is read from thousands of claims.

    A twin whose claims hold no code lists has industries that each are a sector of their own.
    """
    return kept(opened, "explore frame", Frame, lambda: _frame(opened))


def _frame(opened: OpenTwin) -> Frame:
    claims = opened.claims(("code_link", "code_name"))
    subjects = claims["subject"].to_pylist()
    names: dict[str, str] = {}
    regions: dict[str, str] = {}
    rows = zip(claims["kind"].to_pylist(), subjects, claims["object"].to_pylist(),
               claims["text"].to_pylist(), strict=True)  # fmt: skip
    for kind, subject, target, text in rows:
        scheme, _, code = subject.partition(":")
        if kind == "code_name" and scheme in ("industry.summary", "commodity.summary"):
            # the two lists share their codes; an industry's name is the plainer one
            names[code] = str(text) if scheme[0] == "i" else names.get(code, str(text))
        elif kind == "code_link" and scheme == "iso3" and (target or "").startswith("region.tiva:"):
            regions[code] = target.partition(":")[2]
    used = summary_codes(claims)
    sectors = {code: names.get(code, code) for code in sorted(set(used.values()))}
    return Frame(used, sectors, regions)


@cache
def place_names() -> Mapping[str, str]:
    """Return the code of each place to its name: as publishers print it, else as a map does.

    Examples
    --------
    >>> place_names()["CHN"], place_names()["ABW"]
    ('China', 'Aruba')
    """
    outlines = world()
    drawn = {
        s["id"]: s["properties"]["name"] for s in outlines["objects"]["countries"]["geometries"]
    }
    return {
        **drawn,
        **{dot["id"]: dot["name"] for dot in outlines["dots"]},
        **country_names().codes,
    }
