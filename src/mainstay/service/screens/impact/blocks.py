"""The sections of a brief's tree as a screen lays them out, with the pages of what they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mainstay.report.blocks import (
    Block,
    Facts,
    Figure,
    Grid,
    Heading,
    Items,
    Pictured,
    Span,
    Terms,
    Words,
)
from mainstay.report.content import Brief
from mainstay.report.document import document
from mainstay.report.quantity import Number
from mainstay.report.table_view import TableView
from mainstay.service.screens.impact.shapes import (
    FigureSlot,
    ShownBlock,
    ShownSection,
    ShownSpan,
)
from mainstay.service.screens.shapes import ShownCell, ShownColumn, ShownTable, shown

#: Sections of a brief that the screen has a form of its own for.
_ELSEWHERE = frozenset({"Sources", "Repeat this", "Methods"})
ASSUMPTIONS = "What the story assumes"
#: A name that is longer than this is a sentence, and no link.
_LONGEST_NAME = 120

Pages = Mapping[str, str]


def sections_of(
    brief: Brief, pages: Pages, without: Iterable[str] = ()
) -> tuple[ShownSection, ...]:
    """Return the sections of a brief in its own order, the answer and its numbers left out.

    Parameters
    ----------
    brief
        The tree.
    pages
        Ids of pages by the name of what they are about.
    without
        Names of figures that the screen shows in another way.
    """
    found: list[tuple[str, list[ShownBlock]]] = []
    skipped = frozenset(without)
    for block in _without_assumptions(document(brief)):
        if isinstance(block, Heading) and block.level == 1:
            found.append((block.text, []))
        elif found and found[-1][0] not in _ELSEWHERE:
            shown_block = _block(block, pages, skipped)
            if shown_block is not None:
                found[-1][1].append(shown_block)
    return tuple(
        ShownSection(_anchor(title), title, tuple(blocks)) for title, blocks in found if blocks
    )


def _without_assumptions(blocks: Iterable[Block]) -> Iterable[Block]:
    """Yield blocks without what the story assumes: the screen has that in one place of its own."""
    told = iter(blocks)
    for block in told:
        if isinstance(block, Heading) and block.text == ASSUMPTIONS:
            # the list that follows
            next(told, None)
        else:
            yield block


def figure_slots(brief: Brief) -> tuple[FigureSlot, ...]:
    """Return where the figures of a brief go, in its own order."""
    return tuple(slot(b.figure) for b in document(brief) if isinstance(b, Pictured))


def _anchor(title: str) -> str:
    """Return a short name for an address.

    >>> _anchor("How deep, and when it is back")
    'how-deep-and-when-it-is-back'
    """
    words = "".join(c if c.isalnum() else " " for c in title.lower()).split()
    return "-".join(words)


def _block(block: Block, pages: Pages, skipped: frozenset[str]) -> ShownBlock | None:
    """Return a block as it is shown; ``None`` where the screen shows it in another way."""
    match block:
        case Heading():
            return ShownBlock(kind="heading", title=block.text)
        case Words() | Items() | Terms() | Facts():
            return _of_words(block, pages)
        case Pictured() if block.figure.name not in skipped:
            return ShownBlock(kind="figure", figure=slot(block.figure))
        case Grid():
            return ShownBlock(kind="grid", grid=_grid(block.view))
        case _:
            return None


def _of_words(block: Words | Items | Terms | Facts, pages: Pages) -> ShownBlock:
    if isinstance(block, Words):
        return ShownBlock(kind="words", style=block.style, rows=((_spans(block.spans, pages),),))
    if isinstance(block, Items):
        return ShownBlock(kind="items", rows=tuple((_spans(r, pages),) for r in block.rows))
    if isinstance(block, Terms):
        rows = tuple((_spans((name,), pages), _spans(words, pages)) for name, words in block.rows)
        return ShownBlock(kind="terms", rows=rows)
    cells = tuple(tuple(_spans((cell,), pages) for cell in row) for row in block.rows)
    return ShownBlock(kind="facts", title=block.title, heads=block.heads, rows=cells)


def slot(figure: Figure) -> FigureSlot:
    """Return where a figure goes."""
    return FigureSlot(figure.name, figure.title, figure.is_wide)


def _spans(spans: Sequence[Span], pages: Pages) -> tuple[ShownSpan, ...]:
    return tuple(
        ShownSpan(span.full, shown(span)) if isinstance(span, Number) else _words(span, pages)
        for span in spans
    )


def _words(text: str, pages: Pages) -> ShownSpan:
    return ShownSpan(text, entity=pages.get(text) if len(text) <= _LONGEST_NAME else None)


def _grid(view: TableView) -> ShownTable:
    columns = tuple(ShownColumn(c.name, c.title, c.is_number) for c in view.columns)
    rows = tuple(tuple(ShownCell(cell.words, cell.key) for cell in row) for row in view.rows)
    return ShownTable("grid", view.title, "", (), columns, rows, len(rows))
