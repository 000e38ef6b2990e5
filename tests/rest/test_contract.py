"""Requests made up from the API's description: no bug, and no answer that it does not describe."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("web")

BENCH = Path(__file__).parents[2] / "bench"


def test_the_api_keeps_to_its_description(rest_home, monkeypatch, capsys):
    """A short run; `make bench ARGS=contract` makes up many more."""
    monkeypatch.syspath_prepend(str(BENCH))
    import contract

    with contract.copied(rest_home) as home:
        found = contract.contract(home, examples=1)
    with capsys.disabled():
        print(f"\n{found['requests']:,} requests to {found['operations']} operations")
    assert found["examples"] == {}
    assert found["errors"] == []
    assert found["server_errors"] == 0
    assert found["requests"] > 10 * found["operations"]
