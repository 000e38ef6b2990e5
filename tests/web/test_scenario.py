"""The scenario builder in a browser: build, be told, save, paste, run; the same run elsewhere."""

import re
import time

import pytest
import yaml
from playwright.sync_api import expect

from mainstay import service
from mainstay.model import Scenario
from mainstay.service.scenario_files import shipped_scenarios

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]

FITS = re.compile("It fits the twin and can run")


def verdict(tab):
    """Return the box that tells what the scenario says."""
    return tab.get_by_role("region", name="In plain words")


def file_of(tab):
    """Return the scenario's file as the page shows it."""
    return tab.get_by_role("region", name="The file").locator("pre").first.inner_text()


def wait_until_it_fits(tab):
    """Wait until the draft was checked and runs."""
    verdict(tab).get_by_text(FITS).wait_for()


def test_built_by_keyboard_and_run_then_the_same_by_file(tab, web_home, tmp_path):
    """Known answer: the file that the page writes, run without it, has the run id of the page."""
    tab.goto("/scenario")
    tab.get_by_role("combobox", name="Of what").focus()
    tab.keyboard.type("gallium")
    tab.get_by_role("option", name=re.compile("Gallium, world")).wait_for()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.get_by_role("list", name="Chosen").get_by_text("Gallium").wait_for()
    tab.get_by_role("option", name=re.compile("China, 99")).wait_for(state="attached")
    tab.get_by_role("combobox", name="Where").select_option("CHN")
    tab.get_by_role("textbox", name="Size").fill("60")
    # a question that this home was not asked before
    seed = time.time_ns() % 10**9
    tab.get_by_role("textbox", name="Seed of random draws").fill(str(seed))
    tab.get_by_role("textbox", name="Assumptions").fill("Six tenths are taken.\nNothing else.")
    verdict(tab).get_by_text("China exports 60 % less gallium for a year.").wait_for()
    wait_until_it_fits(tab)
    text = file_of(tab)
    told = Scenario.parse(text)
    assert told.name == "china-exports-60-less-gallium"
    assert told.shocks[0].size == 0.6
    assert told.assumptions == ("Six tenths are taken.", "Nothing else.")

    verdict(tab).get_by_role("button", name="Run it").click()
    tab.wait_for_url(re.compile(r"/impact/[0-9a-f]{64}"), timeout=120_000)
    run_id = re.search(r"/impact/([0-9a-f]{64})", tab.url).group(1)
    file = tmp_path / "page.yaml"
    file.write_text(text, "utf-8")
    assert service.run_scenario(web_home, file, seed=seed).run_id == run_id

    tab.go_back()
    while "/scenario" not in tab.url:
        tab.go_back()
    verdict(tab).get_by_role("link", name=re.compile("See the answer")).wait_for()


def test_the_whole_state_is_in_the_address(tab, new_tab):
    tab.goto("/scenario?from=gulf-hurricane")
    wait_until_it_fits(tab)
    assert "draft" not in tab.url
    tab.get_by_role("group", name="Shock 1").get_by_role("textbox", name="Size").fill("25")
    tab.wait_for_url(lambda url: "draft=" in url)
    assert "recovery_days" in tab.url
    tab.get_by_role("radio", name="inoperability").check()
    verdict(tab).get_by_text("25 % of the capacity of petroleum refineries").wait_for()
    tab.wait_for_url(lambda url: "inoperability" in url)

    other = new_tab()
    other.goto(tab.url)
    verdict(other).get_by_text("25 % of the capacity of petroleum refineries").wait_for()
    assert other.get_by_role("radio", name="inoperability").is_checked()
    # only what differs is in it: the second shock by its place
    draft = yaml.safe_load(other.evaluate("new URLSearchParams(location.search).get('draft')"))
    assert draft["shocks"][1:] == [1, 2]
    other.get_by_role("button", name="Start again").click()
    other.wait_for_url(lambda url: "draft=" not in url)
    verdict(other).get_by_text("17 % of the capacity of petroleum refineries").wait_for()


def test_what_is_wrong_is_tied_to_its_field(tab):
    tab.goto("/scenario?from=taiwan-strait")
    wait_until_it_fits(tab)
    size = tab.get_by_role("textbox", name="Size")
    size.focus()
    size.fill("")
    tab.keyboard.type("most of it")
    link = verdict(tab).get_by_role("link", name="Shock 1, size")
    link.wait_for()
    # told while typing: the focus stays, and the words are read with the field
    assert size.evaluate("n => n === document.activeElement")
    expect(size).to_have_value("most of it")
    assert size.get_attribute("aria-invalid") == "true"
    described = size.get_attribute("aria-describedby").split()
    words = " ".join(tab.locator(f"[id='{key}']").inner_text() for key in described)
    assert "is no number" in words
    tab.get_by_role("textbox", name="Title").focus()
    link.click()
    assert size.evaluate("n => n === document.activeElement")
    # running what is not ready leads to the list of what is missing
    verdict(tab).get_by_role("button", name="Run it").click()
    tab.locator(".to-do:focus").wait_for()
    size.fill("30")
    wait_until_it_fits(tab)
    assert size.get_attribute("aria-invalid") is None


