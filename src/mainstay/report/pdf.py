"""A brief as a PDF, set by typst from the same blocks and the same drawings as the page.

It has a title, a language and tags, holds its fonts, and is the same bytes every time: its date is
the day up to which the brief knows the world, never the day of printing.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from functools import cache
from importlib import resources
from typing import Any

from mainstay.errors import MissingExtra
from mainstay.report import blocks
from mainstay.report.check import check
from mainstay.report.content import Brief
from mainstay.report.document import document
from mainstay.report.gallery import Drawn, drawn, symbol
from mainstay.report.marks import marks_of
from mainstay.report.palette import light
from mainstay.report.quantity import KeyNumber, Number, Provenance, unbroken
from mainstay.report.table_view import TableView

#: What the PDF conforms to: accessible, tagged.
STANDARD = "ua-1"
#: Fonts that the typesetter brings along; nothing of the machine's is used.
SERIF = "Libertinus Serif"

_VIEW_BOX = re.compile(r'^<svg viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>')
_FAMILY = re.compile(r'font-family="[^"]*"')
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")

Json = dict[str, Any]


def pdf(brief: Brief) -> bytes:
    """Return the brief as a PDF.

    Raises
    ------
    MissingExtra
        If typst is not installed.
    InputError
        If the brief does not hold together, see :func:`~mainstay.report.check.check`.
    """
    day = datetime.combine(brief.as_of, time(), UTC)
    made = typesetter().compile(
        _files(brief),
        format="pdf",
        font_paths=typesetter().Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        pdf_standards=[STANDARD],
        timestamp=day,
    )
    return bytes(made)


def pages(brief: Brief, ppi: float = 110.0) -> list[bytes]:
    """Return the pages of the PDF as PNG pictures, to look at.

    Raises
    ------
    MissingExtra
        If typst is not installed.
    """
    made = typesetter().compile(
        _files(brief),
        format="png",
        font_paths=typesetter().Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        ppi=ppi,
    )
    return [bytes(page) for page in (made if isinstance(made, list) else [made])]


@cache
def typesetter() -> Any:
    """Return the library that sets the PDF.

    Raises
    ------
    MissingExtra
        If it is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise MissingExtra(
            "no PDF is written, because typst is not installed",
            hint="pip install 'mainstay[report]'",
        ) from error
    return typst


def _files(brief: Brief) -> dict[str, bytes]:
    """Return the template, its data and its drawings by name."""
    check(brief)
    template = resources.files("mainstay.report").joinpath("assets", "brief.typ")
    setting = _Setting(brief)
    data = {
        "title": brief.title,
        "date": [brief.as_of.year, brief.as_of.month, brief.as_of.day],
        "as_of": f"{brief.as_of.day} {brief.as_of:%B %Y}",
        "label": brief.label.value,
        "run": brief.run.run_id,
        "version": brief.run.version,
        "palette": {name: light(name) for name in ("ink", "muted", "line", "wash", "hatch")},
        "blocks": [setting.block(block) for block in document(brief)],
        "evidence": [setting.row(why) for why in setting.marks],
    }
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    return {
        "main.typ": template.read_bytes(),
        "brief.json": text.encode(),
        **setting.files,
    }


