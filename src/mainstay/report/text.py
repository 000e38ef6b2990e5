"""The first answer of a brief for a terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from mainstay.report.content import AccountSection, Brief


def first_answer(brief: Brief, *, width: int = 100, color: bool = False, lines: int = 10) -> str:
    """Return the answer, the three lists and the named topics as text.

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
    sink = StringIO()
    out = Console(file=sink, width=width, force_terminal=color, no_color=not color,
                  color_system="standard" if color else None, highlight=False)  # fmt: skip
    out.print(Text(brief.title, style="bold"))
    out.print(brief.answer)
    for section in brief.accounts:
        out.print()
        out.print(_list(section, lines))
    for tile in brief.tiles:
        out.print()
        out.print(Text(f"{tile.title}: {tile.coverage.value}", style="bold"))
        for key in tile.numbers:
            out.print(Padding(f"{key.title}: {key.number.full}", (0, 0, 0, 2)))
        for sentence in tile.missing:
            out.print(Padding(f"Not yet modeled: {sentence}", (0, 0, 0, 2)))
    out.print()
    out.print(f"as of {brief.as_of.isoformat()}, {brief.label.value}, "
              f"run {brief.run.run_id[:12]}; repeat: {brief.run.command}")  # fmt: skip
    return "\n".join(line.rstrip() for line in sink.getvalue().splitlines()) + "\n"


def _list(section: AccountSection, lines: int) -> Grid:
    grid = Grid(
        title=f"{section.title}, {section.total}",
        title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim",
    )  # fmt: skip
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
