"""Impact in a browser: from a job to the answer, its spread by keyboard, its files, its ways on."""

import re

import pytest
from playwright.sync_api import expect

from live_api import get, post

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]

#: Half of an industry stands still for three weeks; short, so that it is answered at once.
SHORT = {
    "version": 1, "name": "chips-stand-still", "title": "Half of the chip makers stand still",
    "engine": "ario", "duration_days": 20, "days": 60,
    "shocks": [{"target": "capacity", "codes": ["334413"], "size": 0.5, "low": 0.3, "high": 0.8}],
    "assumptions": ["Nothing else stops."],
}  # fmt: skip


def ask(site, scenario):
    """Queue a run and return its job."""
    return post(site, "/runs", {"scenario": scenario})["id"]


def answered(tab, site, scenario):
    """Open the impact of a job, wait for its run, and return the run's id."""
    tab.goto(f"/impact/job:{ask(site, scenario)}")
    tab.wait_for_url(re.compile(r"/impact/[0-9a-f]{64}"))
    tab.get_by_role("heading", name="The answer").wait_for()
    return tab.url.rpartition("/")[2].partition("?")[0]


def all_seen(tab):
    """Bring every figure that is not fetched yet into view, until all are there."""
    for _ in range(400):
        is_left = tab.evaluate("""() => {
            const left = [...document.querySelectorAll('.loading')];
            left[0]?.scrollIntoView();
            return left.length > 0;
        }""")
        if not is_left:
            break
        tab.wait_for_timeout(150)
    assert not is_left
    tab.evaluate("scrollTo(0, 0)")


def test_a_job_turns_into_its_answer(tab, site, shot):
    run = answered(tab, site, SHORT)
    told = get(site, f"/runs/{run}/impact")
    assert tab.get_by_role("heading", level=1).inner_text() == SHORT["title"]
    assert tab.locator(".impact-answer").inner_text() == told["answer"]
    for account in told["accounts"]:
        card = tab.get_by_role("article", name=account["title"])
        expect(card).to_contain_text(account["loss"]["text"], use_inner_text=True)
        expect(card).to_contain_text(account["measure"], use_inner_text=True)
    all_seen(tab)
    shot(tab, "impact")
    # the job's own address is not a step to go back to
    tab.go_back()
    assert "job:" not in tab.url


def test_the_spread_is_stepped_by_keyboard_and_stands_in_the_address(tab, site, new_tab):
    run = answered(tab, site, SHORT)
    spread = get(site, f"/runs/{run}/spread")
    slider = tab.get_by_role("slider")
    slider.wait_for()
    assert slider.get_attribute("aria-valuetext") == spread["steps"][spread["first"]]["title"]
    slider.focus()
    tab.keyboard.press("Home")
    tab.wait_for_url("**day=0**")
    assert spread["steps"][0]["said"] in tab.locator(".impact-said").inner_text()
    tab.keyboard.press("ArrowRight")
    tab.wait_for_url("**day=1**")
    home = next(place for place in spread["places"] if place["id"] == "US")
    shape = tab.locator('.impact-map [data-place="USA"]').first
    assert home["shades"][1] in shape.get_attribute("class")
    tab.get_by_role("button", name="Step on").click()
    tab.wait_for_url("**day=3**")
    # a colleague who opens the link sees the same day
    other = new_tab()
    other.goto(tab.url.partition(site)[2])
    other.get_by_role("slider").wait_for()
    assert other.get_by_role("slider").get_attribute("aria-valuetext") == "Day 3"


def test_the_map_and_the_grid_say_the_same_as_the_table(tab, site):
    run = answered(tab, site, SHORT)
    spread = get(site, f"/runs/{run}/spread")
    grid = tab.get_by_role("table", name=re.compile("^Where"))
    grid.wait_for()
    row = grid.get_by_role("row", name=re.compile("^United States")).inner_text().split("\t")
    home = next(place for place in spread["places"] if place["id"] == "US")
    shown = [words.strip() for words in row[1:]]
    assert shown == [words.removesuffix(" %") for words in home["words"]]
    picture = tab.get_by_role("img", name=re.compile("^Map of the share"))
    assert f"United States {home['words'][spread['first']]}" in picture.get_attribute("aria-label")


