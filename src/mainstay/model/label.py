"""Who may see a claim; carried from the first claim on, enforced by the views of a twin."""

from __future__ import annotations

from enum import StrEnum


class Label(StrEnum):
    """Handling label of a claim, from open to closed."""

    PUBLIC = "public"
    PARTNER = "partner"
    PROPRIETARY = "proprietary"
    CONTROLLED = "controlled"


_RANK = {label: rank for rank, label in enumerate(Label)}


def may_see(view: Label, label: Label) -> bool:
    """Return whether a reader cleared for ``view`` may see a claim under ``label``.

    >>> may_see(Label.PARTNER, Label.PUBLIC), may_see(Label.PUBLIC, Label.PARTNER)
    (True, False)
    """
    return _RANK[label] <= _RANK[view]


def join(*labels: Label) -> Label:
    """Return the label of something made from parts: the most closed of theirs.

    >>> join(Label.PUBLIC, Label.PROPRIETARY).value
    'proprietary'
    """
    return max(labels, key=_RANK.__getitem__, default=Label.PUBLIC)
