"""A brief for a terminal: its first answer, or the whole of it from top to bottom."""

from __future__ import annotations

from io import StringIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from mainstay.report import blocks
from mainstay.report.content import AccountSection, Brief
from mainstay.report.document import document, regime_facts
from mainstay.report.marks import marks_of
from mainstay.report.material import MaterialRanking, MaterialStory
from mainstay.report.quantity import Number, Provenance
from mainstay.report.table_view import TableView


def first_answer(brief: Brief, *, width: int = 100, color: bool = False, lines: int = 10) -> str:
    """Return the answer, the lists and the named topics, or the story, as text.

    Parameters
    ----------
    brief
        What to say.
    width
        Columns of the terminal.
    color
        Whether to use ANSI codes.
    lines
        Lines of each list.
    """
    out, sink = _console(width, color)
    out.print(Text(brief.title, style="bold"))
    out.print(brief.answer)
    for block in brief.sections[0].blocks if brief.sections else ():
        if isinstance(block, blocks.Facts):
            out.print()
            out.print(_facts(block.heads, block.rows))
    for section in brief.accounts:
        out.print()
        out.print(_list(section, lines))
    if brief.materials is not None:
        out.print()
        out.print(_losses(brief.materials, lines))
    for tile in brief.tiles:
        out.print()
        out.print(Text(f"{tile.title}: {tile.coverage.value}", style="bold"))
        for key in tile.numbers:
            out.print(Padding(f"{key.title}: {key.number.full}", (0, 0, 0, 2)))
        for sentence in tile.missing:
            out.print(Padding(f"Not yet modeled: {sentence}", (0, 0, 0, 2)))
    if brief.material is not None:
        for part in _story(brief.material, lines):
            out.print()
            out.print(part)
    out.print()
    out.print(f"as of {brief.as_of.isoformat()}, {brief.label.value}, "
              f"run {brief.run.run_id[:12]}; repeat: {brief.run.command}")  # fmt: skip
    return _told(sink)


def whole_text(brief: Brief, *, width: int = 100, color: bool = False) -> str:
    """Return the whole brief as text: what the page and the PDF say, figures as tables.

    Every number ends with the letter of its evidence in brackets; the letters are explained at the
    end.

    Parameters
    ----------
    brief
        What to say.
    width
        Columns of the terminal.
    color
        Whether to use ANSI codes.
    """
    out, sink = _console(width, color)
    marks = marks_of(brief)
    out.print(Text(brief.title, style="bold"))
    out.print(f"as of {brief.as_of.isoformat()}, {brief.label.value}, run {brief.run.run_id}")
    for block in document(brief):
        part = _block(block, marks)
        if part is not None:
            out.print()
            out.print(part)
    out.print()
    out.print(Text("EVIDENCE", style="bold"))
    for why, letter in marks.items():
        out.print(
            f"{letter}  {why.method.value}, {why.word} confidence ({why.confidence:.2f}), "
            f"{', '.join(why.sources)}, {why.vintage}, {why.label.value}. {why.note}"
        )
    return _told(sink)


def _console(width: int, color: bool) -> tuple[Console, StringIO]:
    sink = StringIO()
    out = Console(file=sink, width=width, force_terminal=color, no_color=not color, markup=False,
                  color_system="standard" if color else None, highlight=False)  # fmt: skip
    return out, sink


def _told(sink: StringIO) -> str:
    return "\n".join(line.rstrip() for line in sink.getvalue().splitlines()) + "\n"


def _spans(spans: tuple[blocks.Span, ...], marks: dict[Provenance, str] | None) -> str:
    """Return words and numbers, each number with the letter of its evidence, if there are any."""

    def said(number: Number) -> str:
        return number.full if marks is None else f"{number.full} [{marks[number.why]}]"

    return "".join(said(s) if isinstance(s, Number) else s for s in spans)