def test_it_plays_unless_less_motion_is_asked_for(tab, site):
    answered(tab, site, SHORT)
    tab.get_by_role("slider").wait_for()
    expect(tab.get_by_role("button", name="Play")).to_have_count(0)
    tab.emulate_media(reduced_motion="no-preference")
    tab.reload()
    tab.get_by_role("button", name="Play").click()
    tab.wait_for_url("**day=**")
    tab.get_by_role("button", name="Pause").click()
    assert tab.get_by_role("button", name="Play").get_attribute("aria-pressed") == "false"


def test_a_number_tells_where_it_is_from(tab, site):
    answered(tab, site, SHORT)
    card = tab.get_by_role("article", name="Economy")
    card.get_by_role("button").first.click()
    note = card.get_by_role("note").first
    note.wait_for()
    expect(note).to_contain_text("Inferred", use_inner_text=True)
    expect(note).to_contain_text("bea.make-use", use_inner_text=True)


def test_tables_and_the_command_are_taken_along(tab, site):
    run = answered(tab, site, SHORT)
    stored = get(site, f"/runs/{run}")
    tab.get_by_role("heading", name="Take it along").wait_for()
    with tab.expect_download() as given:
        tab.get_by_role("link", name="Loss by account as csv").click()
    text = given.value.path().read_text("utf-8")
    assert text.startswith('"scenario"') or text.startswith("scenario")
    assert text.count("\n") == 10
    tab.get_by_text("Copy as command or Python").click()
    lines = tab.get_by_label("Command line").inner_text()
    assert lines == stored["command"]["cli"]
    assert "mainstay run chips-stand-still.yaml" in lines
    identity = tab.locator(".impact-identity").inner_text()
    for words in (run, stored["about"]["result_hash"], stored["repeat"]):
        assert words in identity


def test_from_the_answer_to_a_page_and_to_the_builder(tab, site):
    answered(tab, site, SHORT)
    tab.get_by_role("link", name="Change and run again").click()
    tab.wait_for_url("**/scenario?draft=**")
    title = tab.get_by_label("Title")
    title.wait_for()
    expect(title).to_have_value(SHORT["title"])
    tab.go_back()
    tab.get_by_role("heading", name="Up and down the chain").wait_for()
    tab.locator(".impact-links a").first.click()
    tab.wait_for_url("**/entity/**")


def test_another_run_is_picked_to_compare_with(tab, site):
    answered(tab, site, "dearer-oil")
    run = answered(tab, site, SHORT)
    tab.get_by_text("Compare with …").click()
    tab.get_by_role("link", name=re.compile("Labor and capital in oil")).first.click()
    tab.wait_for_url(f"**/compare?run={run}**")
    tab.get_by_role("heading", name="What differs between the questions").wait_for()


def test_a_mineral_shows_price_producers_and_chain(tab, site, shot):
    answered(tab, site, "china-gallium")
    for title in ("If it stops", "Who supplies", "Tier by tier", "What would change this answer"):
        tab.get_by_role("heading", name=title).wait_for()
    expect(tab.get_by_role("article", name="Economy")).to_contain_text(
        "price, of the price before", use_inner_text=True
    )
    all_seen(tab)
    expect(tab.get_by_role("figure", name=re.compile("^Gallium, tier"))).to_have_count(1)
    shot(tab, "impact-mineral")


def test_exposure_says_what_it_does_not_know(tab, site):
    answered(tab, site, "chip-imports-stop")
    card = tab.get_by_role("article", name="Economy").inner_text()
    assert "passes through what is lost" in card
    assert "unknown here, not zero" in card
    expect(tab.get_by_role("slider")).to_have_count(0)


def test_what_is_not_there_says_what_to_do(tab):
    tab.goto("/impact")
    tab.get_by_role("link", name="Choose a stored run").wait_for()
    tab.goto("/impact/ffffffffffff")
    tab.get_by_role("alert").get_by_text("no run 'ffffffffffff'").wait_for()
    expect(tab.get_by_role("link", name="All stored runs")).to_be_visible()
    # the browser itself speaks of the answer 404
    tab.said[:] = [words for words in tab.said if "404" not in words]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken(new_tab, axe, site, scheme):
    tab = new_tab(scheme)
    answered(tab, site, SHORT)
    tab.get_by_role("slider").wait_for()
    all_seen(tab)
    axe(tab)
    tab.goto("/impact")
    tab.get_by_role("link", name="Choose a stored run").wait_for()
    axe(tab)


def test_it_fits_a_phone(new_tab, axe, site, shot):
    tab = new_tab("dark", width=320, height=640)
    answered(tab, site, SHORT)
    tab.get_by_role("slider").wait_for()
    all_seen(tab)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    axe(tab)
    shot(tab, "impact-phone")
