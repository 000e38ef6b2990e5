"""The command line as a user meets it: arguments in; exit code, output and talk out."""

import io
import json
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn

import pytest

from mainstay.cli.app import main


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The output as JSON; NaN and infinity are refused."""
        return json.loads(self.out, parse_constant=_refuse)

    def rows(self) -> list[Mapping[str, Any]]:
        """The rows of a single table printed as JSON."""
        return list(self.data["rows"])


def _refuse(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} in JSON")


Command = Callable[..., Ran]


@pytest.fixture(scope="session")
def mainstay() -> Command:
    """Return a function that runs ``mainstay ARGUMENTS`` in this process."""

    def run(*arguments: object) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr("sys.argv", ["mainstay", *map(str, arguments)])
            with pytest.raises(SystemExit) as ended:
                main()
        ran = Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())
        assert "Traceback" not in ran.out + ran.err
        return ran

    return run


@pytest.fixture(scope="session")
def on_demo(mainstay: Command, demo_home: Path) -> Command:
    """Return a function that runs a command on the demo home."""

    def run(*arguments: object) -> Ran:
        return mainstay(*arguments, "--home", demo_home)

    return run


@pytest.fixture(scope="session")
def example() -> Path:
    """Return the supplier list that comes with the package."""
    return Path(str(resources.files("mainstay.sources.suppliers").joinpath("example.csv")))


@pytest.fixture(scope="session")
def mine(on_demo: Command, example: Path) -> Ran:
    """Carve the example into the demo twin under the name ``mine``."""
    return on_demo("twin", "carve", example, "--json")
