"""Start: from the first page to the picture of an answer in one click, by mouse and by keyboard."""

import csv
import io
import json
import re
import urllib.request

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]


@pytest.fixture(scope="module")
def start(site):
    """Return what the first screen is made of; asked here first, since making it takes a while."""
    with urllib.request.urlopen(f"{site}/api/v1/twins/demo/start", timeout=600) as told:
        return json.load(told)


@pytest.fixture
def page(start, tab):
    """Return the first screen with its lists."""
    tab.goto("/")
    tab.get_by_role("heading", name="Ten things that each account hangs on").wait_for()
    return tab


@pytest.fixture
def asked(page):
    """Return the bodies of what is asked; the server itself is spared the work."""
    bodies = []

    def answer(route):
        bodies.append(route.request.post_data_json)
        job = {"id": "20260101T000000-abc", "state": "queued", "run_id": None}
        route.fulfill(status=202, json=job, headers={"Location": f"/api/v1/jobs/{job['id']}"})

    page.route("**/api/v1/runs", answer)
    # the job is left without an answer: what is said about it is another screen's
    page.route("**/api/v1/jobs/**", lambda route: None)
    return bodies


def test_a_question_is_one_click_from_its_picture(page, asked):
    page.get_by_role("button", name="China stops exporting gallium for a year").first.click()
    page.wait_for_url("**/impact/job:20260101T000000-abc")
    assert asked == [{"scenario": "china-gallium", "twin": "demo", "engine": None, "seed": 0}]


def test_the_page_and_the_command_line_answer_with_the_same_run(page, web_home):
    from mainstay.service import run_scenario

    page.get_by_role("button", name="China stops exporting gallium for a year").first.click()
    page.wait_for_url(re.compile("/impact/[0-9a-f]{64}"))
    page.get_by_role("heading", level=1, name="China stops exporting gallium for a year").wait_for()
    told = page.url.rpartition("/")[2].partition("?")[0]
    assert run_scenario(web_home, "china-gallium").run_id == told


def test_a_question_is_asked_by_keyboard(page, asked):
    page.get_by_role("button", name="Taiwan").or_(
        page.get_by_role("button", name="No semiconductors arrive")
    ).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/impact/job:**")
    assert [body["scenario"] for body in asked] == ["taiwan-strait"]


def test_a_full_queue_is_told_with_what_to_do(page):
    problem = {"title": "the queue is full", "code": "queue_full", "hint": "wait", "problems": []}
    page.route("**/api/v1/runs", lambda route: route.fulfill(status=429, json=problem))
    page.get_by_role("button", name="China stops exporting gallium").first.click()
    alert = page.get_by_role("alert")
    alert.wait_for()
    expect(alert).to_contain_text("the queue is full", use_inner_text=True)
    expect(alert.get_by_role("button", name="Try again")).to_be_visible()
    page.said.clear()


def test_every_question_says_what_it_assumes(page):
    page.get_by_text("All 18 questions").click()
    page.get_by_role("heading", name="A strait or a sea is shut").wait_for()
    page.get_by_text("What it assumes (China stops exporting gallium").click()
    page.get_by_role("link", name="How commodity works").click()
    page.wait_for_url("**/methods?part=engine:commodity")


def test_the_numbers_are_those_of_the_server(page, start):
    first = start["orders"][0]["accounts"][1]["lines"][0]
    health = page.get_by_role("region", name="Health", exact=True)
    line = health.get_by_role("listitem").first
    expect(line).to_contain_text(first["name"], use_inner_text=True)
    line.get_by_role("button", name=first["share"]["text"]).click()
    why = page.locator(".why:popover-open")
    expect(why).to_contain_text("Inferred", use_inner_text=True)
    expect(why).to_contain_text(first["share"]["vintage"], use_inner_text=True)


def test_names_lead_to_their_pages(page, start):
    line = start["orders"][0]["accounts"][0]["lines"][0]
    page.get_by_role("link", name=line["name"], exact=True).first.click()
    page.wait_for_url(f"**/entity/{line['entity'].replace(':', '%3A')}")
    page.said.clear()


def test_order_and_form_stand_in_the_address(page, start):
    page.get_by_role("radio", name="Inside other purchases").check()
    page.wait_for_url("**/?order=hidden")
    page.get_by_role("radio", name="Picture").check()
    page.wait_for_url("**/?order=hidden&view=picture")
    picture = page.get_by_role("img", name="Economy.").first
    picture.wait_for()
    hidden = start["orders"][1]["accounts"][0]["lines"][0]
    assert hidden["share"]["text"] in picture.locator("svg").text_content()
    page.reload()
    page.get_by_role("img", name="Economy.").first.wait_for()
    assert page.get_by_role("radio", name="Inside other purchases").is_checked()


def test_the_lists_can_be_taken_along(page, start):
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV", exact=True).first.click()
    assert taken.value.suggested_filename == "dependencies_imported.csv"
    rows = list(csv.DictReader(io.StringIO(taken.value.path().read_text("utf-8"))))
    shares = [
        line["share"]["value"]
        for account in start["orders"][0]["accounts"]
        for line in account["lines"]
    ]
    assert [float(row["dependent_share"]) for row in rows] == shares


def test_the_table_says_the_same_as_the_list(page):
    page.get_by_role("radio", name="Table").check()
    page.wait_for_url("**/?view=table")
    expect(page.locator("table").first.locator("tbody tr")).to_have_count(30)


def test_the_age_of_sources_sorts_by_days(page):
    table = page.get_by_role("region", name="What is loaded, and how fresh it is")
    table.get_by_role("button", name="age").click()
    column = table.locator("thead th").all_inner_texts()
    place = next(k for k, head in enumerate(column) if head.startswith("age"))
    ages = [row.locator("td").nth(place).inner_text() for row in table.locator("tbody tr").all()]
    # from the oldest figures to those that are still true today
    assert ages[0].endswith("years")
    assert ages[-1] == "current" or ages[-1].endswith(("months", "days"))


def test_a_phone_needs_no_scrolling_sideways(start, new_tab, axe, shot):
    phone = new_tab(width=320, height=640)
    phone.goto("/")
    phone.get_by_role("heading", name="What this rests on").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    axe(phone)
    shot(phone, "start-phone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/?order=hidden&view=picture", "/?view=table"])
def test_it_can_be_read_by_everyone(start, new_tab, axe, shot, scheme, address):
    seen = new_tab(scheme=scheme)
    seen.goto(address)
    seen.get_by_role("heading", name="What this rests on").wait_for()
    for summary in ("All 18 questions", "5 further findings"):
        seen.get_by_text(summary).click()
    axe(seen)
    shot(seen, f"start-{address.rpartition('=')[2].strip('/') or 'list'}-{scheme}")


def test_questions_are_there_while_the_lists_are_made(start, tab):
    held = []

    def hold(route):
        held.append(route)

    tab.route("**/api/v1/twins/demo/start", hold)
    tab.goto("/")
    tab.get_by_role("button", name="China stops exporting gallium").first.wait_for()
    expect(tab.get_by_role("status").last).to_contain_text("up to a minute", use_inner_text=True)
    held[0].continue_()
    tab.get_by_role("heading", name="Ten things that each account hangs on").wait_for()
