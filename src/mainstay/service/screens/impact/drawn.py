"""Drawings as a page may show them."""

from __future__ import annotations

import re
from dataclasses import replace

from mainstay.service.screens.shapes import ShownFigure

#: The width that a drawing names for the style sheet of a brief; a page's policy forbids it.
_STYLE = re.compile(r' style="--w:\d+px"')


def plain(svg: str) -> str:
    """Return a drawing without a style attribute.

    >>> plain('<svg viewBox="0 0 1 1" style="--w:1px"></svg>')
    '<svg viewBox="0 0 1 1"></svg>'
    """
    return _STYLE.sub("", svg)


def as_page(figure: ShownFigure) -> ShownFigure:
    """Return a figure whose drawings keep to the policy of a page."""
    panels = tuple(replace(panel, svg=plain(panel.svg)) for panel in figure.panels)
    return replace(figure, panels=panels)
