"""The publisher's unit words to the model's units."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml


@cache
def printed_units() -> dict[str, str]:
    """Return printed unit to model unit.

    Examples
    --------
    >>> printed_units()["thousand metric tons"]
    'kt'
    """
    text = resources.files(__package__).joinpath("units.yaml").read_text("utf-8")
    table: dict[str, str] = yaml.safe_load(text)["units"]
    return table


def model_unit(printed: str) -> str | None:
    """Return the model unit of a printed one, or ``None`` if the table has no such words.

    >>> model_unit(" thousands of carats"), model_unit("bushels")
    ('kcarat', None)
    """
    return printed_units().get(" ".join(printed.replace("\xa0", " ").split()))
