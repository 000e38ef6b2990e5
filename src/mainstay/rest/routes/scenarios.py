"""Scenarios by name, the check of a draft, and what a shock may act on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from mainstay.rest.bodies import readable
from mainstay.rest.dependencies import HomePath, Opened, Twins
from mainstay.rest.negotiation import accepted
from mainstay.rest.paging import MOST_ROWS, ROWS, Cursor, Limit, Page, page
from mainstay.service.scenario_files import (
    NAME_LENGTH,
    TEXT_LENGTH,
    KeptScenario,
    as_yaml,
    delete_scenario,
    kept_scenarios,
    save_scenario,
    saved_scenarios,
)
from mainstay.service.screens.building.places import PlaceChoice
from mainstay.service.screens.scenario import (
    CheckedScenario,
    ScenarioDetail,
    check_draft,
    check_text,
    scenario_detail,
)
from mainstay.service.screens.targets import (
    TargetsView,
    ThingsView,
    places_view,
    targets_view,
    things_view,
)

router = APIRouter(tags=["scenarios"])

#: Media type of a scenario's file.
YAML = "application/yaml"

Name = Annotated[
    str,
    Path(description="Name of a scenario", pattern=r"^[a-z0-9][a-z0-9-]*$",
         max_length=NAME_LENGTH, examples=["china-gallium"]),
]  # fmt: skip
TargetName = Annotated[
    str, Path(description="Name of a target", max_length=40, examples=["exports"])
]
EngineName = Annotated[str, Query(description="Name of an engine", max_length=40)]


class Written(BaseModel):
    """A scenario, as fields or as the text of its file; one of the two."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"oneOf": [{"required": ["scenario"]}, {"required": ["yaml"]}]},
    )

    scenario: dict[str, Any] | None = Field(None, description="Fields of a scenario, as typed")
    yaml: str | None = Field(None, max_length=TEXT_LENGTH, description="Text of a scenario file")

    _readable = field_validator("scenario")(readable)

    @model_validator(mode="after")
    def _one_of_them(self) -> Written:
        if (self.scenario is None) == (self.yaml is None):
            raise ValueError("give `scenario` or `yaml`, one of them")
        return self

    @property
    def text(self) -> str:
        """The text of its file."""
        return self.yaml if self.yaml is not None else as_yaml(self.scenario or {})


class ToCheck(Written):
    """A draft, and the twin that it is to run on."""

    twin: str = Field("demo", min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")
    seed: int = Field(0, ge=0, le=2**63 - 1, strict=True)


class ToSave(Written):
    """A scenario to keep."""

    replace: bool = Field(False, description="Whether a saved one of that name is replaced")


@router.get("/scenarios")
def list_(home: HomePath, cursor: Cursor = None, limit: Limit = ROWS) -> Page[KeptScenario]:
    """List the scenarios that run by name: those of this home, then those that are shipped."""
    return page(kept_scenarios(home), cursor, limit)


@router.post("/scenarios/validate")
def validate(asked: Annotated[ToCheck, Body()], twins: Twins) -> CheckedScenario:
    """Tell every fault of a draft by field, whether it fits the twin, and what it does."""
    opened = twins.get(asked.twin)
    if asked.scenario is None:
        return check_text(opened, asked.text, asked.seed)
    return check_draft(opened, asked.scenario, asked.seed)


@router.get(
    "/scenarios/{name}",
    response_model=ScenarioDetail,
    responses={200: {"content": {YAML: {"schema": {"type": "object"}}}}},
)
def get(
    request: Request,
    home: HomePath,
    name: Name,
    form: Annotated[
        Literal["json", "yaml"] | None,
        Query(alias="format", description="Fields, or the file of the command line"),
    ] = None,
) -> ScenarioDetail | Response:
    """Return a scenario; as the file that the command line takes with ``?format=yaml``."""
    found = scenario_detail(home, name)
    if form == "yaml" or (form is None and accepted(request, ("application/json", YAML)) == YAML):
        disposition = {"Content-Disposition": f'inline; filename="{name}.yaml"'}
        return Response(found.yaml, media_type=YAML, headers=disposition)
    return found


@router.put("/scenarios/{name}", responses={201: {"model": KeptScenario}})
def save(
    home: HomePath, name: Name, asked: Annotated[ToSave, Body()], response: Response
) -> KeptScenario:
    """Save a scenario under a name; a saved one is replaced only where ``replace`` says so."""
    is_new = name not in saved_scenarios(home)
    kept = save_scenario(home, asked.text, name=name, replace=asked.replace)
    if is_new:
        response.status_code = 201
    return kept


@router.delete("/scenarios/{name}", status_code=204)
def delete(home: HomePath, name: Name) -> None:
    """Delete a saved scenario; its runs stay."""
    delete_scenario(home, name)


@router.get("/twins/{twin}/targets")
def targets(opened: Opened) -> TargetsView:
    """List the engines that take scenarios, and what a shock may act on, by engine."""
    return targets_view(opened)


@router.get("/twins/{twin}/targets/{target}/things")
def things(
    opened: Opened,
    target: TargetName,
    engine: EngineName,
    q: Annotated[str, Query(max_length=200, description="Words, or the beginning of a code")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS, description="Things at most")] = 20,
) -> ThingsView:
    """Search for what a shock may act on; without words the largest come first."""
    return things_view(opened, target, engine, q, limit)


@router.get("/twins/{twin}/targets/{target}/places")
def places(
    opened: Opened,
    target: TargetName,
    engine: EngineName,
    code: Annotated[
        list[str] | None, Query(max_length=200, description="Code of a thing; repeatable")
    ] = None,
) -> tuple[PlaceChoice, ...]:
    """List the countries and regions that a shock on these things may be bound to."""
    return places_view(opened, target, engine, code or [])
