"""Routes of impact: what a run says, its spread step by step, and its figures one by one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParameter
from fastapi.responses import JSONResponse

from mainstay.rest.dependencies import RunId, Twins
from mainstay.rest.negotiation import accepted
from mainstay.service.screens.impact.shapes import ImpactView
from mainstay.service.screens.impact.steps import SpreadView
from mainstay.service.screens.impact.view import (
    impact_view,
    panel_of,
    run_brief,
    run_figure,
    spread_view,
)
from mainstay.service.screens.shapes import ShownFigure

router = APIRouter(tags=["impact"])

#: Media types of a figure besides the screen's own form.
VEGA_LITE, SVG, PDF = "application/vnd.vegalite.v6+json", "image/svg+xml", "application/pdf"
HTML = "text/html; charset=utf-8"
#: Form of a figure by the type that asks for it; the first where nothing speaks for another.
_BY_TYPE = {"application/json": "figure", VEGA_LITE: "vega-lite", SVG: "svg"}

FigureName = Annotated[
    str,
    PathParameter(description="Name of a figure of the run", max_length=100,
                  pattern=r"^[A-Za-z0-9._-]+$", examples=["over-time-account"]),
]  # fmt: skip
_FORMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {VEGA_LITE: {"schema": {"type": "object"}},
                      SVG: {"schema": {"type": "string"}}}},
}  # fmt: skip
_BRIEFS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {"schema": {"type": "string"}},
                      PDF: {"schema": {"type": "string", "format": "binary"}}}},
}  # fmt: skip


@router.get("/runs/{run}/impact")
def impact(twins: Twins, run: RunId) -> ImpactView:
    """Return what a run says: the answer, the three accounts, and the story with its figures."""
    return impact_view(twins, run)


@router.get("/runs/{run}/spread")
def spread(twins: Twins, run: RunId) -> SpreadView:
    """Return the spread of a run that was followed from day to day, all of its steps."""
    return spread_view(twins, run)


@router.get("/runs/{run}/figures/{name}", response_model=ShownFigure, responses=_FORMS)
def figure(
    twins: Twins,
    run: RunId,
    name: FigureName,
    request: Request,
    form: Annotated[
        Literal["figure", "vega-lite", "svg"] | None,
        Query(alias="format", description="`figure` has all panels, words, legend and table"),
    ] = None,
    panel: Annotated[int, Query(ge=0, le=99, description="Panel of a specification or SVG")] = 0,
) -> ShownFigure | Response:
    """Return one figure of a run: whole, or a panel of it as Vega-Lite or SVG."""
    found = run_figure(twins, run, name)
    wanted = form or _BY_TYPE[accepted(request, tuple(_BY_TYPE))]
    if wanted == "figure":
        return found
    chosen = panel_of(found, panel, needs_spec=wanted == "vega-lite")
    if wanted == "svg":
        return Response(chosen.svg, media_type=SVG)
    return JSONResponse(chosen.spec, media_type=VEGA_LITE)


@router.get("/runs/{run}/brief", response_class=Response, responses=_BRIEFS)
def brief(
    twins: Twins,
    run: RunId,
    form: Annotated[
        Literal["html", "pdf"], Query(alias="format", description="One offline page, or a PDF")
    ] = "html",
) -> Response:
    """Return the brief of a run as one offline page or as a PDF."""
    content, name = run_brief(twins, run, form)
    kind = PDF if form == "pdf" else HTML
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=disposition)
