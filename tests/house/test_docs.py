"""The pages say what is there, and what they name exists."""

import importlib.util
import re
from pathlib import Path

import pytest
import typer

from mainstay.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMED = re.compile(r"mainstay ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)")


def commands_named(text: str) -> set[str]:
    """Every ``mainstay ...`` inside a code span or code block."""
    spans = re.findall(r"```.*?```|`[^`\n]+`", text, flags=re.S)
    return {m for span in spans for m in NAMED.findall(span)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    root = typer.main.get_command(app)
    for words in commands_named(page.read_text("utf-8")):
        first, *rest = words.split()
        command = root.commands.get(first)
        assert command is not None, f"{page.name} names `mainstay {words}`"
        if hasattr(command, "commands") and rest:
            assert rest[0] in command.commands, f"{page.name} names `mainstay {words}`"


def test_the_paper_page_has_every_line_answered() -> None:
    text = (ROOT / "docs/explanation/from-the-paper-to-the-product.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    assert len(rows) == 64
    for row in rows:
        shown = row.rstrip(" |").rsplit("|", 1)[1]
        assert "`mainstay " in shown or "not yet" in shown, row


def test_reference_pages_are_fresh() -> None:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts/write_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, text in module.pages().items():
        assert (module.PAGES / name).read_text("utf-8") == text, f"{name} is stale: run make docs"


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not target.startswith(("http://", "https://", "mailto:")):
                assert (page.parent / target).exists(), f"{page.name} links to {target}"
