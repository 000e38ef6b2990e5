"""The command line: parse, call one service function, print."""

from mainstay.cli.app import main

__all__ = ["main"]
