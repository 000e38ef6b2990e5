"""Numbers of others that the tests against the world rest on, each with its source."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def evidence(name: str) -> dict[str, Any]:
    """Return a file of evidence.

    Parameters
    ----------
    name
        Name of the file without its ending.

    Examples
    --------
    >>> evidence("hours-2020")["quarter_2"]["annual_rate"]
    -0.314
    """
    text = (files("mainstay.answers") / "data" / f"{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found
