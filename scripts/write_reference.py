"""Write the reference pages from what the code declares: commands, schemas, claims, Cards, errors.

Run by ``make docs``; a test compares the committed pages with what this writes.
"""

from __future__ import annotations

import argparse
import inspect
from pathlib import Path
from typing import Any

import typer

from mainstay import errors
from mainstay.cli.app import app
from mainstay.extend import registry
from mainstay.model import default_parameters, kinds, schemas, units
from mainstay.rest.problems import OWN
from mainstay.sources.suppliers.columns import supplier_columns

PAGES = Path(__file__).parents[1] / "docs" / "reference"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return the page of all commands and their options."""
    root = typer.main.get_command(app)
    parts = [
        "# Commands\n",
        "Exit codes: 0 fine, 1 a bug, 2 usage, 3 bad input, 4 source unavailable, 5 no answer",
        "exists, 7 integrity, 8 plug-in, 10 a known answer missed, 130 interrupted.\n",
    ]
    parts += _command(root, "mainstay")
    return "\n".join(parts)


def _command(command: Any, path: str) -> list[str]:
    if hasattr(command, "commands"):
        parts = []
        for name in sorted(command.commands):
            parts += _command(command.commands[name], f"{path} {name}")
        return parts
    rows = []
    for option in command.params:
        shown = ", ".join((*option.opts, *option.secondary_opts))
        if option.param_type_name == "argument":
            shown = str(option.name)
        if option.name == "help":
            continue
        default = "" if option.default in (None, False) else str(option.default)
        rows.append([f"`{shown}`", str(getattr(option, "help", "") or ""), default])
    text = [f"## `{path}`\n", (command.help or "").strip() + "\n"]
    return text + ([table(["argument or option", "meaning", "default"], rows)] if rows else [])


def schemas_page() -> str:
    """Return the page of table schemas, claim kinds, units and parameters."""
    parts = ["# Schemas, claim kinds, units and parameters\n"]
    for schema in schemas().values():
        parts.append(f"## Table `{schema.name}`, version {schema.version}\n\n{schema.title}.\n")
        rows = [
            [f"`{c.name}`", c.type, "yes" if c.nullable else "no", c.unit, c.description]
            for c in schema.columns
        ]
        parts.append(table(["column", "type", "may be empty", "unit", "meaning"], rows))
    rows = [
        [f"`{k.name}`", k.title, k.subject, k.object or "", k.dimension] for k in kinds().values()
    ]
    parts += ["## Claim kinds\n", table(["kind", "says", "subject", "object", "dimension"], rows)]
    rows = [[f"`{u.name}`", u.title, u.dimension, f"{u.factor:g}"] for u in units().values()]
    parts += ["## Units\n", table(["unit", "name", "dimension", "base units in one"], rows)]
    rows = [
        [
            f"`{p.name}`",
            p.applies_to,
            f"{p.low:g}",
            f"{p.mode:g}",
            f"{p.high:g}",
            p.unit,
            p.method,
            p.source,
        ]
        for p in default_parameters().rows
    ]
    head = ["parameter", "applies to", "low", "mode", "high", "unit", "method", "source"]
    parts += ["## Parameters\n", table(head, rows)]
    return "\n".join(parts)


def cards_page(group: str, title: str) -> str:
    """Return the page of all Cards of one group."""
    parts = [f"# {title}\n"]
    for name in registry().names(group):
        card = registry().card(group, name)
        parts.append(f"## `{card.name}` {card.version}\n\n{card.title}.\n")
        facts = [
            ("Needs", ", ".join(card.needs)), ("Gives", ", ".join(card.yields)),
            ("Method or publication", card.citation), ("License", card.license),
            ("Aggregation", card.aggregation if group == "engine" else ""),
            ("Tested on", card.tested_on), ("Address", card.url),
        ]  # fmt: skip
        parts += [f"- **{label}**: {text}" for label, text in facts if text]
        parts += (
            ["- **Limits**:", *(f"  - {limit}" for limit in card.limits)] if card.limits else []
        )
        if card.parameters:
            rows = [
                [
                    f"`{p.name}`",
                    p.type,
                    "" if p.default is None else str(p.default),
                    p.unit,
                    p.description,
                ]
                for p in card.parameters
            ]
            parts.append("\n" + table(["setting", "type", "default", "unit", "meaning"], rows))
        parts.append("")
    return "\n".join(parts)


def suppliers_part() -> str:
    """Return the columns of a user's supplier file."""
    rows = [
        [f"`{c.name}`", c.type, c.needed_for or "no", "" if c.default is None else str(c.default),
         c.unit, c.description + (f": {', '.join(c.choices)}" if c.choices else "")]
        for c in supplier_columns()
    ]  # fmt: skip
    head = ["column", "type", "needed for", "default", "unit", "meaning"]
    return "\n## Columns of a supplier file\n\n" + table(head, rows)


def errors_page() -> str:
    """Return the page of errors with their codes, exit codes and statuses."""
    rows = []
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, errors.MainstayError):
            says = (kind.__doc__ or "").splitlines()[0]
            leaves = (errors.exit_code(kind("")), errors.http_status(kind("")))
            code = f'<a id="{kind.code}"></a>`{kind.code}`'
            rows.append([f"`{name}`", code, *map(str, leaves), says])
    intro = (
        "# Errors\n\nEach error names every fault found, where it is and what to do next. With\n"
        "`--json` the same comes as data: `code`, `message`, `hint`, `problems`, `context`.\n"
        "The REST service answers with the status beside it and a problem of RFC 9457.\n"
    )
    own = [
        [f'<a id="{code}"></a>`{code}`', str(status), meaning]
        for code, (status, meaning) in OWN.items()
    ]
    return "\n".join([
        intro, table(["class", "code", "exit code", "status", "meaning"], rows),
        "## Problems of the server\n\nWhat only the REST service can meet.\n",
        table(["code", "status", "meaning"], own),
    ])  # fmt: skip


def pages() -> dict[str, str]:
    """Return every reference page by file name."""
    return {
        "commands.md": commands_page(),
        "schemas.md": schemas_page(),
        "sources.md": cards_page("source", "Sources") + suppliers_part(),
        "engines.md": cards_page("engine", "Engines"),
        "errors.md": errors_page(),
    }


def main() -> None:
    """Write the pages, or with ``--check`` say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    wanted = parser.parse_args()
    PAGES.mkdir(parents=True, exist_ok=True)
    stale = [
        name
        for name, text in pages().items()
        if not (PAGES / name).exists() or (PAGES / name).read_text("utf-8") != text
    ]
    if wanted.check and stale:
        raise SystemExit("stale: " + ", ".join(stale) + "; run make docs")
    for name in stale:
        (PAGES / name).write_text(pages()[name], "utf-8")
        print(f"wrote docs/reference/{name}")


if __name__ == "__main__":
    main()
