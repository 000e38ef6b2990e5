"""YAML from anybody, read without growing beyond what was written.

A few hundred bytes of YAML can stand for more than any memory holds: merge keys that merge merged
mappings, and places that are named again and again. Merge keys are not read, and what a text stands
for is counted before anything is made of it.
"""

from __future__ import annotations

from typing import Any

import yaml

#: Values that a text may stand for, those that are named again counted each time.
MOST_VALUES = 300_000

_MERGE = "tag:yaml.org,2002:merge"


class _Plain(yaml.SafeLoader):
    """A loader of plain data that takes no merge keys."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Refuse a merge key; its cost doubles with every use of it."""
        for key, _ in node.value:
            if key.tag == _MERGE:
                raise yaml.constructor.ConstructorError(
                    None, None, "merge keys (<<) are not read: write the fields out", key.start_mark
                )
        super().flatten_mapping(node)


def read_plain(text: str) -> Any:
    r"""Return what a YAML or JSON text holds.

    Raises
    ------
    yaml.YAMLError
        If it is not YAML, or holds a merge key.
    ValueError
        If a value does not fit its tag, or the text stands for more than :data:`MOST_VALUES`.
    RecursionError
        If it is nested too deeply.

    Examples
    --------
    >>> read_plain("a: &x [1, 2]\nb: *x")
    {'a': [1, 2], 'b': [1, 2]}
    """
    try:
        raw = yaml.load(text, _Plain)  # noqa: S506 - a SafeLoader that refuses more
    except (AttributeError, LookupError, TypeError, ArithmeticError) as error:
        # the library checks no value that comes with a tag of its own, such as `!!bool maybe`
        raise ValueError("a value is not of the type that its tag names") from error
    _check_size(raw)
    return raw


def _check_size(raw: object) -> None:
    """Refuse what stands for too many values; one that holds itself stands for no end of them."""
    left, count = [raw], 0
    while left:
        value = left.pop()
        inside: list[object] = []
        if isinstance(value, dict):
            inside = [*value, *value.values()]
        elif isinstance(value, (list, tuple, set)):
            inside = list(value)
        count += len(inside)
        if count > MOST_VALUES:
            raise ValueError(f"it stands for more than {MOST_VALUES:,} values")
        left += inside
