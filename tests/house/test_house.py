"""The rules of the house that no linter checks."""

import ast
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "mainstay"
HEAVY = {"numpy", "pyarrow", "scipy", "pandas", "duckdb", "pydantic", "jinja2", "polars"}


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, mainstay.cli.app; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & {name.partition(".")[0] for name in done.stdout.split()}


def test_files_stay_small_and_rooms_small() -> None:
    for path in SOURCE.rglob("*.py"):
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= 400, f"{path.relative_to(SOURCE)} has {lines} lines"
    for room in SOURCE.rglob("*/"):
        assert len(list(room.glob("*.py"))) <= 25, room


def test_no_catch_all_names() -> None:
    banned = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "tools"}
    assert not [p for p in SOURCE.rglob("*.py") if p.stem in banned]


def test_every_public_name_has_a_docstring() -> None:
    missing = []
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            is_public = isinstance(node, named) and not node.name.startswith("_")
            if is_public and ast.get_docstring(node) is None and not _is_nested(node, tree):
                missing.append(f"{path.relative_to(SOURCE)}:{node.lineno} {node.name}")
    assert not missing


def _is_nested(node: ast.AST, tree: ast.Module) -> bool:
    """Whether a definition stands inside a function or a private class."""
    return any(
        node in ast.walk(outer) and node is not outer
        for outer in ast.walk(tree)
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef))
        or (isinstance(outer, ast.ClassDef) and outer.name.startswith("_"))
    )
