"""The registry: our own parts come in through the same entry points as a stranger's."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mainstay.errors import DuplicatePart, ExtensionError, NotFound
from mainstay.extend.card import Card

#: Entry-point group; each entry names a package whose folder holds ``*.card.yaml`` files.
GROUP = "mainstay.parts"


@dataclass(frozen=True, slots=True)
class BrokenPart:
    """A plug-in that cannot be used, and why; listed by ``mainstay doctor``, never fatal."""

    name: str
    reason: str


@dataclass(slots=True)
class Registry:
    """All parts by group and name."""

    cards: dict[tuple[str, str], Card] = field(default_factory=dict)
    broken: list[BrokenPart] = field(default_factory=list)

    def add(self, card: Card) -> None:
        """Add a part.

        Raises
        ------
        DuplicatePart
            If its group already has one of that name.
        """
        key = (card.group, card.name)
        if key in self.cards:
            raise DuplicatePart(f"two parts are called {card.group} {card.name}",
                                hint=f"{self.cards[key].module} and {card.module}")  # fmt: skip
        self.cards[key] = card

    def names(self, group: str) -> list[str]:
        """Return the names of a group, sorted."""
        return sorted(name for kind, name in self.cards if kind == group)

    def card(self, group: str, name: str) -> Card:
        """Return a part's card.

        Raises
        ------
        NotFound
            If there is no such part.
        """
        try:
            return self.cards[group, name]
        except KeyError:
            known = ", ".join(self.names(group))
            raise NotFound(f"no {group} {name!r}", hint=f"known: {known}") from None

    def load(self, group: str, name: str) -> Any:
        """Import a part and return it.

        Raises
        ------
        ExtensionError
            If its module cannot be imported or lacks the attribute.
        """
        card = self.card(group, name)
        module, _, attribute = card.module.partition(":")
        try:
            return getattr(import_module(module), attribute)
        except (ImportError, AttributeError) as error:
            raise ExtensionError(f"{group} {name} cannot be loaded: {error}") from error


@cache
def registry() -> Registry:
    """Return the registry, filled once per process from the entry points."""
    found = Registry()
    for entry in sorted(entry_points(group=GROUP), key=lambda e: (e.name, e.value)):
        try:
            spec = find_spec(entry.value)
            places = list(spec.submodule_search_locations or ()) if spec else []
            if not places:
                raise ExtensionError(f"no package {entry.value}")
            for path in sorted(Path(places[0]).rglob("*.card.yaml")):
                found.add(Card.load(path))
        except (ExtensionError, ImportError) as error:
            found.broken.append(BrokenPart(entry.name, str(error)))
    return found
