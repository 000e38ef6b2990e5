"""Explore in a browser: narrow, open, point, take along; by keyboard, narrow and dark as well."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]


def ready(page, address="/explore"):
    """Open the screen and wait until its three views are there."""
    page.goto(address)
    page.locator(".ex-nodes .ex-node").first.wait_for()
    page.locator(".ex-map svg path").first.wait_for()
    page.get_by_role("heading", name="Cells of the net").wait_for()
    page.get_by_role("link", name="Arrow").wait_for()
    return page


def left(page):
    return page.locator(".ex-count").inner_text()


def test_one_bar_narrows_network_map_and_table(tab):
    ready(tab)
    before = left(tab)
    tab.get_by_label("Place").select_option("region:China")
    tab.wait_for_function(
        "was => document.querySelector('.ex-count').innerText !== was", arg=before
    )
    assert "place=region%3AChina" in tab.url
    tab.locator(".ex-country-shape.ex-is-chosen").first.wait_for()
    tab.locator("table", has_text="Cells of the net").get_by_text("China").first.wait_for()
    tab.get_by_role("button", name="Clear").click()
    tab.wait_for_function(
        "was => document.querySelector('.ex-count').innerText === was", arg=before
    )
    assert "place" not in tab.url


def test_words_narrow_while_they_are_typed_and_a_link_shows_the_same(tab, new_tab):
    ready(tab)
    tab.get_by_label("Words").fill("gallium")
    tab.wait_for_url("**q=gallium**")
    tab.get_by_role("status").filter(has_text=re.compile(r"^1\d of")).wait_for()
    other = ready(new_tab(), tab.url.split("/", 3)[3].join(["/", ""]))
    assert left(other) == left(tab)


def test_a_click_on_a_country_is_a_filter(tab):
    ready(tab, "/explore?measure=production")
    tab.locator(".ex-country-shape.ex-shade-5").first.click()
    tab.wait_for_url("**place=country%3ACHN**")
    tab.locator(".ex-country-shape.ex-is-chosen").first.wait_for()


def test_a_sector_opens_by_keyboard_and_back_leads_out(tab):
    ready(tab)
    tab.get_by_label("Show one").select_option("sector:334")
    tab.get_by_role("heading", name="Computer and electronic products", exact=True).wait_for()
    expect(tab.get_by_text("Comes from")).to_have_count(1)
    tab.get_by_role("button", name="Open: the industries inside").focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="Inside Computer and electronic products").wait_for()
    assert "level=sector%3A334" in tab.url
    tab.go_back()
    tab.get_by_role("heading", name="What hangs on what").wait_for()


def test_pointing_shows_numbers_and_what_is_seen(tab):
    ready(tab)
    tab.locator(".ex-nodes .ex-node.sector").first.hover(force=True)
    tip = tab.locator(".ex-tip-node")
    tip.wait_for()
    expect(tip).to_contain_text("seen", use_inner_text=True)
    expect(tip).to_contain_text("$", use_inner_text=True)


def test_the_picture_has_a_table_and_says_what_it_leaves_out(tab):
    ready(tab)
    gaps = tab.get_by_role("list", name="Not drawn").inner_text()
    assert re.search(r"[\d,]+ smaller links of purchases, \$[\d.]+ tn, not drawn", gaps)
    tab.get_by_text("links drawn, as a table").click()
    rows = tab.locator("table", has_text="Links drawn")
    rows.wait_for()
    expect(rows.locator("tbody tr")).to_have_count(25)


def test_cells_read_on_from_the_server_and_go_along_as_files(tab):
    ready(tab)
    cells = tab.locator("section", has=tab.get_by_role("heading", name="Cells of the net"))
    cells.get_by_role("button", name=re.compile("Read on")).click()
    cells.get_by_role("button", name=re.compile(r"Read on \(100 of")).wait_for()
    with tab.expect_download() as started:
        cells.get_by_role("link", name="Arrow").click()
    assert started.value.suggested_filename == "cells.arrow"


def test_the_whole_net_is_announced_and_can_be_stopped(tab):
    ready(tab, "/explore?q=semiconductor")
    tab.get_by_role("button", name=re.compile(r"Open the whole net: \d+ links")).click()
    draw = tab.get_by_role("button", name="Draw it")
    draw.wait_for()
    tab.route("**/network?*level=full*", lambda route: None)
    draw.click()
    tab.get_by_role("button", name="Cancel").click()
    draw.wait_for()
    tab.unroute("**/network?*level=full*")


def test_nothing_left_says_what_to_do(tab):
    tab.goto("/explore?q=nothingofthatname")
    tab.get_by_text("Nothing is left: clear a filter").wait_for()
    tab.get_by_text("Nothing is left to draw").wait_for()
    tab.get_by_text("No cell is left").wait_for()


def test_a_wrong_address_says_every_problem(new_tab):
    page = new_tab()
    page.goto("/explore?place=XX&sector=no")
    page.get_by_role("alert").first.wait_for()
    told = page.get_by_role("alert").first.inner_text()
    assert "place" in told
    assert "sector" in told
    page.said.clear()  # the browser itself reports the refused request


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken(new_tab, axe, shot, scheme):
    page = ready(new_tab(scheme))
    page.get_by_label("Show one").select_option("mineral:gallium")
    page.get_by_role("heading", name="Gallium", exact=True).wait_for()
    for summary in page.locator("main details summary").all():
        summary.click()
    axe(page)
    shot(page, f"explore-{scheme}")


def test_a_narrow_page_scrolls_one_way(new_tab, axe, shot):
    page = ready(new_tab(width=320, height=800))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    shot(page, "explore-narrow")
