"""What stands around every screen: ways to all of them, by keyboard too, and what is not there."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]

SCREENS = ["Start", "Explore", "Tiers", "Scenario", "Runs", "Compare", "Data health", "Methods"]


def test_every_screen_is_one_click_away(tab):
    tab.goto("/")
    for name in SCREENS:
        tab.get_by_role("navigation", name="Screens").get_by_role("link", name=name).click()
        link = tab.get_by_role("navigation", name="Screens").get_by_role("link", name=name)
        tab.wait_for_function(
            "n => document.title.includes('mainstay') && n.ariaCurrent", arg=link.element_handle()
        )
        # the screen's own part may still load
        expect(tab.get_by_role("heading", level=1)).to_have_count(1)


def test_back_returns_to_the_screen_before(tab):
    tab.goto("/methods")
    tab.get_by_role("link", name="Data health").click()
    tab.wait_for_url("**/health")
    tab.go_back()
    tab.wait_for_url("**/methods")


def test_the_skip_link_comes_first(tab):
    tab.goto("/methods")
    tab.get_by_role("heading", level=1).wait_for()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash") == "#main"


def test_an_address_of_nothing_helps(tab, axe):
    tab.goto("/nowhere")
    assert tab.get_by_role("heading", level=1).inner_text() == "There is nothing here"
    axe(tab)
    tab.get_by_role("link", name="Go to the start").click()
    tab.wait_for_url(lambda url: url.endswith("/"))