def _block(block: blocks.Block, marks: dict[Provenance, str]) -> RenderableType | None:
    part: RenderableType | None = None
    match block:
        case blocks.Heading(level, text):
            part = Text(text.upper() if level == 1 else text, style="bold")
        case blocks.Words(spans):
            part = Text(_spans(spans, marks))
        case blocks.Items(rows):
            part = Text("\n".join(f"- {_spans(row, marks)}" for row in rows))
        case blocks.Keys(numbers):
            part = Text(
                "\n".join(
                    f"{k.title}: {_spans((k.number,), marks)}. {k.sentence}".rstrip()
                    for k in numbers
                )
            )
        case blocks.Facts(heads, facts):
            part = _facts(heads, facts, marks)
        case blocks.Terms(terms):
            part = Text("\n".join(f"{name}: {_spans(words, marks)}" for name, words in terms))
        case blocks.Pictured(figure, view):
            part = _view(view, figure.title) if view.rows else None
        case blocks.Grid(view):
            part = _view(view, view.title)
        case blocks.Evidence(whys):
            letters = ", ".join(marks[why] for why in whys)
            part = Text(f"Evidence: {letters}", style="dim") if letters else None
        case blocks.Code(text):
            part = Text(f"  {text}")
    return part


def _grid(title: str = "") -> Grid:
    return Grid(
        title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False,
        header_style="dim",
    )  # fmt: skip


def _facts(
    heads: tuple[str, ...],
    rows: tuple[tuple[blocks.Span, ...], ...],
    marks: dict[Provenance, str] | None = None,
) -> Grid:
    grid = _grid()
    for place, head in enumerate(heads):
        numbers = all(isinstance(row[place], Number) for row in rows)
        grid.add_column(head, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(_spans((cell,), marks) for cell in row))
    return grid


def _view(view: TableView, title: str) -> Grid:
    grid = _grid(title)
    for column in view.columns:
        grid.add_column(
            column.title, justify="right" if column.is_number else "left", overflow="fold"
        )
    for row in view.rows:
        grid.add_row(*(cell.words for cell in row))
    return grid


def _list(section: AccountSection, lines: int) -> Grid:
    grid = _grid(f"{section.title}, {section.total}")
    grid.add_column("", justify="right")
    grid.add_column("hangs on", ratio=1, overflow="fold")
    for name in ("share", "band", "imported"):
        grid.add_column(name, justify="right", no_wrap=True)
    grid.add_column("from", overflow="fold")
    grid.add_column("seen", justify="right", no_wrap=True)
    for d in section.dependencies[:lines]:
        grid.add_row(str(d.rank), d.name, str(d.share), d.share.band or "unknown",
                     str(d.import_share), d.leading_region or "", str(d.seen))  # fmt: skip
    return grid


def _losses(ranking: MaterialRanking, lines: int) -> Grid:
    grid = _grid("Materials: expected loss of a year's GDP")
    grid.add_column("", justify="right")
    grid.add_column("mineral", ratio=1, overflow="fold")
    for name in ("expected", "band", "if it stops"):
        grid.add_column(name, justify="right", no_wrap=True)
    grid.add_column("leader", overflow="fold")
    grid.add_column("settled above", overflow="fold")
    for x in ranking.lines[:lines]:
        grid.add_row(str(x.rank), x.name, str(x.loss), x.loss.band or "unknown",
                     str(x.conditional), x.leader_name, x.settled_from or "none")  # fmt: skip
    return grid


def _story(story: MaterialStory, lines: int) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if story.regimes:
        facts = regime_facts(story)
        grid = _grid("If it stops")
        grid.add_column("", ratio=1, overflow="fold")
        for head in facts.heads[1:]:
            grid.add_column(head, justify="right", overflow="fold")
        for row in facts.rows:
            grid.add_row(*(c.full if isinstance(c, Number) else c for c in row))
        parts.append(grid)
    if story.industries:
        parts.append(_industries(story, lines))
    said = [d.sentence for d in story.drivers if d.sentence]
    if said:
        parts.append(Text("What would change this answer", style="bold"))
        parts.append(Text("\n".join(f"- {sentence}" for sentence in said)))
    outside = dict.fromkeys(r.not_covered for r in story.regimes if r.not_covered)
    parts += [Text(f"Not in the figure: {words}") for words in outside]
    return parts


def _industries(story: MaterialStory, lines: int) -> Grid:
    names = {line.mineral: line.name for line in story.lines}
    cut = list(dict.fromkeys(i.mineral for i in story.industries))
    grid = _grid("Where it is lost")
    grid.add_column("industry", ratio=1, overflow="fold")
    for name in ("loss", "band"):
        grid.add_column(name, justify="right", no_wrap=True)
    for mineral in cut:
        head = f"{names.get(mineral, mineral)}: " if len(cut) > 1 else ""
        own = [i for i in story.industries if i.mineral == mineral]
        for i in own[: max(lines // len(cut), 2)]:
            grid.add_row(f"{head}{i.name}", str(i.loss), i.loss.band or "unknown")
    return grid