class _Setting:
    """Blocks as data for the template; keeps the drawings that they name."""

    def __init__(self, brief: Brief) -> None:
        self.marks = marks_of(brief)
        self.figures = drawn(brief)
        self.files: dict[str, bytes] = {}

    def block(self, block: blocks.Block) -> Json:
        """Return one block."""
        made: Json
        match block:
            case blocks.Heading(level, text):
                made = {"level": level, "text": text}
            case blocks.Words(spans, style):
                made = {"spans": self.spans(spans), "style": style}
            case blocks.Items(rows):
                made = {"rows": [self.spans(row) for row in rows]}
            case blocks.Keys(numbers):
                made = {"items": [self.key(k) for k in numbers]}
            case blocks.Facts(heads, facts, title):
                cells = [[self.spans((cell,)) for cell in row] for row in facts]
                made = {"heads": heads, "rows": cells, "title": title}
            case blocks.Terms(terms):
                made = {"rows": [{"term": t, "spans": self.spans(s)} for t, s in terms]}
            case blocks.Pictured(figure, grid):
                made = self.figure(self.figures[figure.name], grid)
            case blocks.Grid(view):
                made = self.grid(view)
            case blocks.Evidence(whys):
                made = {"rows": self.together(whys)}
            case blocks.Code(text):
                made = {"text": text}
        return {"kind": type(block).__name__.lower(), **made}

    def key(self, key: KeyNumber) -> Json:
        """Return one of the numbers at the top."""
        return {"title": key.title, "number": self.number(key.number), "sentence": key.sentence}

    def spans(self, spans: tuple[blocks.Span, ...]) -> list[Json]:
        """Return words and numbers."""
        return [self.number(s) if isinstance(s, Number) else {"words": unbroken(s)} for s in spans]

    def number(self, number: Number) -> Json:
        """Return a number with the mark of its evidence."""
        return {
            "number": unbroken(str(number)), "band": unbroken(number.band),
            "mark": self.marks[number.why], "known": number.is_known,
        }  # fmt: skip

    def row(self, why: Provenance) -> Json:
        """Return a piece of evidence."""
        return {
            "mark": self.marks[why], "method": why.method.value, "word": why.word,
            "confidence": f"{why.confidence:.2f}", "sources": ", ".join(why.sources),
            "vintage": why.vintage, "label": why.label.value, "note": why.note,
        }  # fmt: skip

    def together(self, whys: tuple[Provenance, ...]) -> list[Json]:
        """Return pieces of evidence, those that read the same as one."""
        found: dict[str, list[str]] = {}
        for why in whys:
            words = f"{why.method.value}, {why.word} confidence, {', '.join(why.sources)}, "
            found.setdefault(words + why.vintage, []).append(self.marks[why])
        return [{"marks": marks, "words": words} for words, marks in found.items()]

    def grid(self, view: TableView) -> Json:
        """Return a table."""
        return {
            "title": view.title,
            "heads": [{"text": c.title, "number": c.is_number} for c in view.columns],
            "rows": [[cell.words for cell in row] for row in view.rows],
        }

    def figure(self, drawing: Drawn, grid: TableView) -> Json:
        """Return a figure and keep its drawings."""
        figure = drawing.figure
        panels = []
        for i, panel in enumerate(drawing.panels):
            name = f"{figure.name}-{i}.svg"
            svg = standalone(panel.svg)
            self.files[name] = svg.encode()
            panels.append({"file": name, "title": panel.title})
        keys = []
        for key in figure.keys:
            name = f"key-{key.symbol}.svg"
            body = symbol(key.symbol).replace("currentColor", light("ink"))
            frame = f'<svg viewBox="0 0 22 12">{body}</svg>'
            self.files[name] = standalone(frame).encode()
            keys.append({"file": name, "words": key.words})
        return {
            "title": figure.title, "caption": figure.caption,
            "alt": figure.alt, "panels": panels, "keys": keys if panels else [],
            "disclaimer": figure.disclaimer, "note": drawing.note, "grid": self.grid(grid),
            "wide": figure.is_wide,
        }  # fmt: skip


def standalone(svg: str) -> str:
    """Return a drawing of the page as a file of its own: size, colors and fonts written out.

    >>> standalone('<svg viewBox="0 0 22 12"><path fill="var(--ink)"/></svg>')[:70]
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 12" width="22"'
    """
    size = _VIEW_BOX.match(svg)
    if size is None:
        return svg
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[1]} {size[2]}" '
        f'width="{size[1]}" height="{size[2]}" font-family="{SERIF}" font-size="12">'
    )
    body = _FAMILY.sub(f'font-family="{SERIF}"', svg[size.end() :])
    body = body.replace('class="hatch-ground"', f'fill="{light("paper")}"')
    body = body.replace('class="hatch-line"', f'stroke="{light("hatch")}" stroke-width="1.6"')
    return head + _VARIABLE.sub(lambda name: light(name[1]), body)
