"""``mainstay serve``: the page and the REST API of a home."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.options import Home
from mainstay.cli.output import say, write

if TYPE_CHECKING:
    from mainstay.rest.serving import Plan


def serve(
    host: Annotated[
        str, typer.Option(help="Where to listen; any address but loopback needs TLS and a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    home: Home = None,
    token: Annotated[
        bool | None,
        typer.Option(
            "--token/--no-token",
            show_default=False,
            help="Ask callers for a token; always so beyond loopback. MAINSTAY_TOKEN holds one.",
        ),
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(show_default=False, help="File that holds the token.")
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(show_default=False, help="Certificate for TLS, PEM.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(show_default=False, help="Its private key, PEM.")
    ] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A reverse proxy ends TLS.")
    ] = False,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Plain HTTP beyond loopback all the same.")
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option(show_default=False, help="A further name callers use for it; repeatable."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Jobs that run at once.")] = 1,
    show: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Serve the page and the REST API of a home until Ctrl-C."""
    from mainstay.rest import serving

    wishes = serving.Wishes(
        home=home, host=host, port=port, names=tuple(name or ()), workers=workers,
        wants_token=token, token=os.environ.get("MAINSTAY_TOKEN", ""), token_file=token_file,
        certificate=tls_cert, key=tls_key, behind_proxy=behind_proxy, insecure=insecure,
    )  # fmt: skip
    if insecure:
        say("plain HTTP: whoever is on the way can read the token and everything else")
    serving.serve(serving.plan(wishes), lambda plan: _told(plan, show=show))
    say("stopped")


def _told(plan: Plan, *, show: bool) -> None:
    """Say where the server is; the token goes to standard error, once, if it is new."""
    write(plan.address())
    sys.stdout.flush()  # whoever started it may be waiting for this line
    if plan.is_new_token:
        say(f"open {plan.address(with_token=True)}")
        say("or send `Authorization: Bearer TOKEN` with the token of that address")
    say("Ctrl-C ends it")
    if show and not webbrowser.open(plan.address(with_token=True)):
        say("no browser here; open the address by hand")
