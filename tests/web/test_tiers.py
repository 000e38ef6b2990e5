"""Tiers: from the list to the picture, every control in the address, a bar opens its page."""

import csv
import io

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]

BATTERY = "/tiers/commodity:335911"


@pytest.fixture
def page(tab):
    """Return the tiers of batteries."""
    tab.goto(BATTERY)
    tab.get_by_role("img", name="is imported as it is").wait_for()
    return tab


def test_from_the_list_to_the_picture(tab):
    tab.goto("/tiers")
    tab.get_by_role("link", name="Storage batteries").click()
    tab.wait_for_url("**/tiers/commodity%3A335911")
    tab.get_by_role("heading", name="What stands behind a dollar").wait_for()
    expect(tab.locator(".intro").first).to_contain_text("imported as it is", use_inner_text=True)


def test_anything_can_be_found_and_followed(tab):
    tab.goto("/tiers")
    tab.get_by_role("searchbox", name="Tiers of").fill("gallium")
    tab.get_by_role("region", name="Find another thing").get_by_role(
        "link", name="Gallium", exact=True
    ).click()
    tab.get_by_role("heading", name="What Gallium ends up in").wait_for()
    # a material is followed down unless it is asked for otherwise
    expect(tab.get_by_label("Direction")).to_have_value("down")
    tab.get_by_label("Direction").select_option("up")
    tab.get_by_role("heading", name="Where Gallium comes from").wait_for()
    assert "direction=up" in tab.url
    expect(tab.locator(".intro").first).to_contain_text("China makes 99 %", use_inner_text=True)


def test_every_control_is_in_the_address_and_comes_back(page, new_tab):
    page.get_by_label("Tiers", exact=True).select_option("2")
    page.get_by_label("Bars of a tier").select_option("3")
    page.get_by_label("Imports", exact=True).select_option("product")
    page.get_by_role("img", name="is imported as it is").wait_for()
    page.wait_for_url("**/tiers/commodity:335911?by=product&depth=2&top=3")
    other = new_tab()
    other.goto(page.url)
    other.get_by_role("img", name="is imported as it is").wait_for()
    expect(other.get_by_label("Tiers", exact=True)).to_have_value("2")
    expect(other.get_by_label("Imports", exact=True)).to_have_value("product")
    expect(other.locator("section[aria-labelledby=tiers-lines] tbody tr")).to_have_count(3)


def test_a_bar_opens_its_page(page):
    bar = page.locator('svg g[data-entity="region:China"] rect')
    bar.click()
    page.wait_for_url("**/entity/region%3AChina")
    page.get_by_role("heading", level=1, name="China").wait_for()


def test_pointing_at_a_bar_shows_its_ribbons(page):
    page.locator('svg g[data-node="0/self"], svg g[data-entity="region:China"]').first.hover()
    dim = page.locator("path.is-dim").count()
    drawn = page.locator("path[data-ends]").count()
    assert 0 < dim < drawn


def test_the_same_page_is_reached_by_keyboard_through_the_table(page):
    twin = page.get_by_text("The same numbers as a table").first
    twin.focus()
    page.keyboard.press("Enter")
    link = page.locator("details.table-twin").get_by_role("link", name="Imports from China").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/entity/region%3AChina")


def test_a_row_for_each_tier_with_bands_and_evidence(page):
    rows = page.locator("section[aria-labelledby=tiers-lines] tbody tr")
    expect(rows).to_have_count(4)
    number = rows.nth(1).get_by_role("button").first
    number.click()
    told = page.locator(".why:popover-open")
    told.wait_for()
    expect(told).to_contain_text("bea.make-use", use_inner_text=True)
    expect(told).to_contain_text("central 90 % of draws", use_inner_text=True)


def test_the_numbers_can_be_taken_along(page):
    section = page.locator("section[aria-labelledby=tiers-lines]")
    with page.expect_download() as taken:
        section.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(taken.value.path().read_text("utf-8"))))
    assert [row["tier"] for row in rows] == ["0", "1", "2", "3"]
    with page.expect_download() as drawn:
        page.get_by_role("button", name="SVG").click()
    assert drawn.value.path().read_text("utf-8").startswith("<svg")


def test_minerals_stand_beside_the_dollars(page):
    section = page.locator("section[aria-labelledby=tiers-minerals]")
    section.get_by_role("link", name="Lead", exact=True).first.click()
    page.wait_for_url("**/entity/mineral%3Alead")


def test_what_cannot_be_followed_offers_the_other_way(tab):
    tab.goto("/tiers/region:China?direction=up")
    tab.get_by_role("alert").get_by_text("ask for direction=down").wait_for()
    tab.get_by_role("link", name="Ask for its uses instead").click()
    tab.get_by_role("heading", name="What a dollar of Imports from China").wait_for()
    # the browser itself notes an answer that is a problem
    tab.said[:] = [words for words in tab.said if "404" not in words]


def test_what_is_not_there_helps(tab):
    tab.goto("/tiers/commodity:nothing")
    tab.get_by_role("alert").wait_for()
    tab.get_by_role("link", name="choose another thing").click()
    tab.get_by_role("heading", level=1, name="Tiers", exact=True).wait_for()
    tab.said[:] = [words for words in tab.said if "404" not in words]


def test_it_can_be_had_outside_of_the_page(page):
    page.get_by_text("Copy as command or Python").first.click()
    text = page.locator(".copy-as").first.inner_text()
    assert "mainstay who supplies" in text
    assert "tiers_view(twin, 'commodity:335911'" in text


def test_a_phone_needs_no_scrolling_sideways(new_tab, axe, shot):
    phone = new_tab(width=320, height=640)
    phone.goto(BATTERY)
    phone.get_by_role("img", name="is imported as it is").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    # the picture moves by itself, by keyboard too
    assert phone.locator(".panel > [role=img]").get_attribute("tabindex") == "0"
    axe(phone)
    shot(phone, "tiers-phone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/tiers", "ready"),
        (BATTERY, "battery"),
        ("/tiers/mineral:cobalt", "cobalt"),
        ("/tiers/mineral:graphite?direction=up", "graphite"),
        ("/tiers/industry:334413?direction=down", "chips-down"),
    ],
)
def test_it_can_be_read_by_everyone(new_tab, axe, shot, scheme, path, name):
    seen = new_tab(scheme=scheme)
    seen.goto(path)
    seen.locator(".panel svg, .tiers-ready").first.wait_for()
    seen.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    axe(seen)
    shot(seen, f"tiers-{name}-{scheme}")
