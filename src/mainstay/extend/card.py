"""A part's static description, readable without importing the part."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mainstay.errors import ExtensionError, Problem


class CardParameter(BaseModel):
    """One setting of a part; becomes a command-line option and a line of its reference page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    type: Literal["string", "number", "integer", "boolean", "path"] = "string"
    default: Any = None
    unit: str = ""
    description: str


class Card(BaseModel):
    """What a part is, needs, yields and where it must not be used.

    Read from ``<part>.card.yaml`` beside the module.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    group: Literal["source", "engine"]
    name: str
    version: str
    title: str
    module: str = Field(description="module:attribute to import when the part is used")
    needs: tuple[str, ...] = ()
    yields: tuple[str, ...] = ()
    parameters: tuple[CardParameter, ...] = ()
    citation: str
    license: str
    limits: tuple[str, ...] = ()
    aggregation: Literal["exact", "bounds", "n/a"] = "n/a"
    url: str = ""
    sha256: str = ""
    tested_on: str = Field("", description="what genuine file it was tested on, or that none was")

    @classmethod
    def load(cls, path: Path) -> Card:
        """Read a card file.

        Raises
        ------
        ExtensionError
            Listing every fault of the card.
        """
        try:
            return cls.model_validate(yaml.safe_load(path.read_text("utf-8")))
        except ValidationError as error:
            faults = [
                Problem(f["type"], f"{path.name}, " + ".".join(map(str, f["loc"])), f["msg"])
                for f in error.errors()
            ]
            raise ExtensionError(f"the card {path.name} does not hold", problems=faults) from None
        except (OSError, yaml.YAMLError) as error:
            raise ExtensionError(f"the card {path.name} cannot be read: {error}") from error
