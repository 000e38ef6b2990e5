"""The register of known answers without running it: what is checked, and against whom.

Running all of them takes minutes, so a page lists what their files declare. The list is read from
the syntax of each file: every call of ``answer`` or ``absent`` names an answer, its kind and its
source. A part of a name that is only known while running is written as ``…``.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType

from mainstay.answers.register import Kind, areas
from mainstay.service.screens.shapes import Command

#: Calls that declare an answer.
_DECLARES = frozenset({"answer", "absent"})

#: Stands for what is only known while running.
_OPEN = "…"

#: What each kind of answer is worth, in words.
KINDS = {
    Kind.PUBLISHED: "printed in a book, a paper or an official table",
    Kind.PEER: "computed by another program, named with its version",
    Kind.DERIVED: "follows by a proof",
    Kind.OBSERVED: "what the world did; a miss is shown and does not fail",
    Kind.REGRESSION: "what an earlier version gave; guards against change",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnswer:
    """One declared answer: its name, where the expected value comes from, and the citation."""

    id: str
    kind: str
    kind_words: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArea:
    """The answers of one method, and the command that checks them."""

    name: str
    sentence: str
    answers: tuple[KnownAnswer, ...]
    command: Command


@cache
def known_areas() -> tuple[KnownArea, ...]:
    """Return every area of known answers with what it declares, in the order of names.

    Examples
    --------
    >>> {answer.kind for area in known_areas() for answer in area.answers} >= {"published", "peer"}
    True
    """
    return tuple(_area(name) for name in areas())


def _area(name: str) -> KnownArea:
    module = import_module(f"mainstay.answers.{name}")
    sentence = " ".join((inspect.getdoc(module) or "").split("\n\n")[0].split())
    unique = dict.fromkeys(_declared(module))
    return KnownArea(
        name=name,
        sentence=sentence,
        answers=tuple(unique),
        command=Command(
            f"mainstay answers --area {name}",
            "from mainstay.service import check_answers\n\n"
            f'print(check_answers("{name}").to_pandas())',
        ),
    )


def _declared(module: ModuleType) -> Iterator[KnownAnswer]:
    tree = ast.parse(inspect.getsource(module))
    for function in (n for n in tree.body if isinstance(n, ast.FunctionDef)):
        local = _texts(function)
        for call in ast.walk(function):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name)):
                continue
            if call.func.id in _DECLARES and len(call.args) >= len(("key", "kind", "source")):
                yield _answer(call.args, module, local)


def _answer(args: list[ast.expr], module: ModuleType, local: dict[str, ast.expr]) -> KnownAnswer:
    key, kind, source = args[:3]
    word = kind.attr.lower() if isinstance(kind, ast.Attribute) else ""
    found = Kind(word) if word in set(Kind) else None
    area = module.__name__.rpartition(".")[2]
    name = _text(key, module, local)
    told = _text(source, module, local)
    return KnownAnswer(
        # an answer's name begins with its area, whatever else is only known while running
        id=name if name.startswith(f"{area}.") else f"{area}.{_OPEN}",
        kind=str(found) if found else "of several kinds",
        kind_words=KINDS[found] if found else "",
        source=told if told.strip(f"{_OPEN} ;,") else "told with the answer when it is checked",
    )


def _texts(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """Return what simple names of a function stand for, where it is assigned in it."""
    return {
        target.id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _text(node: ast.expr, module: ModuleType, local: dict[str, ast.expr], depth: int = 0) -> str:
    """Return the text that an expression makes, as far as it can be told without running it."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.JoinedStr):
        parts = node.values
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [node.left, node.right]
    elif isinstance(node, ast.FormattedValue):
        parts = [node.value]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        parts = [node.func.value]  # such as a name that is put into lower case
    elif isinstance(node, ast.Name) and node.id in local and not depth:
        # what a function assigns may stand for itself: looked up once and no further
        return _text(local[node.id], module, local, depth + 1)
    if parts:
        return "".join(_text(part, module, local, depth) for part in parts)
    value = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
    if isinstance(node, ast.Constant):
        value = str(node.value)
    return value if isinstance(value, str) else _OPEN
