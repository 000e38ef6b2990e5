"""Runs: what is on its way, what ended without a result, and stored answers to open and compare."""

import random
import re

import pytest
from playwright.sync_api import expect

from live_api import finished, post

pytestmark = [pytest.mark.xdist_group("web"), pytest.mark.browser]

SLOW, QUICK = "taiwan-strait", "dearer-oil"
TITLES = {
    SLOW: "No semiconductors arrive from the rest of Asia for a year",
    QUICK: "Labor and capital in oil and gas extraction cost half as much again",
}


@pytest.fixture
def ask(site):
    """Return what asks for a run that is not stored yet, and cancels it at the end."""
    asked = []

    def run(scenario, **more):
        seed = more.pop("seed", random.randrange(10**8))
        asked.append(post(site, "/runs", {"scenario": scenario, "seed": seed, **more})["id"])
        return asked[-1]

    yield run
    for job in asked:
        post(site, f"/jobs/{job}/cancel")


def stored(site, ask, *scenarios):
    """Run scenarios to their end, so that the list has them; return the id of the last."""
    jobs = [ask(scenario) for scenario in scenarios]
    return [finished(site, job) for job in jobs][-1]


def test_a_job_is_followed_to_its_end_and_its_run_is_in_the_list(tab, ask, axe, shot):
    ask(SLOW)
    tab.goto("/runs")
    card = tab.locator(".job", has_text=TITLES[SLOW]).first
    card.get_by_role("progressbar").wait_for()
    card.get_by_text(re.compile(r"\d+ %: step \d+ of 730")).wait_for()
    axe(tab)
    shot(tab, "runs-under-way")
    card.wait_for(state="detached")
    first = tab.get_by_role("table", name="Stored runs").get_by_role("row").nth(1)
    first.filter(has_text=TITLES[SLOW]).wait_for()


def test_a_job_is_cancelled_and_run_again(tab, site, ask, axe):
    job = ask(SLOW)
    tab.goto("/runs")
    under_way = tab.locator(".job-running, .job-queued")
    under_way.first.get_by_role("button", name="Cancel").click()
    under_way.first.wait_for(state="detached")
    more = tab.locator("summary", has_text="Ended without a result")
    more.wait_for()
    if not more.evaluate("s => s.parentElement.open"):
        more.click()
    axe(tab)
    tab.get_by_role("button", name=f"Run again: {TITLES[SLOW]}").first.click()
    tab.locator(".job-running, .job-queued").first.wait_for()
    assert post(site, f"/jobs/{job}/cancel")["state"] == "cancelled"


def test_words_and_picks_are_in_the_address_and_lead_to_compare(tab, site, ask, axe, shot):
    stored(site, ask, QUICK, QUICK)
    tab.goto("/runs")
    tab.get_by_role("searchbox", name="Words").fill("oil gas extraction")
    tab.wait_for_url("**/runs?q=oil+gas+extraction")
    compare = tab.get_by_role("button", name="Compare", exact=True)
    assert compare.is_disabled()
    boxes = tab.get_by_role("checkbox", name=re.compile(f"Compare {TITLES[QUICK]}"))
    boxes.nth(0).check()
    boxes.nth(1).check()
    tab.wait_for_url(re.compile("pick="))
    address = tab.url
    axe(tab)
    shot(tab, "runs-picked")
    tab.goto(address)
    tab.get_by_role("checkbox", checked=True).nth(1).wait_for()
    expect(tab.get_by_role("checkbox", checked=True)).to_have_count(2)
    tab.get_by_role("button", name="Compare", exact=True).click()
    tab.wait_for_url(re.compile(r"/compare\?run=[0-9a-f]{64}&run=[0-9a-f]{64}"))


def test_a_run_shows_its_tables_and_commands(tab, site, ask, axe):
    run = stored(site, ask, QUICK)
    tab.goto(f"/runs?q={run}")
    tab.locator("summary", has_text="Tables and command").first.click()
    link = tab.get_by_role("link", name=re.compile("as CSV")).first
    with tab.expect_download() as told:
        link.click()
    assert told.value.path().read_text().count("\n") > 2
    held = tab.locator(".held").first
    held.locator("summary").click()
    expect(held.get_by_label("Command line")).to_contain_text(
        f"mainstay run {QUICK} --seed", use_inner_text=True
    )
    axe(tab)
    with tab.expect_download() as told:
        tab.get_by_role("button", name="CSV", exact=True).click()
    assert told.value.suggested_filename == "runs.csv"


def test_nothing_found_says_what_to_do(tab):
    tab.goto("/runs?q=no+such+words")
    tab.get_by_text("No run is like that").wait_for()
    expect(tab.get_by_role("searchbox", name="Words")).to_have_value("no such words")


def test_the_keyboard_picks_and_opens(tab, site, ask):
    stored(site, ask, QUICK)
    tab.goto("/runs?q=extraction")
    box = tab.get_by_role("checkbox").first
    box.focus()
    tab.keyboard.press("Space")
    assert box.is_checked()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/impact/[0-9a-f]{64}"))


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 320), ("dark", 320)])
def test_it_fits_and_is_readable_in_both_schemes(new_tab, site, ask, axe, shot, scheme, width):
    stored(site, ask, QUICK)
    tab = new_tab(scheme, width)
    tab.goto("/runs")
    tab.get_by_role("table", name="Stored runs").wait_for()
    tab.locator("summary", has_text="Tables and command").first.click()
    tab.locator(".held").first.wait_for()
    axe(tab)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    shot(tab, f"runs-{scheme}-{width}")
