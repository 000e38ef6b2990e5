"""Data health: the answer first, what to do, filters and anchors in the address, the check-up."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]


@pytest.fixture
def page(tab):
    """Return the screen with its groups."""
    tab.goto("/health")
    tab.get_by_role("heading", name="Sources").wait_for()
    return tab


def test_every_group_answers_and_says_what_to_do(page):
    for title in ("Sources", "Coverage", "Conflicts", "Withheld and unknown", "Assumptions"):
        group = page.get_by_role("region", name=title)
        assert group.locator(".health-answer").inner_text().endswith(".")
        assert group.get_by_text("What to do:").count() >= 3


def test_words_are_found_in_every_table_and_stand_in_the_address(page):
    page.get_by_role("searchbox", name="Find in the tables").fill("gallium")
    page.wait_for_url("**/health?q=gallium")
    status = page.get_by_role("search", name="What is shown").get_by_role("status")
    status.get_by_text("in 3 groups").wait_for()
    # what was found is open at once
    page.get_by_role("region", name="Conflicts").get_by_role("link", name="gallium").first.click()
    page.wait_for_url("**/entity/mineral%3Agallium")


def test_a_group_can_be_shown_alone_by_its_address(tab):
    tab.goto("/health?show=conflicts")
    tab.get_by_role("heading", name="Conflicts").wait_for()
    expect(tab.get_by_role("combobox", name="Show")).to_have_value("conflicts")
    expect(tab.get_by_role("heading", name="Coverage")).to_have_count(0)


def test_words_that_are_nowhere_help(page):
    page.get_by_role("searchbox", name="Find in the tables").fill("unobtainium")
    page.get_by_text("No table holds these words").wait_for()
    page.get_by_role("button", name="Show everything").click()
    page.get_by_role("heading", name="Sources").wait_for()
    assert page.url.endswith("/health")


def test_an_anchor_opens_its_table(tab):
    tab.goto("/health#missing")
    table = tab.get_by_role("region", name="Minerals without a number")
    table.wait_for()
    expect(table).to_contain_text("several forms of consumption", use_inner_text=True)


def test_a_table_opens_by_keyboard_and_is_taken_along(page):
    summary = page.locator("#balances > summary")
    summary.focus()
    page.keyboard.press("Enter")
    part = page.locator("#balances")
    part.get_by_text("gdp_final_published_summary_2023").wait_for()
    expect(part).to_contain_text("27,720,706,000,000", use_inner_text=True)
    with page.expect_download() as taken:
        part.get_by_role("button", name="JSON").click()
    rows = json.loads(taken.value.path().read_text("utf-8"))["rows"]
    assert len(rows) > 20


def test_each_command_stands_beside_its_table(page):
    page.locator("#missing > summary").click()
    page.locator("#missing").get_by_text("Copy as command or Python").click()
    expect(page.locator("#missing")).to_contain_text(
        "mainstay materials missing", use_inner_text=True
    )


def test_the_home_is_checked_when_asked_for(page):
    page.get_by_role("button", name="Check now").click()
    section = page.get_by_role("region", name="Check-up of the home")
    section.get_by_text("match their checksums").wait_for()
    assert "mainstay doctor" in section.locator(".copy-as").text_content()


def test_a_phone_needs_no_scrolling_sideways(new_tab, axe, shot):
    phone = new_tab(width=320, height=640)
    phone.goto("/health?q=gallium")
    phone.get_by_role("heading", name="Conflicts").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    axe(phone)
    shot(phone, "health-phone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_by_everyone(new_tab, axe, shot, scheme):
    seen = new_tab(scheme=scheme)
    seen.goto("/health")
    seen.get_by_role("heading", name="Sources").wait_for()
    shot(seen, f"health-{scheme}")
    seen.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    axe(seen)
    shot(seen, f"health-open-{scheme}")
