"""The description is honest, complete for a reader, and the committed one."""

import importlib.util
import re
from pathlib import Path

import pytest

from mainstay.rest.app import create_app
from mainstay.rest.openapi import TAGS, operations
from mainstay.rest.settings import Settings

pytestmark = pytest.mark.xdist_group("web")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    return create_app(Settings(home=tmp_path_factory.mktemp("none"))).openapi()


def all_of(described):
    return [(f"{method} {path}", path, op) for path, method, op in operations(described)]


def test_operation_ids_are_unique_and_plain(described):
    ids = [operation["operationId"] for _, _, operation in all_of(described)]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in ids), ids


def test_every_operation_is_under_a_known_tag_and_says_what_it_does(described):
    for name, _, operation in all_of(described):
        assert len(operation["tags"]) == 1, name
        assert operation["tags"][0] in TAGS, name
        assert operation["summary"], name
        assert not operation["summary"].istitle() or " " not in operation["summary"], name


def test_every_parameter_says_what_it_is(described):
    silent = [
        f"{name}: {given['name']}"
        for name, _, operation in all_of(described)
        for given in operation.get("parameters", [])
        if not given.get("description")
    ]
    assert silent == []


def test_every_fault_is_a_problem_and_every_answer_is_described(described):
    for name, path, operation in all_of(described):
        answers = operation["responses"]
        assert {"401", "406", "414", "421", "500", "503"} <= set(answers), name
        if "{" in path:
            assert "404" in answers, name
        if "requestBody" in operation:
            assert {"403", "413", "415", "422"} <= set(answers), name
        for status, answer in answers.items():
            assert answer["description"], (name, status)
            assert answer["description"] != "Successful Response", (name, status)
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (name, status)


def test_answers_have_a_shape(described):
    """An answer without a schema would let anything pass."""
    for name, _, operation in all_of(described):
        for status, answer in operation["responses"].items():
            for kind, content in answer.get("content", {}).items():
                assert content.get("schema"), (name, status, kind)


def test_no_shape_of_the_framework_is_left(described):
    assert "HTTPValidationError" not in str(described)


def test_the_committed_description_and_its_page_are_fresh():
    spec = importlib.util.spec_from_file_location("openapi", ROOT / "scripts/write_openapi.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for path, text in module.files().items():
        assert path.read_text("utf-8") == text, f"{path.name} is stale: run make api"
