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
        self._named: dict[str, OpenTwin] = {}
        self._stamp: object = None

    def get(self, name: str | None = None) -> OpenTwin:
        """Return a twin by name or id, opened and compiled.

        A name is looked up again after every change of the home, since it may come to stand for
        another twin.

        Raises
        ------
        NotFound
            If there is no such twin.
        """
        wanted = name or DEMO
        # one at a time: two requests for a twin that is not open must not compile it twice
        with self._lock:
            found = self._known(wanted) or open_twin(self.path, None if wanted == DEMO else wanted)
            ready = self._open.pop(found.id, None)
            if ready is None:
                ready = found
                _ = ready.net
            self._open[found.id] = ready
            self._named[wanted] = ready
            while len(self._open) > self._kept:
                gone = self._open.popitem(last=False)[1]
                self._named = {n: t for n, t in self._named.items() if t is not gone}
            return ready

    def _known(self, name: str) -> OpenTwin | None:
        """Return what a name stood for at the last look, if nothing was written since."""
        if not self._open:
            return None
        stamp = next(iter(self._open.values())).home.catalog.stamp()
        if stamp != self._stamp:
            self._named.clear()
            self._stamp = stamp
        return self._named.get(name)