def test_saved_by_name_opened_by_name_and_deleted(tab):
    tab.goto("/scenario?from=fewer-cars")
    wait_until_it_fits(tab)
    keep = tab.get_by_role("region", name="Keep it")
    assert keep.get_by_role("button", name="Save").is_disabled()
    tab.get_by_role("textbox", name="Size").fill("12")
    verdict(tab).get_by_text("12 % less is bought").wait_for()
    keep.get_by_role("textbox", name="Name in this home").fill("page-cars")
    keep.get_by_role("button", name=re.compile("Save|Replace")).click()
    tab.wait_for_url(lambda url: url.endswith("from=page-cars"))
    keep.get_by_text("mainstay run page-cars").wait_for()
    wait_until_it_fits(tab)
    assert Scenario.parse(file_of(tab)).name == "page-cars"
    verdict(tab).get_by_text("Copy as command or Python").click()
    verdict(tab).get_by_text("mainstay run page-cars").wait_for()

    tab.goto("/scenario")
    tab.get_by_role("combobox", name="Start from").select_option("page-cars")
    tab.get_by_role("button", name="Open").click()
    verdict(tab).get_by_text("12 % less is bought").wait_for()
    keep.get_by_role("button", name="Delete page-cars").click()
    keep.get_by_role("button", name="Yes, delete page-cars").click()
    tab.wait_for_url(lambda url: "page-cars" not in url)


def test_a_file_is_taken_in_and_its_faults_are_told(tab, axe):
    tab.goto("/scenario")
    tab.get_by_text("Paste or open a file").click()
    box = tab.get_by_role("textbox", name="Text of a scenario file")
    box.fill(shipped_scenarios()["cobalt"].replace("size: 1.0", "size: 7"))
    tab.get_by_role("button", name="Take it into the form").click()
    tab.get_by_text("It does not hold together yet").wait_for()
    tab.locator("#yaml-faults").get_by_text("Shock 1, size").wait_for()
    axe(tab)
    box.fill(shipped_scenarios()["cobalt"])
    tab.get_by_role("button", name="Take it into the form").click()
    verdict(tab).get_by_text("exports no cobalt for a year").wait_for()
    wait_until_it_fits(tab)
    assert Scenario.parse(file_of(tab)) == Scenario.parse(shipped_scenarios()["cobalt"])


def test_the_file_is_taken_along(tab, tmp_path):
    tab.goto("/scenario?from=china-gallium")
    wait_until_it_fits(tab)
    with tab.expect_download() as started:
        tab.get_by_role("button", name="Download china-gallium.yaml").click()
    path = tmp_path / "got.yaml"
    started.value.save_as(path)
    assert Scenario.load(path) == Scenario.parse(shipped_scenarios()["china-gallium"])


def test_a_link_from_elsewhere_begins_a_scenario(tab):
    tab.goto("/scenario?target=imports&codes=us-imports:334413&country=Japan&size=0.5")
    verdict(tab).get_by_text(
        "50 % of the imports of semiconductor and related device manufacturing from Japan"
    ).wait_for()
    wait_until_it_fits(tab)
    assert tab.get_by_role("radio", name="ario").is_checked()


def test_what_a_link_says_wrong_stands_at_its_field(tab):
    tab.goto("/scenario?target=exports&codes=galium&country=CHN&size=2")
    size = tab.get_by_role("textbox", name="Size")
    tab.locator(".faults").get_by_text("100 % at most").wait_for()
    assert size.get_attribute("aria-invalid") == "true"
    size.fill("100")
    tab.locator(".faults").get_by_text("no product 'galium'").wait_for()
    tab.get_by_role("button", name="Remove galium").click()
    verdict(tab).get_by_role("link", name="Shock 1, of what").wait_for()


def test_a_thing_that_another_engine_knows_says_so(tab):
    tab.goto("/scenario?target=imports&engine=ario")
    tab.get_by_role("combobox", name="Of what").fill("gallium")
    tab.get_by_text("commodity can answer for it").wait_for()
    tab.keyboard.press("Escape")
    assert tab.get_by_role("combobox", name="Of what").get_attribute("aria-expanded") == "false"


def test_a_scenario_that_is_not_there_helps(tab, axe):
    tab.goto("/scenario?from=china-galium")
    tab.get_by_text("china-gallium").first.wait_for()
    axe(tab)
    tab.get_by_role("combobox", name="Start from").wait_for()
    # the browser tells of every answer that is an error
    assert all("404" in said for said in tab.said)
    tab.said.clear()


@pytest.mark.parametrize(
    ("name", "scheme", "width", "address"),
    [
        ("blank", "light", 1280, "/scenario"),
        ("days", "dark", 1280, "/scenario?from=gulf-hurricane"),
        ("narrow", "light", 320, "/scenario?from=china-gallium"),
        ("faults", "dark", 320, "/scenario?target=exports&codes=galium&country=CHN&size=2"),
    ],
)
def test_pictures_and_rules(new_tab, axe, shot, name, scheme, width, address):
    tab = new_tab(scheme=scheme, width=width)
    tab.goto(address)
    verdict(tab).get_by_role("status").get_by_text(re.compile("can run|to settle")).wait_for()
    tab.get_by_role("combobox", name="Of what").first.focus()
    tab.get_by_text(re.compile("arrow keys walk|looks alike|called that")).first.wait_for()
    axe(tab)
    shot(tab, f"scenario-{name}")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert tab.evaluate(wide) <= 0
