"""The API's description: what FastAPI finds in the routes, and what every route has in common.

Routes declare what is their own. What the middlewares and the table of errors can answer is added
here once, so that each operation lists every status that it can come with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from mainstay.rest.problems import MEDIA_TYPE, OWN, TYPES, Problem

TAGS = {
    "twins": "Twins of a home: what is loaded, how fresh it is, what the nation hangs on.",
    "entities": "Industries, commodities, countries and minerals: facts and neighborhoods.",
    "explore": "The network, the map and the cells behind them.",
    "tiers": "From material to finished good, tier by tier.",
    "scenarios": "What may be stopped, and scenarios as the same YAML the command line takes.",
    "runs": "Scenarios that were run, and their tables.",
    "jobs": "Long work: progress as events, cancel, run again.",
    "impact": "What a run did: losses, who is hit first, figures.",
    "compare": "Runs side by side, on the same scales.",
    "engines": "Methods: every engine's card and parameters.",
    "health": "Sources, vintages, conflicts, withheld cells.",
    "problems": "What each kind of problem means.",
}

#: Status -> what it says, of answers that any operation can have.
_ANY = {
    401: "The server asks for its token",
    406: "None of the forms in Accept is offered",
    409: "The home was written by another version of its schema, or the request does not fit it",
    414: "The address is too long",
    421: "The server does not go by the name in Host",
    500: "A bug, or stored bytes that are not what their name says",
    501: "An optional part is not installed",
    503: "Too much is under way, or the answer took too long",
}
_WITH_INPUT = {
    404: "Nothing goes by that name",
    422: "A parameter or the body does not hold, or no answer exists",
}
_CHANGING = {403: "Asked by a page of another site"}
_WITH_BODY = {
    400: "The request cannot be read",
    408: "The body did not arrive in time",
    413: "The body is too large",
    415: "The body is of a type that is not read here",
}

_ROWS = {"type": "array", "items": {"type": "object"}, "description": "Every row, whole"}
_ETAG = {"description": "Hash of the content, to be sent back as If-None-Match",
         "schema": {"type": "string"}}  # fmt: skip


def operation_name(route: APIRoute) -> str:
    """Return the operation id of a route: its tag, and the name of its function without it.

    >>> from fastapi import APIRouter
    >>> router = APIRouter(tags=["twins"])
    >>> @router.get("/twins/{twin}")
    ... def show_twin(twin: str) -> str: ...
    >>> operation_name(router.routes[0])
    'twins_show'
    """
    tag = str(route.tags[0]) if route.tags else "api"
    singular = f"{tag[:-3]}y" if tag.endswith("ies") else tag.removesuffix("s")
    words = [w for w in route.name.strip("_").split("_") if w not in {tag, singular}]
    return "_".join([tag, *words])


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description of an app as OpenAPI 3.1; made once."""
    if app.openapi_schema is None:
        held = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes,
            tags=[{"name": name, "description": says} for name, says in TAGS.items()],
        )  # fmt: skip
        for _, method, operation in operations(held):
            _complete(method, operation)
        parts = held.setdefault("components", {})
        schemas = parts.setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        shape = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(shape.pop("$defs"), Problem=shape)
        parts["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer",
                      "description": "The token that the server printed when it started"},
        }  # fmt: skip
        app.openapi_schema = held
    return app.openapi_schema


def operations(held: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation of a description."""
    for path, methods in held.get("paths", {}).items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Add what an operation has in common with others."""
    answers: dict[str, Any] = operation["responses"]
    _told(operation)
    _forms(operation)
    faults = dict(_ANY)
    if operation.get("parameters") or "requestBody" in operation:
        faults |= _WITH_INPUT
    if method not in {"get", "head", "options"}:
        faults |= _CHANGING | _WITH_BODY
    for status, says in faults.items():
        own = answers.get(str(status), {})
        said = own.get("description", "")
        # FastAPI's own 422 has another shape, which never leaves this server
        described = says if said in {"", "Validation Error"} else said
        answers[str(status)] = _answer(status, described)
    for key, own in answers.items():
        if int(key) >= 400 and MEDIA_TYPE not in own.get("content", {}):
            answers[key] = _answer(int(key), own.get("description", ""))
    if method == "get" and "text/event-stream" not in answers.get("200", {}).get("content", {}):
        answers.get("200", {}).setdefault("headers", {})["ETag"] = _ETAG
        answers["304"] = {"description": "The caller holds this content already",
                          "headers": {"ETag": _ETAG}}  # fmt: skip
    operation["responses"] = dict(sorted(answers.items()))
    # a server on loopback asks nobody
    operation["security"] = [{}, {"token": []}]


def _told(operation: dict[str, Any]) -> None:
    """Take the summary from the first sentence of what the route says of itself."""
    says = " ".join(operation.pop("description", "").replace("``", "`").split())
    made = operation.get("summary", "")
    # FastAPI makes one of the function's name, each word with a capital
    if says and made == made.title():
        operation["summary"] = says.partition(". ")[0].rstrip(".")
    if says.rstrip(".") != operation.get("summary"):
        operation["description"] = says
    for answer in operation["responses"].values():
        if answer.get("description") == "Successful Response":
            answer["description"] = "As asked"


def _forms(operation: dict[str, Any]) -> None:
    """Say of a table that may be had whole that JSON is then a list of rows."""
    offered = [
        choice
        for given in operation.get("parameters", []) if given["name"] == "format"
        for choice in given["schema"].get("anyOf", [given["schema"]])
    ]  # fmt: skip
    if any({"page", "json"} <= set(choice.get("enum", [])) for choice in offered):
        held = operation["responses"]["200"]["content"]["application/json"]
        held["schema"] = {"anyOf": [held["schema"], _ROWS]}


def _answer(status: int, says: str) -> dict[str, Any]:
    held: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if (code := _EXAMPLES.get(status)) is not None:
        title = OWN[code][1]
        held["example"] = {
            "type": f"{TYPES}/{code}", "title": title, "status": status, "detail": says,
            "code": code, "hint": "", "problems": [],
        }  # fmt: skip
    return {"description": says, "content": {MEDIA_TYPE: held}}


#: The first kind of each status stands as its example.
_EXAMPLES: dict[int, str] = {status: code for code, (status, _) in reversed(list(OWN.items()))}
