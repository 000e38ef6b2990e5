"""Methods: every Card, its settings as JSON Schema, and the known answers as they are declared."""

import re

import pytest

from mainstay.answers.register import Kind, areas, run
from mainstay.errors import NotFound
from mainstay.extend import registry
from mainstay.service.screens.known import known_areas
from mainstay.service.screens.methods import card_view, cards, engine_card, methods_view

pytestmark = pytest.mark.xdist_group("web")


def test_every_card_of_the_registry_is_shown_whole():
    view = methods_view()
    shown = {(card.group, card.name): card for card in (*view.engines, *view.sources)}
    assert set(shown) == set(registry().cards)
    for key, card in registry().cards.items():
        told = shown[key]
        assert told.anchor == ":".join(key)
        assert (told.title, told.version, told.license) == (card.title, card.version, card.license)
        assert len(told.limits) == len(card.limits)
        assert told.citation.split() == card.citation.split()
        assert told.command.cli.startswith("mainstay ")
        assert "\n" in told.command.python


def test_settings_are_a_json_schema():
    schema = engine_card("ario").parameters_schema
    assert schema["additionalProperties"] is False
    step = schema["properties"]["step_days"]
    assert (step["type"], step["default"], step["unit"]) == ("number", 1.0, "day")
    assert schema["properties"]["substitute"] == {
        "type": "boolean", "default": True,
        "description": "Whether home and imported goods of one product feed one stock",
    }  # fmt: skip
    # a setting without a default is left to the part
    assert "default" not in engine_card("cascade").parameters_schema["properties"]["firms"]


def test_a_default_is_written_for_a_reader():
    settings = {one.name: one.default for one in engine_card("ario").parameters}
    assert settings["substitute"] == "yes"
    assert settings["step_days"] == "1.0"
    assert {one.default for one in engine_card("cascade").parameters if one.name == "firms"} == {""}


def test_engines_that_take_scenarios_say_so():
    takes = {card.name for card in cards("engine") if card.takes_scenarios}
    assert {"ario", "commodity", "leontief"} <= takes
    assert "look-through" not in takes
    assert not any(card.takes_scenarios for card in cards("source"))


def test_an_engine_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(NotFound) as raised:
        engine_card("arios")
    assert "ario" in raised.value.hint


def test_a_part_of_somebody_else_gets_a_command_too():
    card = registry().card("engine", "leontief-tables")
    assert (
        'run_analysis(mainstay.load_demo(), "leontief-tables", {})'
        in card_view(card).command.python
    )


def test_every_area_of_known_answers_is_listed_with_its_command():
    known = {area.name: area for area in known_areas()}
    assert tuple(known) == areas()
    for name, area in known.items():
        assert area.answers, name
        assert area.sentence
        assert area.command.cli == f"mainstay answers --area {name}"
        assert all(one.id.startswith(f"{name}.") for one in area.answers)
        assert all(one.source for one in area.answers)


@pytest.mark.parametrize(
    "area", ["ensembles", "leontief", "minerals", "resolution", "inoperability"]
)
def test_what_is_declared_is_what_is_checked(area):
    declared = next(found for found in known_areas() if found.name == area).answers
    patterns = [re.escape(one.id).replace("…", ".+") for one in declared]
    computed = run(area)
    for one in computed:
        assert any(re.fullmatch(pattern, one.id) for pattern in patterns), one.id
    whole = {one.id: one for one in declared if "…" not in one.id + one.source}
    for one in computed:
        if one.id in whole:
            assert (whole[one.id].kind, whole[one.id].source) == (str(one.kind), one.source)


def test_a_kind_is_told_in_words():
    answers = [one for area in known_areas() for one in area.answers]
    assert {one.kind for one in answers} <= {*map(str, Kind), "of several kinds"}
    assert all(one.kind_words for one in answers if one.kind != "of several kinds")
