"""Write the API's description, the golden file that the page's types are made from."""

import json
from pathlib import Path

from mainstay.rest.app import create_app

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "openapi.json"


def text() -> str:
    """Return the description as it is committed."""
    return json.dumps(create_app().openapi(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf-8")
