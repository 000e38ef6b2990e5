"""The entity screen: searched for, read step by step, linked on; by keyboard, small, dark."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]

ONE_OF_EACH = ["commodity:334413", "industry:334413", "region:China", "mineral:gallium",
               "country:CHN"]  # fmt: skip


def open_entity(page, entity, query=""):
    page.goto(f"/entity/{entity.replace(':', '%3A')}{query}")
    page.get_by_role("heading", name="Who stands around it").wait_for()
    page.locator(".entity-steps .entity-step, .empty").first.wait_for()


def search(page):
    return page.get_by_role("combobox", name="Find an industry")


def test_a_misspelled_name_leads_to_the_page_by_keyboard_alone(tab):
    tab.goto("/methods")
    search(tab).focus()
    search(tab).press_sequentially("galium")
    tab.get_by_role("option", name="Gallium").wait_for()
    tab.keyboard.press("ArrowDown")
    assert search(tab).get_attribute("aria-activedescendant")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/entity/mineral%3Agallium")
    tab.get_by_role("heading", level=1, name="Gallium").wait_for()
    assert tab.evaluate("document.activeElement.tagName") == "H1"


def test_a_code_and_enter_is_enough(tab):
    tab.goto("/methods")
    search(tab).fill("334413")
    search(tab).press("Enter")
    tab.wait_for_url("**/entity/commodity%3A334413")


def test_a_search_for_nothing_ends_in_a_page_that_helps(tab, axe):
    tab.goto("/methods")
    search(tab).fill("qqqqxx")
    tab.get_by_text("Nothing here is called that").wait_for()
    search(tab).press("Enter")
    tab.wait_for_url("**/entity?q=qqqqxx")
    tab.get_by_text("Nothing is called that.").wait_for()
    axe(tab)


def test_escape_closes_the_suggestions_and_keeps_the_words(tab):
    tab.goto("/methods")
    search(tab).fill("copper")
    tab.get_by_role("option", name="Copper").first.wait_for()
    axe_state = search(tab).get_attribute("aria-expanded")
    search(tab).press("Escape")
    assert axe_state == "true"
    assert search(tab).get_attribute("aria-expanded") == "false"
    expect(search(tab)).to_have_value("copper")


def test_suggestions_break_no_rule(tab, axe, shot):
    tab.goto("/methods")
    search(tab).fill("steel")
    tab.get_by_role("option").first.wait_for()
    tab.keyboard.press("ArrowDown")
    axe(tab)
    shot(tab, "entity-search", full_page=False)


def test_the_first_number_is_the_command_lines(tab):
    open_entity(tab, "mineral:gallium")
    first = tab.locator(".entity-keys dd").first
    assert first.inner_text().strip() == "99.0 %"
    tab.get_by_text("Copy as command or Python").click()
    assert tab.get_by_label("Command line").inner_text().splitlines()[0] == (
        "mainstay who supplies gallium"
    )


def test_way_and_steps_are_in_the_address_and_back_undoes_them(tab):
    open_entity(tab, "commodity:334413")
    expect(tab.locator(".entity-step")).to_have_count(3)
    tab.get_by_role("radio", name="Buyers").check()
    tab.wait_for_url(re.compile(r"way=downstream"))
    tab.get_by_role("heading", name="Direct buyers").wait_for()
    tab.get_by_role("radio", name="3").check()
    tab.wait_for_url(re.compile(r"steps=3&way=downstream"))
    tab.locator(".entity-step >> nth=3").wait_for()
    tab.reload()
    tab.get_by_role("heading", name="Direct buyers").wait_for()
    assert tab.get_by_role("radio", name="Buyers").is_checked()
    tab.go_back()
    tab.get_by_role("heading", name="Direct suppliers").wait_for()


def test_reading_on_adds_pages_and_changes_no_sum(tab):
    open_entity(tab, "commodity:334413", "?way=downstream")
    step = tab.locator(".entity-step").first
    before = step.locator(".entity-step-sum").inner_text()
    expect(step.locator(".entity-step-nodes > li")).to_have_count(10)
    tab.get_by_role("button", name="Read on in every step").click()
    step.locator(".entity-step-nodes > li >> nth=19").wait_for()
    assert step.locator(".entity-step-sum").inner_text() == before
    assert "pages=2" in tab.url


def test_a_supplier_leads_to_its_own_page(tab):
    open_entity(tab, "commodity:334413")
    tab.locator(".entity-step").first.get_by_role("link", name="Rest of Asia and Pacific").click()
    tab.wait_for_url("**/entity/region%3ARest%2520of%2520Asia%2520and%2520Pacific")
    tab.get_by_role("heading", level=1, name="Rest of Asia and Pacific").wait_for()
    tab.get_by_text("sold of it").first.wait_for()


def test_what_if_it_stops_leads_to_a_filled_scenario(tab):
    open_entity(tab, "mineral:gallium")
    tab.get_by_role("link", name="What if it stops?").click()
    tab.wait_for_url(re.compile(r"/scenario\?"))
    assert "country=CHN" in tab.url
    assert "target=exports" in tab.url


def test_scenarios_that_touch_it_are_listed(tab):
    open_entity(tab, "mineral:gallium")
    tab.get_by_role("heading", name="Scenarios and runs that touch it").wait_for()
    assert (
        tab.locator(".entity-touches a")
        .first.get_attribute("href")
        .startswith("/scenario?from=china")
    )


def test_a_number_opens_its_evidence(tab):
    open_entity(tab, "industry:334413")
    tab.locator(".entity-facts").get_by_role("button", name="where it is from").first.click()
    expect(tab.locator(".why:popover-open")).to_contain_text("confidence", use_inner_text=True)


def test_unknown_is_a_word(tab):
    open_entity(tab, "mineral:gallium")
    row = tab.locator(".entity-facts > div", has_text="Exported in a year")
    expect(row).to_contain_text("unknown", use_inner_text=True)
    open_entity(tab, "country:CHN")
    expect(tab.get_by_role("region", name="What hangs on it")).to_contain_text(
        "not known in dollars", use_inner_text=True
    )


def test_a_wrong_address_offers_the_search(tab, axe):
    tab.said_before = len(tab.said)
    tab.goto("/entity/mineral%3Agalium")
    tab.get_by_text("mineral:gallium").wait_for()
    axe(tab)
    # the browser itself reports an answer of 404
    tab.said[:] = [s for s in tab.said if "404" not in s]
    tab.get_by_role("link", name="Search for it by name").click()
    tab.get_by_role("link", name="Gallium", exact=True).wait_for()


def test_everything_can_be_browsed(tab, axe):
    tab.goto("/entity")
    tab.get_by_role("heading", name="Everything in the twin").wait_for()
    tab.get_by_label("Kind").select_option("mineral")
    tab.get_by_text(re.compile(r"^40 of \d+")).wait_for()
    tab.get_by_role("button", name="Show more").click()
    tab.get_by_text(re.compile(r"^80 of \d+")).wait_for()
    axe(tab)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("entity", ONE_OF_EACH)
def test_no_page_breaks_a_rule(new_tab, axe, shot, entity, scheme):
    page = new_tab(scheme=scheme)
    open_entity(page, entity)
    page.locator(".entity-touches").wait_for()
    axe(page)
    shot(page, f"entity-{entity.replace(':', '-')}-{scheme}")


@pytest.mark.parametrize("entity", ["commodity:334413", "mineral:gallium"])
def test_a_small_page_does_not_scroll_sideways(new_tab, axe, shot, entity):
    page = new_tab(width=320, height=700)
    open_entity(page, entity)
    page.locator(".entity-touches").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    axe(page)
    shot(page, f"entity-{entity.replace(':', '-')}-small")
