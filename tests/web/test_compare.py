"""Compare in a browser: pick runs, put one first, sort the differences, take them along."""

import re

import pytest
from playwright.sync_api import expect

from live_api import finished, get, post

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]


def stopped(name, size):
    return {
        "version": 1, "name": name, "title": f"{100 * size:g} % of the chip makers stand still",
        "engine": "ario", "duration_days": 20, "days": 60,
        "shocks": [{"target": "capacity", "codes": ["334413"], "size": size}],
    }  # fmt: skip


def run(site, scenario):
    """Run a scenario on the live server and return the run's id."""
    return finished(site, post(site, "/runs", {"scenario": scenario})["id"])


@pytest.fixture(scope="module")
def pair(site):
    return [run(site, stopped("a-third", 0.3)), run(site, stopped("most", 0.9))]


def opened(tab, runs):
    tab.goto("/compare?" + "&".join(f"run={one}" for one in runs))
    tab.get_by_role("heading", name="What differs between the questions").wait_for()
    return tab


def test_two_runs_stand_side_by_side_on_one_scale(tab, site, pair, shot):
    opened(tab, pair)
    told = get(site, f"/compare?run={pair[0]}&run={pair[1]}")
    assert tab.locator(".compare-answer").inner_text() == told["answer"]
    table = tab.get_by_role("table", name=re.compile("^What is lost, by account"))
    for one in told["accounts"]:
        row = table.get_by_role("row", name=re.compile(f"^{one['title']}")).inner_text()
        for loss in one["losses"]:
            assert loss["text"] in row
        assert one["pairs"][0]["words"] in row
        verdict = "bands lie apart" if one["pairs"][0]["separate"] else "bands overlap"
        assert verdict in row
    figure = tab.get_by_role("figure", name="What still flows, day by day")
    keys = figure.get_by_role("list", name="Legend").get_by_role("listitem").all_inner_texts()
    assert [words.strip()[:2] for words in keys] == ["A:", "B:"]
    shot(tab, "compare")


def test_runs_are_picked_from_what_is_stored(tab, pair):
    tab.goto("/compare")
    assert tab.get_by_role("button", name="Compare", exact=True).is_disabled()
    for size in (30, 90):
        wanted = re.compile(rf"{size} % of the chip makers stand still\s*ario \d")
        tab.get_by_role("checkbox", name=wanted).first.check()
    tab.get_by_role("button", name="Compare", exact=True).click()
    tab.get_by_role("heading", name="What differs between the questions").wait_for()
    assert set(pair) == set(re.findall(r"run=([0-9a-f]+)", tab.url))


def test_another_run_is_put_first_and_one_is_taken_out(tab, pair):
    opened(tab, pair)
    tab.get_by_role("button", name="Put B first").click()
    tab.wait_for_url(f"**/compare?run={pair[1]}&run={pair[0]}")
    first = tab.locator(".compare-run").first
    first.get_by_text("90 % of the chip makers").wait_for()
    tab.get_by_role("button", name="Take B out").click()
    tab.get_by_role("heading", name="Choose the runs").wait_for()
    assert re.findall(r"run=([0-9a-f]+)", tab.url) == [pair[1]]
    expect(tab.get_by_role("checkbox", checked=True)).to_have_count(1)


def test_differences_sort_and_are_taken_along(tab, site, pair):
    opened(tab, pair)
    table = tab.get_by_role("table", name=re.compile("^Who loses what"))
    table.get_by_role("button", name="B less A").click()
    head = table.get_by_role("columnheader", name=re.compile("^B less A"))
    assert head.get_attribute("aria-sort") == "descending"
    told = get(site, f"/compare?run={pair[0]}&run={pair[1]}")
    most = max(told["industries"]["rows"], key=lambda row: row[3]["key"])
    first = table.get_by_role("row").nth(1).inner_text()
    assert most[0]["words"] in first
    assert most[3]["words"] in first
    section = tab.get_by_role("region", name="Industry by industry")
    with tab.expect_download() as given:
        section.get_by_role("button", name="CSV").click()
    lines = given.value.path().read_text("utf-8").splitlines()
    assert lines[0] == "name,loss_a_usd,loss_b_usd,b_less_a_usd"
    assert len(lines) == len(told["industries"]["rows"]) + 1
    table.get_by_role("link").first.click()
    tab.wait_for_url("**/entity/**")


def test_what_differs_is_said_in_words(tab, pair):
    opened(tab, pair)
    expect(tab.locator(".compare-shocks")).to_contain_text(
        "30.0 % in A, 90.0 % in B", use_inner_text=True
    )
    tab.locator("summary", has_text="What is the same").click()
    same = tab.get_by_role("table", name="What is the same")
    expect(same.get_by_role("row", name=re.compile("^Engine"))).to_be_visible()


def test_runs_that_do_not_compare_are_warned_of(tab, site, pair):
    other = run(site, "chip-imports-stop")
    opened(tab, [pair[0], other])
    warned = tab.get_by_role("list", name="Before you compare").inner_text()
    assert "different engines" in warned
    expect(tab.locator(".compare-accounts")).to_contain_text("not comparable", use_inner_text=True)


def test_a_run_that_is_not_there_leaves_the_way_to_others(tab, pair):
    tab.goto(f"/compare?run={pair[0]}&run=ffffffffffff")
    tab.get_by_role("alert").wait_for()
    tab.get_by_role("heading", name="Choose the runs").wait_for()
    tab.said[:] = [words for words in tab.said if "404" not in words]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_accessibility_is_broken(new_tab, axe, pair, scheme):
    tab = opened(new_tab(scheme), pair)
    axe(tab)
    tab.get_by_role("button", name="Add or change runs").click()
    tab.get_by_role("heading", name="Choose the runs").wait_for()
    axe(tab)


def test_it_fits_a_phone(new_tab, axe, pair, shot):
    tab = opened(new_tab("dark", width=320, height=640), pair)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    axe(tab)
    shot(tab, "compare-phone")
