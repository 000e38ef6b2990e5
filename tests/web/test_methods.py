"""Methods: every Card can be found, opened by its address, read and taken along."""

import json

import pytest
from playwright.sync_api import expect

from mainstay.extend import registry

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]


@pytest.fixture
def page(tab):
    """Return the screen with its Cards."""
    tab.goto("/methods")
    tab.get_by_role("heading", name="Engines").wait_for()
    return tab


def test_every_card_is_there(page):
    shown = set(page.locator("article[id]").evaluate_all("all => all.map(a => a.id)"))
    assert {f"{group}:{name}" for group, name in registry().cards} <= shown


def test_an_address_opens_its_card(tab):
    tab.goto("/methods?part=engine:ario")
    card = tab.get_by_role("article", name="engine ario", exact=True)
    card.get_by_role("heading", name="Limits").wait_for()
    expect(card).to_contain_text("BoARIO", use_inner_text=True)
    assert tab.evaluate("document.activeElement.id") == "engine:ario"
    # others stay closed
    expect(tab.get_by_role("heading", name="Limits")).to_have_count(1)


def test_the_list_of_parts_sets_the_address_and_goes_back(page):
    parts = page.get_by_role("navigation", name="Parts")
    parts.get_by_role("link", name="leontief", exact=True).click()
    page.wait_for_url("**/methods?part=engine%3Aleontief")
    card = page.get_by_role("article", name="engine leontief", exact=True)
    card.get_by_text("Miller & Blair").first.wait_for()
    page.go_back()
    page.wait_for_url(lambda url: url.endswith("/methods"))


def test_words_are_found_in_limits_and_citations(page):
    page.get_by_role("searchbox", name="Find in the Cards").fill("Hallegatte days")
    page.wait_for_url("**/methods?q=Hallegatte+days")
    assert page.locator("article[id]").evaluate_all("all => all.map(a => a.id)") == ["engine:ario"]
    assert (
        "1 engine, 0 sources"
        in page.get_by_role("search", name="Methods").get_by_role("status").inner_text()
    )


def test_words_that_are_nowhere_help(page):
    page.get_by_role("searchbox", name="Find in the Cards").fill("unobtainium")
    page.get_by_text("No Card holds").wait_for()
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("heading", name="Engines").wait_for()
    assert page.url.endswith("/methods")


def test_the_settings_of_an_engine_are_taken_along_as_json_schema(tab):
    tab.goto("/methods?part=engine:ario")
    card = tab.get_by_role("article", name="engine ario", exact=True)
    card.get_by_text("The same as JSON Schema").click()
    with tab.expect_download() as taken:
        card.get_by_role("button", name="Download the schema").click()
    schema = json.loads(taken.value.path().read_text("utf-8"))
    declared = registry().card("engine", "ario").parameters
    assert set(schema["properties"]) == {one.name for one in declared}


def test_all_cards_are_taken_along(page):
    with page.expect_download() as taken:
        page.get_by_role("button", name="All Cards as JSON").click()
    rows = json.loads(taken.value.path().read_text("utf-8"))["rows"]
    assert len(rows) == len(registry().cards)


def test_known_answers_name_who_says_so(tab):
    tab.goto("/methods?part=known:leontief")
    area = tab.get_by_role("article", name="known answers of leontief", exact=True)
    area.get_by_text("leontief.inverse").wait_for()
    expect(area).to_contain_text("Miller & Blair", use_inner_text=True)
    area.get_by_text("Copy as command or Python").click()
    expect(area).to_contain_text("mainstay answers --area leontief", use_inner_text=True)


def test_a_card_opens_by_keyboard(page):
    summary = (
        page.get_by_role("article", name="engine cascade", exact=True).locator("summary").first
    )
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_role("article", name="engine cascade", exact=True).get_by_text(
        "Diem"
    ).first.wait_for()


def test_a_phone_needs_no_scrolling_sideways(new_tab, axe, shot):
    phone = new_tab(width=320, height=640)
    phone.goto("/methods?part=engine:ario")
    phone.get_by_role("heading", name="Limits").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    axe(phone)
    shot(phone, "methods-phone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_by_everyone(new_tab, axe, shot, scheme):
    seen = new_tab(scheme=scheme)
    seen.goto("/methods?part=engine:ario")
    seen.get_by_role("heading", name="Limits").wait_for()
    axe(seen)
    shot(seen, f"methods-{scheme}", full_page=False)
    # everything open at once
    seen.goto("/methods?q=the")
    seen.get_by_role("heading", name="Limits").first.wait_for()
    axe(seen)
