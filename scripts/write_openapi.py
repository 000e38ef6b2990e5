"""Write the API's description, the golden file that the page's types are made from, and its page.

Run by ``make api``; a test compares the committed files with what this writes. The description is
canonical: keys in the order of the alphabet, so that a change shows as a change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mainstay.rest.app import create_app
from mainstay.rest.openapi import TAGS, operations

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
TARGET = FOLDER / "openapi.json"
PAGE = FOLDER / "rest.md"

#: Statuses that any operation can have; told once, in the head of the page.
EVERYWHERE = {"304", "400", "401", "403", "404", "406", "408", "409", "413", "414", "415", "421",
              "422", "500", "501", "503"}  # fmt: skip

HEAD = """# REST API

Written by `make api` from the routes; do not edit. Everything is below `/api/v1`;
`/api/v1/openapi.json` on a running server, and [`openapi.json`](openapi.json) beside this page,
describe it for programs. [How to use it](../how-to/use-the-rest-api.md) walks through it.

- **Twins** are named (`demo`) or given by the first characters of their id.
- **Lists** come in pages: `limit` rows, and `next` is the `cursor` of the page after.
- **Tables** come as a page of JSON, or whole by `format=csv`, `format=json` or `format=arrow`, or
  by `Accept`.
- **ETag**: every answer to GET has one by content; send it back as `If-None-Match` and 304 spares
  the body. HEAD and OPTIONS answer as usual.
- **Long work** answers 202 with `Location` of its job. `Idempotency-Key` makes a repeated POST the
  same job.
- **Problems** are `application/problem+json` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)).
  `code` is stable, `problems` holds every single fault, `type` is an address that says what it
  means; [all of them](errors.md). Any operation may answer 401, 406, 409, 414, 421, 500, 501 or
  503; one with parameters 404 or 422, one that changes something 400, 403, 408, 413 or 415.
- **Bounds**: a body of 1 MB, an address of 8,192 characters, 1,000 rows of a page.
"""


def text() -> str:
    """Return the description as it is committed."""
    held = create_app().openapi()
    return json.dumps(held, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def page() -> str:
    """Return the reference page of the API."""
    held = create_app().openapi()
    parts = [HEAD]
    for tag, says in TAGS.items():
        found = [
            (path, method, operation)
            for path, method, operation in operations(held)
            if tag in operation.get("tags", [])
        ]
        if found:
            parts.append(f"## {tag.capitalize()}\n\n{says}\n")
            parts += [_operation(*each) for each in found]
    parts.append(
        "## Shapes\n\nWhat answers and bodies are made of. `?` marks what may be absent.\n"
    )
    for name, shape in sorted(held["components"]["schemas"].items()):
        parts.append(_shape(name, shape))
    return "\n".join(parts)


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    summary, says = f"{operation.get('summary', '')}.", operation.get("description", "")
    lines = [f"### `{method.upper()} {path}`\n"]
    lines += [f"{part}\n" for part in (summary, says) if part and not says.startswith(part + " ")]
    if rows := list(_inputs(operation)):
        lines.append(_table(["name", "in", "type", "meaning"], rows))
    for status, answer in operation["responses"].items():
        if status not in EVERYWHERE:
            lines.append(f"- **{status}** {answer.get('description', '')}{_forms(answer)}")
    return "\n".join([*lines, ""])


def _inputs(operation: dict[str, Any]) -> Iterator[list[str]]:
    for given in operation.get("parameters", []):
        needed = "" if given.get("required") else "?"
        says = " ".join(given.get("description", "").split())
        yield [f"`{given['name']}`{needed}", given["in"], _type(given["schema"]), says]
    body = operation.get("requestBody", {})
    for kind, content in body.get("content", {}).items():
        needed = "" if body.get("required") else "?"
        yield [f"body{needed}", f"`{kind}`", _type(content.get("schema", {})), ""]


def _forms(answer: dict[str, Any]) -> str:
    found = []
    for kind, content in answer.get("content", {}).items():
        shape = _type(content.get("schema", {}))
        found.append(f"`{kind}`" + (f" {shape}" if shape and shape != "string" else ""))
    return ": " + ", ".join(found) if found else ""


def _shape(name: str, shape: dict[str, Any]) -> str:
    says = " ".join((shape.get("description") or "").partition("\n\nParameters")[0].split())
    lines = [f"### {name}\n", f"{says}\n" if says else ""]
    needed = set(shape.get("required", []))
    fields = [
        f"`{key}`{'' if key in needed else '?'} {_type(value)}"
        for key, value in shape.get("properties", {}).items()
    ]
    return "\n".join([*lines, "; ".join(fields) or _type(shape), ""])


def _type(schema: dict[str, Any]) -> str:
    """Return a type in words, with a link where it is a shape."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    kind = schema.get("type", "")
    if kind == "array":
        inside = schema.get("items") or next(iter(schema.get("prefixItems", [])), {})
        return f"list of {_type(inside) or 'anything'}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"map of {_type(schema['additionalProperties']) or 'anything'}"
    return f"`{schema['const']}`" if "const" in schema else str(kind)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def files() -> dict[Path, str]:
    """Return every file that is written, with its text."""
    return {TARGET: text(), PAGE: page()}


if __name__ == "__main__":
    for path, content in files().items():
        path.write_text(content, "utf-8")
