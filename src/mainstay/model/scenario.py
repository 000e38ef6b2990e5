"""Scenarios: what happens to whom, how much and for how long, as data."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mainstay.errors import BadScenario, Problem

#: Version of the scenario format.
SCENARIO_VERSION = 1

Share = Annotated[float, Field(ge=0, le=1)]


class Target(StrEnum):
    """What a shock acts on."""

    ACTIVITY_OUTPUT = "activity_output"
    FINAL_DEMAND = "final_demand"
    IMPORTS = "imports"
    EXPORTS = "exports"
    POOL_PRODUCTION = "pool_production"
    VALUE_ADDED_PRICE = "value_added_price"
    IMPORT_PRICE = "import_price"


class Shock(BaseModel):
    """One thing that happens.

    ``size`` is the share lost (0.5 = half); for prices it is the share by which they rise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    target: Target
    codes: tuple[str, ...] = Field(
        min_length=1, description="Codes or names of activities or products"
    )
    size: Share
    country: str | None = Field(
        None, description="ISO code or region, where the shock is bound to one"
    )
    low: Share | None = None
    high: Share | None = None


class Scenario(BaseModel):
    """A named set of shocks.

    Examples
    --------
    >>> Scenario.parse("{version: 1, name: demo, title: Demo, shocks: "
    ...                "[{target: final_demand, codes: ['336411'], size: 0.1}]}").name
    'demo'
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = Field(ge=1, le=SCENARIO_VERSION)
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    shocks: tuple[Shock, ...] = Field(min_length=1)
    engine: str = Field("leontief", description="Name of the engine that answers it")
    start: date | None = None
    duration_days: int = Field(365, ge=1, le=3650)
    assumptions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, where: str = "scenario") -> Scenario:
        """Read a scenario from YAML or JSON text.

        Raises
        ------
        BadScenario
            Listing every fault of the file.
        """
        try:
            raw: Any = yaml.safe_load(text)
        except yaml.YAMLError as error:
            line = getattr(getattr(error, "problem_mark", None), "line", 0)
            fault = Problem(
                "not_yaml", f"{where}, line {line + 1}", str(getattr(error, "problem", error))
            )
            raise BadScenario(f"{where} is not YAML", problems=[fault]) from error
        except (ValueError, RecursionError) as error:
            # a date that no calendar has, or brackets without end
            fault = Problem("not_yaml", where, str(error))
            raise BadScenario(f"{where} is not YAML", problems=[fault]) from error
        if not isinstance(raw, dict):
            raise BadScenario(f"{where} is not a mapping", hint="start with `version: 1`")
        try:
            return cls.model_validate(raw)
        except ValidationError as error:
            problems = [
                Problem(
                    fault["type"], f"{where}, " + ".".join(map(str, fault["loc"])), fault["msg"]
                )
                for fault in error.errors()
                # a list counts as empty when what it holds is faulty: said already
                if not (
                    fault["type"] == "too_short"
                    and any(
                        len(other["loc"]) > len(fault["loc"])
                        and other["loc"][: len(fault["loc"])] == fault["loc"]
                        for other in error.errors()
                    )
                )
            ]
            raise BadScenario(f"{where} does not hold together", problems=problems) from None

    @classmethod
    def load(cls, path: str | Path) -> Scenario:
        """Read a scenario file.

        Raises
        ------
        BadScenario
            If it cannot be read or does not hold together.
        """
        try:
            text = Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadScenario(f"cannot read {path}: {error}") from error
        return cls.parse(text, where=str(path))
