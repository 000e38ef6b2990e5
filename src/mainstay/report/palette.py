"""Colors as named tokens, light and dark; figures and page draw from this one table.

A figure is drawn once, in the light colors. On the page each of them stands for its token, so
that one drawing serves both schemes. All pairs that carry text reach 4.5:1, all marks 3:1 (the
tests compute it); hues differ in lightness too, so that no meaning hangs on hue alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """One named color in both schemes."""

    name: str
    light: str
    dark: str


TOKENS: tuple[Token, ...] = (
    Token("paper", "#fffefc", "#14181d"),
    Token("wash", "#f4f3ee", "#1d232a"),
    Token("line", "#d9d7cf", "#37404a"),
    Token("ink", "#1b2027", "#e9ebed"),
    Token("muted", "#545c66", "#a9b2bc"),
    Token("economy", "#1d5688", "#7fb6e6"),
    Token("health", "#0b6e60", "#5cc6b3"),
    Token("defense", "#8d4a10", "#e5a55f"),
    Token("world", "#1e5789", "#80b7e7"),
    Token("imports", "#a8480f", "#f0a264"),
    Token("hatch", "#7b838c", "#8b949e"),
    Token("shade-0", "#e9e7e0", "#272e36"),
    Token("shade-1", "#b4cbde", "#2d4a66"),
    Token("shade-2", "#7fa8c9", "#3f6f9a"),
    Token("shade-3", "#457ba8", "#6299c8"),
    Token("shade-4", "#1c4f7d", "#94c1e8"),
    Token("shade-5", "#0a2a48", "#d3e8fa"),
)

#: Fill that stands for hatching; the page turns it into a pattern.
HATCHED = "#c0ffe1"

_LIGHT = {token.name: token.light for token in TOKENS}


def light(name: str) -> str:
    """Return a token's light color, the one figures are drawn in.

    Examples
    --------
    >>> light("economy")
    '#1d5688'
    """
    return _LIGHT[name]


def stylesheet() -> str:
    """Return the tokens as CSS variables, and the rules that map drawn colors onto them."""
    bright = ";".join(f"--{t.name}:{t.light}" for t in TOKENS)
    dim = ";".join(f"--{t.name}:{t.dark}" for t in TOKENS)
    rules = "".join(
        f'svg [{paint}="{t.light}"]{{{paint}:var(--{t.name})}}'
        for t in TOKENS
        for paint in ("fill", "stroke")
    )
    return (
        f":root{{color-scheme:light dark;{bright}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dim}}}}}{rules}"
    )
