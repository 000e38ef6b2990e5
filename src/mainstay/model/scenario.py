"""Scenarios: what happens to whom, how much and for how long, as data."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_serializer,
)

from mainstay.errors import BadScenario, Problem
from mainstay.model.plain_yaml import read_plain

#: Version of the scenario format.
SCENARIO_VERSION = 1

#: Longest run, days.
LONGEST_DAYS = 3650

#: Codes that one scenario may name in all, and shocks that it may hold: each is looked up.
MOST_CODES, MOST_SHOCKS = 5_000, 1_000

Share = Annotated[float, Field(ge=0, le=1)]
#: A code or a name; no list holds a longer one.
Code = Annotated[str, Field(max_length=300)]
Amount = Annotated[float, Field(ge=0, le=LONGEST_DAYS, allow_inf_nan=False)]

#: How a loss goes away once its duration is over; ``rebuild`` is for capital alone.
RecoveryName = Literal["none", "linear", "concave", "convex", "rebuild"]


class Target(StrEnum):
    """What a shock acts on; the last four are for an engine that knows days."""

    ACTIVITY_OUTPUT = "activity_output"
    FINAL_DEMAND = "final_demand"
    IMPORTS = "imports"
    EXPORTS = "exports"
    POOL_PRODUCTION = "pool_production"
    VALUE_ADDED_PRICE = "value_added_price"
    IMPORT_PRICE = "import_price"
    LABOR = "labor"
    CAPACITY = "capacity"
    CAPITAL = "capital"
    DELAY = "delay"


#: Targets that mean nothing without days.
DAILY_TARGETS = frozenset({Target.LABOR, Target.CAPACITY, Target.CAPITAL, Target.DELAY})


class Shock(BaseModel):
    """One thing that happens.

    ``size`` is the share lost (0.5 = half); for prices it is the share by which they rise. A delay
    has ``days`` in its place, and its ``low`` and ``high`` are days too. The loss is whole from
    ``start_day`` for ``duration_days`` (the scenario's where not given) and then goes away over
    ``recovery_days``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True)

    target: Target
    codes: tuple[Code, ...] = Field(
        min_length=1, description="Codes or names of activities or products"
    )
    size: Share | None = Field(None, description="Share lost; not of a delay")
    country: Code | None = Field(
        None, description="ISO code or region, where the shock is bound to one"
    )
    low: Amount | None = None
    high: Amount | None = None
    days: Amount | None = Field(None, description="Days by which deliveries come later")
    start_day: Amount | None = Field(None, description="Day on which it begins; 0 when not given")
    duration_days: float | None = Field(None, gt=0, le=LONGEST_DAYS)
    recovery: RecoveryName | None = None
    recovery_days: Amount | None = None

    @field_validator("size", "low", "high")
    @classmethod
    def _a_share(cls, value: float | None, info: ValidationInfo) -> float | None:
        target = info.data.get("target")
        if target is None:
            return value
        if info.field_name == "size" and (value is None) != (target is Target.DELAY):
            raise ValueError("a delay has `days`, not `size`" if value is not None
                             else "Field required: the share that is lost")  # fmt: skip
        if value is not None and value > 1 and target is not Target.DELAY:
            raise ValueError("Input should be less than or equal to 1")
        return value

    @field_validator("days")
    @classmethod
    def _of_a_delay(cls, value: float | None, info: ValidationInfo) -> float | None:
        target = info.data.get("target")
        if target is not None and (value is None) is (target is Target.DELAY):
            raise ValueError("a delay needs `days`" if value is None
                             else f"{target} has `size`, not `days`")  # fmt: skip
        return value

    @field_validator("recovery")
    @classmethod
    def _way_back(cls, value: RecoveryName | None, info: ValidationInfo) -> RecoveryName | None:
        target = info.data.get("target")
        if value == "rebuild" and target not in (None, Target.CAPITAL):
            raise ValueError("only capital is rebuilt; use linear, concave or convex")
        return value

    @field_validator("recovery_days")
    @classmethod
    def _time_back(cls, value: float | None, info: ValidationInfo) -> float | None:
        way = info.data.get("recovery")
        if way in ("linear", "concave", "convex") and not value:
            raise ValueError(f"recovery {way} needs `recovery_days` above 0")
        if way in ("none", "rebuild") and value:
            raise ValueError(f"recovery {way} takes no `recovery_days`")
        return value

    @property
    def amount(self) -> float:
        """The share lost, or the days of a delay."""
        found = self.days if self.target is Target.DELAY else self.size
        return 0.0 if found is None else found

    @property
    def way_back(self) -> RecoveryName:
        """How the loss goes away: what is written, or ``linear`` where days of it are."""
        return self.recovery or ("linear" if self.recovery_days else "none")

    @property
    def timed(self) -> bool:
        """Whether anything is said of when it begins, how long it lasts and how it ends."""
        said = (self.start_day, self.duration_days, self.recovery, self.recovery_days)
        return any(value is not None for value in said)

    @model_serializer(mode="wrap")
    def _as_before(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what is not said, so that a scenario without days keeps its identity."""
        plain: dict[str, Any] = handler(self)
        later = ("days", "start_day", "duration_days", "recovery", "recovery_days")
        unsaid = [name for name in later if getattr(self, name) is None]
        if self.target is Target.DELAY:
            unsaid.append("size")
        return {name: value for name, value in plain.items() if name not in unsaid}


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
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=200)
    title: str = Field(min_length=1, max_length=1_000)
    shocks: tuple[Shock, ...] = Field(min_length=1, max_length=MOST_SHOCKS)
    engine: Code = Field("leontief", description="Name of the engine that answers it")
    start: date | None = None
    duration_days: int = Field(365, ge=1, le=LONGEST_DAYS)
    assumptions: tuple[str, ...] = ()
    days: int | None = Field(
        None, ge=1, le=LONGEST_DAYS,
        description="Days that are run; a year after the last loss is over when not given",
    )  # fmt: skip

    @field_validator("shocks")
    @classmethod
    def _not_too_many(cls, value: tuple[Shock, ...]) -> tuple[Shock, ...]:
        if sum(len(shock.codes) for shock in value) > MOST_CODES:
            raise ValueError(f"at most {MOST_CODES:,} codes in all; name regions or industries")
        return value

    @property
    def horizon_days(self) -> int:
        """Days that are run: as written, or a year after the last loss is over.

        Examples
        --------
        >>> Scenario.parse("{version: 1, name: demo, title: Demo, duration_days: 30, shocks: "
        ...                "[{target: capacity, codes: ['336411'], size: 0.1}]}").horizon_days
        395
        """
        if self.days is not None:
            return self.days
        over = max(
            (s.start_day or 0.0) + (s.duration_days or self.duration_days) + (s.recovery_days or 0)
            for s in self.shocks
        )
        return min(int(-(-over // 1)) + 365, LONGEST_DAYS)

    @model_serializer(mode="wrap")
    def _as_before(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what is not said, so that a scenario without days keeps its identity."""
        plain: dict[str, Any] = handler(self)
        if self.days is None:
            del plain["days"]
        return plain

    @classmethod
    def parse(cls, text: str, where: str = "scenario") -> Scenario:
        """Read a scenario from YAML or JSON text.

        Raises
        ------
        BadScenario
            Listing every fault of the file.
        """
        try:
            raw: Any = read_plain(text)
        except yaml.YAMLError as error:
            line = getattr(getattr(error, "problem_mark", None), "line", 0)
            fault = Problem(
                "not_yaml", f"{where}, line {line + 1}", str(getattr(error, "problem", error))
            )
            raise BadScenario(f"{where} is not YAML", problems=[fault]) from error
        except (ValueError, RecursionError) as error:
            # a date that no calendar has, brackets without end, more than can be meant
            fault = Problem("not_yaml", where, str(error))
            raise BadScenario(f"{where} is not YAML", problems=[fault]) from error
        if not isinstance(raw, dict):
            raise BadScenario(f"{where} is not a mapping", hint="start with `version: 1`")
        try:
            return cls.model_validate(raw)
        except ValidationError as error:
            problems = faults_of(error, f"{where}, ")
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


def faults_of(error: ValidationError, before: str) -> list[Problem]:
    """Return what is wrong with a scenario, each fault once.

    Parameters
    ----------
    error
        What its validation found.
    before
        Stands before the path of each field.
    """
    found = error.errors()
    return [
        Problem(
            fault["type"],
            f"{before}{'.'.join(map(str, fault['loc']))}".rstrip("."),
            fault["msg"].removeprefix("Value error, "),
        )
        for fault in found
        # a list counts as empty when what it holds is faulty: said already
        if fault["type"] != "too_short"
        or not any(_is_inside(f["loc"], fault["loc"]) for f in found)
    ]


def _is_inside(place: tuple[int | str, ...], outer: tuple[int | str, ...]) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer
