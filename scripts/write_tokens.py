"""Write the page's colors from the one table of them that figures are drawn with."""

from pathlib import Path

from mainstay.report.palette import stylesheet

TARGET = Path(__file__).resolve().parents[1] / "web" / "src" / "styles" / "tokens.css"


def text() -> str:
    """Return the style sheet of tokens."""
    rules = stylesheet().replace("}", "}\n")
    return f"/* Written by scripts/write_tokens.py from report/palette.py; do not edit. */\n{rules}"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf-8")
