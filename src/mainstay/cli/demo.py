"""``mainstay demo``: from the embedded figures to a page that answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mainstay.cli.brief import Folder
from mainstay.cli.options import Home
from mainstay.cli.output import progress, say, write
from mainstay.cli.serve import serve as start_server
from mainstay.errors import InputError

#: Where the page is looked for first.
PORT = 8000


def demo(
    out: Folder = Path("brief"),
    home: Home = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the page and open it in a browser.")
    ] = True,
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="Where the page is served; a free one if it is taken."),
    ] = PORT,
) -> None:
    """Build the twin from the embedded figures, write the brief, serve the page."""
    from mainstay import service
    from mainstay.service.screens.warm import warm

    with progress() as step:
        opened = service.build_twin(home, name="demo", step=step)
        made = service.write_brief(home, out, twin="demo", step=step)
        if serve:
            warm(opened, step)
    write(made.answer)
    say(f"the whole brief: {made.page}")
    if not serve:
        return
    try:
        start_server(port=port, home=home, show=True)
    except InputError:
        if port != PORT:
            raise
        say(f"port {PORT} is taken by something else")
        start_server(port=0, home=home, show=True)
