"""Texts that stand for more than they say, and values that are not what their tag names."""

import pytest

from mainstay.errors import BadScenario
from mainstay.model import Scenario
from mainstay.model.plain_yaml import MOST_VALUES, read_plain

HEAD = "version: 1\nname: a\ntitle: t\n"


def merged(depth: int) -> str:
    """Return mappings that merge the one before nine times each."""
    lines = ["a0: &a0 {x: 1}"]
    for n in range(1, depth + 1):
        again = ", ".join([f"*a{n - 1}"] * 9)
        lines.append(f"a{n}: &a{n} {{<<: [{again}]}}")
    return "\n".join(lines)


def test_merge_keys_are_refused_before_they_cost_anything():
    # the text is 450 bytes and would be merged from 9 ** 9 mappings
    with pytest.raises(BadScenario, match="merge keys"):
        Scenario.parse(merged(9))


def test_codes_that_are_named_again_and_again_are_counted_each_time():
    codes = ",".join(["'336411'"] * 5000)
    many = "- *s\n" * 200
    text = HEAD + f"shocks:\n- &s {{target: exports, codes: [{codes}], size: 0.1}}\n{many}"
    with pytest.raises(BadScenario, match=f"more than {MOST_VALUES:,} values"):
        Scenario.parse(text)


@pytest.mark.parametrize("text", ["&a [*a]", "&a {b: *a}", "a: &a [[*a]]"])
def test_what_holds_itself_is_refused(text):
    with pytest.raises(ValueError, match="stands for more"):
        read_plain(text)


@pytest.mark.parametrize("value", ["!!timestamp 'x'", "!!bool 'x'", "!!int ''", "!!float ''"])
def test_a_value_that_is_not_what_its_tag_names_is_a_fault_of_the_text(value):
    with pytest.raises(BadScenario, match="is not YAML"):
        Scenario.parse(HEAD + f"start: {value}\n")


def test_what_is_named_again_within_reason_is_read():
    assert read_plain("a: &x [1, 2]\nb: *x") == {"a": [1, 2], "b": [1, 2]}
