"""``mainstay nets``: a synthetic net says so wherever it is shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.fixture(scope="module")
def made(on_demo: Command) -> Any:
    return on_demo("nets", "generate", "--firms", 1500, "--links", 15000, "--seed", 7,
                   "--name", "small", "--json")  # fmt: skip


def test_generate_stores_and_shows(made: Any, on_demo: Command) -> None:
    assert made.code == 0
    assert made.data["title"].startswith("SYNTHETIC")
    shown = on_demo("nets", "show", "small", "--json")
    assert shown.data == made.data
    values = {row["what"]: row["value"] for row in shown.rows()}
    assert values["firms"] == 1500
    assert values["largest relative miss of a flow that has links"] < 1e-9


def test_list_says_what_is_synthetic(made: Any, on_demo: Command) -> None:
    assert made.code == 0
    rows = {row["net"]: row for row in on_demo("nets", "list", "--json").rows()}
    assert rows["small"]["kind"] == "SYNTHETIC"
    assert rows["small"]["seed"] == 7
    assert "SYNTHETIC" in on_demo("nets", "show", "small").out


def test_a_name_is_taken_once(made: Any, on_demo: Command) -> None:
    again = ("nets", "generate", "--firms", 1500, "--links", 15000, "--seed", 7, "--name", "small")
    assert made.code == 0
    refused = on_demo(*again, "--json")
    assert refused.code == 3
    assert "there is a net small" in refused.data["error"]["message"]
    assert on_demo(*again, "--replace", "--json").data == made.data


def test_own_links_are_read(on_demo: Command, tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text("id,industry\na,1\nb,2\n", "utf-8")
    (tmp_path / "links.csv").write_text("supplier,buyer,value_usd\na,b,5\n", "utf-8")
    ran = on_demo("nets", "read", tmp_path, "--name", "own", "--json")
    assert ran.code == 0
    assert ran.data["title"] == "Firm net: 2 firms, 1 links"
    assert on_demo("nets", "show", tmp_path, "--json").data["title"] == ran.data["title"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("generate", "--firms", 5, "--links", 1), "1206 to"),
        (("generate", "--name", "No Name"), "small letters"),
        (("show", "nothing"), "nets of this home"),
        (("read", "nowhere"), "firms.csv"),
    ],
)
def test_bad_wishes_end_with_a_next_step(
    on_demo: Command, arguments: tuple[object, ...], word: str
) -> None:
    ran = on_demo("nets", *arguments)
    assert ran.code == 3
    assert word in ran.err
