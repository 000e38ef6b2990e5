"""The form of an evidence file, and its opening: plain YAML, each key once, no references."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mainstay.errors import Problem
from mainstay.model import Classification
from mainstay.sources.opening import fail, text_of

#: Word for a number that has no publication behind it.
ASSUMED: Final = "assumed"

#: What a mineral costs in its product, by class of product.
MATERIALS: Final = ("bulk", "battery", "alloying", "process", "magnet", "electronic")


def _code(value: object) -> object:
    """Return a code that was written without quotes as text; detail codes have no leading zero."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _amount(value: object) -> object:
    """Return a single number as a range of one value."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {"low": value, "mode": value, "high": value} if is_number else value


Share = Annotated[float, Field(ge=0, le=1)]
Quantity = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1900, le=2100, strict=True)]
Words = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Citation(_Strict):
    """A publication that was read; ``year`` is null where it has no date."""

    title: Words
    publisher: Words
    year: Year | None
    url: Annotated[str, Field(pattern=r"^https?://\S+$")]


class Range(_Strict):
    """A number with its source: a key of ``citations``, or ``assumed`` with the reason."""

    low: Share
    mode: Share
    high: Share
    source: Words
    locator: Words
    confidence: Share


class Industry(_Strict):
    """The part of a use that one industry buys."""

    code: Annotated[str, BeforeValidator(_code)]
    split: Range
    dependent: Range | None = None


class Use(_Strict):
    """One use of the mineral."""

    use: Words
    share: Range
    substitutable: Range
    material: Literal["bulk", "battery", "alloying", "process", "magnet", "electronic"]
    line: str = ""
    industries: tuple[Industry, ...]


class Amount(_Strict):
    """A range of a quantity."""

    low: Quantity
    mode: Quantity
    high: Quantity


class Outside(_Strict):
    """A form that carries the mineral but lies outside of what the shares are shares of."""

    form: Words
    unit: Words
    year: Year
    amount: Annotated[Amount, BeforeValidator(_amount)]
    source: Words
    locator: Words
    confidence: Share


class Evidence(_Strict):
    """A whole file."""

    version: Literal[1]
    mineral: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    of: Words
    citations: dict[str, Citation] = {}
    uses: Annotated[tuple[Use, ...], Field(min_length=1)]
    outside: tuple[Outside, ...] = ()


class _Plain(yaml.SafeLoader):
    """Refuses what would make a file say another thing than it shows."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "a reference to another place", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                what = f"the key {key.value!r} stands twice"
                raise yaml.constructor.ConstructorError(None, None, what, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def open_evidence(path: Path, problems: list[Problem]) -> Evidence | None:
    """Return the content of a file, or ``None`` with its faults added to the list.

    Raises
    ------
    ChangedShape
        If it is no text or no YAML mapping.
    """
    text = text_of(path)
    try:
        raw = yaml.load(text, _Plain)  # noqa: S506 - a SafeLoader that refuses more
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or "no YAML"
        fail(path, "not_the_format", str(what), "write plain YAML, each key once", at=at)
    if not isinstance(raw, dict):
        what = f"a {type(raw).__name__} instead of a mapping of keys"
        fail(path, "not_the_format", what, "begin with version, mineral, of, citations and uses")
    try:
        return Evidence.model_validate(raw)
    except ValidationError as error:
        problems += [_problem(path, dict(fault)) for fault in error.errors()]
        return None


def where(path: Path, *steps: object) -> str:
    """Return words for a place in a file.

    >>> where(Path("gallium.yaml"), "uses", 0, "share")
    'gallium.yaml, uses[0].share'
    """
    words = ""
    for step in steps:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else str(step)
    return f"{path.name}, {words}" if words else path.name


_KEYS: Final = {
    name: tuple(form.model_fields)
    for form, names in (
        (Evidence, ("",)), (Citation, ("citations",)), (Use, ("uses",)),
        (Industry, ("industries",)), (Range, ("share", "substitutable", "split", "dependent")),
        (Outside, ("outside",)), (Amount, ("amount",)),
    )
    for name in names
}  # fmt: skip

_CODES: Final = {
    "missing": "missing_key", "extra_forbidden": "unknown_key", "literal_error": "unknown_class",
    "greater_than_equal": "out_of_range", "less_than_equal": "out_of_range",
}  # fmt: skip


def _problem(path: Path, fault: dict[str, Any]) -> Problem:
    place = tuple(fault["loc"])
    code = _CODES.get(fault["type"], "wrong_value")
    what, hint = str(fault["msg"]).lower(), ""
    if code == "unknown_key":
        hint = _closest(str(place[-1]), _known_keys(place))
        what = f"no key {place[-1]!r} here"
    elif code == "missing_key":
        what, hint = f"no {place[-1]}", "add the key; the evidence in the package shows the form"
    elif code == "unknown_class" and place[-1] == "material":
        hint = _closest(str(fault["input"]), MATERIALS)
        what = f"no class {fault['input']!r}"
    elif place[-1] == "url":
        hint = "the address that was read, https://..."
    elif place[-1] == "mineral":
        hint = "lower-case words joined by hyphens, such as rare-earths"
    return Problem(code, where(path, *place), what, hint)


def _known_keys(place: tuple[object, ...]) -> tuple[str, ...]:
    holders = [step for step in place[:-1] if isinstance(step, str)]
    named = [step for step in holders if step in _KEYS]
    return _KEYS[named[-1] if named else ""]


def _closest(text: str, known: tuple[str, ...]) -> str:
    near = Classification("words", {k: k for k in known}, "").closest(text, 1)
    return (f"closest: {near[0].split()[0]}; " if near else "") + "known: " + ", ".join(known)
