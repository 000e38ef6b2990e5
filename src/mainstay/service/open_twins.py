"""Twins that stay open between questions: a server compiles a net once, not per request."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from threading import Lock

from mainstay.service.twins import DEMO, OpenTwin, open_twin

#: Twins that stay open; the one asked for least recently goes first.
KEPT = 4


class OpenTwins:
    """A bounded set of open twins of one home; may be asked from many threads.

    Parameters
    ----------
    path
        The home; the default one if ``None``.
    """

    def __init__(self, path: Path | str | None, kept: int = KEPT) -> None:
        self.path = path
        self._kept = kept
        self._lock = Lock()
        self._open: OrderedDict[str, OpenTwin] = OrderedDict()

    def get(self, name: str | None = None) -> OpenTwin:
        """Return a twin by name or id, opened and compiled.

        A name is looked up each time, since it may come to stand for another twin.

        Raises
        ------
        NotFound
            If there is no such twin.
        """
        # one at a time: two requests for a twin that is not open must not compile it twice
        with self._lock:
            found = open_twin(self.path, None if name == DEMO else name)
            ready = self._open.pop(found.id, None)
            if ready is None:
                ready = found
                _ = ready.net
            self._open[found.id] = ready
            while len(self._open) > self._kept:
                self._open.popitem(last=False)
            return ready
