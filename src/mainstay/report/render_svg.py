"""A Vega-Lite specification drawn as SVG that can stand inside a page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import Any

from mainstay.errors import MissingExtra
from mainstay.report.palette import HATCHED

#: Version of the grammar that specifications are written in.
VEGA_LITE = "6.1"

#: Drawings that a process keeps; a server draws for as long as it runs.
MOST_DRAWN = 256

_DRAWN: dict[str, str] = {}
_LOCK = Lock()
_LONG_NUMBER = re.compile(r"(\d+\.\d)\d+")
_PATH = re.compile(r' d="([^"]*)"')
_SIZE = re.compile(r'^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"[^>]*>')
_ID = re.compile(r'\b(id="|url\(#|href="#)')


def spec_hash(spec: Mapping[str, Any]) -> str:
    """Return eight hex digits that name a specification.

    Examples
    --------
    >>> spec_hash({"mark": "bar"}) == spec_hash({"mark": "bar"})
    True
    """
    return _digest(spec)[:8]


def _digest(spec: Mapping[str, Any]) -> str:
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def draw(spec: Mapping[str, Any]) -> str:
    """Return the drawing of a specification as an ``<svg>`` element.

    The element has a view box and no fixed size, ids that no other figure has, and no reference
    outside itself. Colors are the light ones of :mod:`mainstay.report.palette`; hatching is a
    pattern. The last :data:`MOST_DRAWN` drawings are kept by the hash of their specification.

    Raises
    ------
    MissingExtra
        If the drawing library is not installed.
    """
    # eight digits name an element of one page; among all that a server draws they are too few
    key = _digest(spec)
    found = _DRAWN.get(key)
    if found is None:
        raw = _library().vegalite_to_svg(dict(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
        found = _embeddable(raw, key[:8])
        with _LOCK:
            _DRAWN[key] = found
            while len(_DRAWN) > MOST_DRAWN:
                del _DRAWN[next(iter(_DRAWN))]
    return found


@cache
def _library() -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtra(
            "figures are not drawn, because vl-convert is not installed",
            hint="pip install 'mainstay[report]'",
        ) from error
    return vl_convert


def _embeddable(svg: str, key: str) -> str:
    size = _SIZE.match(svg)
    width, height = (size[1], size[2]) if size else ("100", "100")
    body = svg[svg.index(">") + 1 :]
    body = _PATH.sub(lambda path: _LONG_NUMBER.sub(r"\1", path[0]), body)
    body = _ID.sub(lambda m: m[1] + f"f{key}-", body)
    defs = ""
    if HATCHED in body:
        name = f"hatch-{key}"
        body = body.replace(f'fill="{HATCHED}"', f'fill="url(#{name})"')
        defs = _pattern(name)
    return (
        f'<svg viewBox="0 0 {width} {height}" style="--w:{width}px" aria-hidden="true" '
        f'focusable="false">{defs}{body}'
    )


def _pattern(name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch-ground" width="5" height="5"/>'
        '<line class="hatch-line" y2="5"/></pattern></defs>'
    )
