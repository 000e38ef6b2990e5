"""Bad scenario files and bad arguments: one message, a code, an exit code, no traceback."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.xdist_group("demo")

Command = Callable[..., Any]
USAGE = 2


def _scenario(shock: str, more: str = "") -> bytes:
    text = f"version: 1\nname: bad\ntitle: Bad\nshocks:\n  - {{{shock}}}\n{more}"
    return text.encode()


GOOD = "target: final_demand, codes: ['336411'], size: 0.1"

#: Name, file, code of a problem or words of the message.
SCENARIOS = [
    ("binary", bytes(range(256)), "cannot read"),
    ("not YAML", b"a: [1,", "not_yaml"),
    ("NUL", b"a\0b", "not_yaml"),
    ("deep", b"[" * 5000, "not_yaml"),
    ("list", b"- 1\n", "is not a mapping"),
    ("empty", b"", "is not a mapping"),
    ("no such day", _scenario(GOOD, "start: 2023-13-45\n"), "not_yaml"),
    ("unknown field", _scenario(GOOD, "colour: red\n"), "extra_forbidden"),
    ("version", _scenario(GOOD).replace(b"version: 1", b"version: 9"), "less_than_equal"),
    ("size", _scenario(GOOD.replace("0.1", "1.5")), "less_than_equal"),
    ("size below", _scenario(GOOD.replace("0.1", "-0.5")), "greater_than_equal"),
    ("size NaN", _scenario(GOOD.replace("0.1", ".nan")), "shocks.0.size"),
    ("target", _scenario(GOOD.replace("final_demand", "weather")), "enum"),
    ("no codes", _scenario(GOOD.replace("'336411'", "")), "too_short"),
    ("number as code", _scenario(GOOD.replace("'336411'", "336411")), "string_type"),
    ("code", _scenario(GOOD.replace("336411", "33641X")), "unknown_code"),
    ("account", _scenario(GOOD.replace("336411", "account:navy")), "unknown_code"),
    ("region", _scenario("target: imports, codes: ['334413'], size: 1, country: Atlantis"),
     "unknown_region"),
    ("idle country", _scenario(GOOD + ", country: CHN"), "country_not_used"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "says"), SCENARIOS, ids=[s[0] for s in SCENARIOS])
def test_bad_scenario(on_demo: Command, tmp_path: Path, name: str, file: bytes, says: str) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_bytes(file)
    ran = on_demo("run", path, "--json")
    assert ran.code == 3, name
    error = ran.data["error"]
    assert error["code"] == "bad_scenario"
    assert says in ran.err
    assert "bad_scenario: " in ran.err


def test_one_fault_is_told_once(on_demo: Command, tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_bytes(_scenario(GOOD.replace("0.1", "1.5")))
    problems = on_demo("run", path, "--json").data["error"]["problems"]
    assert [p["code"] for p in problems] == ["less_than_equal"]


#: Arguments, exit code, code of the error ("" for a wrong usage), words of the message.
ARGUMENTS = [
    (["run", "no-such.yaml"], 3, "bad_scenario", "fewer-cars"),
    (["run", "DIR"], 3, "bad_scenario", "no scenario file"),
    (["run", "fewer-cars", "--engine", "nope"], 3, "not_found", "leontief"),
    (["run", "fewer-cars", "--engine", "look-through"], 3, "bad_input", "takes no scenario"),
    (["run", "fewer-cars", "--engine", "leontief-tables"], 3, "bad_input", "takes no scenario"),
    (["run", "fewer-cars", "--twin", "nope"], 3, "not_found", "demo"),
    (["run", "fewer-cars", "--seed", "-1"], USAGE, "", "--seed"),
    (["run", "fewer-cars", "--top", "0"], USAGE, "", "--top"),
    (["run", "fewer-cars", "--out", "DIR/x.xls"], 3, "bad_input", ".parquet"),
    (["runs", "show", "zz"], 3, "not_found", "runs list"),
    (["runs", "repeat", ""], 3, "not_found", "runs list"),
    (["twin", "build", "--view", "secret"], 3, "bad_input", "public, partner"),
    (["twin", "show", "nope"], 3, "not_found", "demo"),
    (["twin", "export", "DIR/net", "--to", "xls"], 3, "bad_input", "pymrio"),
    (["twin", "carve", "DIR/none.csv"], 4, "source_unavailable", "none.csv"),
    (["twin", "carve", "DIR"], 4, "source_unavailable", "no file"),
    (["twin", "carve", "BINARY"], 3, "schema_mismatch", "wrong_encoding"),
    (["diff", "demo", "nope"], 3, "not_found", "demo"),
    (["who", "depends", "334413", "--tiers", "some"], 3, "bad_input", "direct or all"),
    (["who", "depends", "account:navy"], 3, "unknown_code", "account:navy"),
    (["sources", "read", "nope", "BINARY", "--vintage", "1"], 3, "not_found", "usgs.mcs"),
    (["sources", "read", "codes.iso", "BINARY", "--vintage", "1", "--set", "hue=1"],
     3, "bad_input", "settings: year"),
    (["sources", "read", "codes.iso", "BINARY", "--vintage", "1", "--set", "year=x"],
     3, "bad_input", "needs a number"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "kind", "says"), ARGUMENTS, ids=[" ".join(a[0]) for a in ARGUMENTS]
)
def test_bad_arguments(
    on_demo: Command, tmp_path: Path, arguments: list[str], code: int, kind: str, says: str
) -> None:
    binary = tmp_path / "binary.csv"
    binary.write_bytes(bytes(range(256)))
    put = [a.replace("DIR", str(tmp_path)).replace("BINARY", str(binary)) for a in arguments]
    ran = on_demo(*put)
    assert ran.code == code
    assert says in ran.err
    if kind:
        assert f"{kind}: " in ran.err


def test_a_home_that_cannot_be(mainstay: Command, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x", "utf-8")
    assert mainstay("twin", "list", "--home", file).code == 3
    missing = mainstay("sources", "report", "--home", tmp_path / "none", "--json")
    assert (missing.code, missing.data["error"]["code"]) == (3, "not_found")
    assert mainstay("no-such-command").code == USAGE
