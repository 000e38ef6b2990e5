"""The page in a real browser: it asks for nothing, says nothing on the console, and fits."""

import pytest

from mainstay.report import write_bundle

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(brief, tmp_path_factory):
    return write_bundle(brief, tmp_path_factory.mktemp("page") / "out").page.as_uri()


@pytest.mark.parametrize("width", [1280, 400, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_opens_quietly_and_fits(browser, address, width, scheme, tmp_path):
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(address)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    shot = tmp_path / "page.png"
    tab.screenshot(path=shot, full_page=True)
    assert shot.stat().st_size > 50_000
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    tab.close()


def test_it_reads_without_script(browser, address):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(address)
    assert tab.get_by_role("heading", name="What the nation hangs on").is_visible()
    assert tab.locator("figure svg").count() > 8
    context.close()


def test_the_skip_link_comes_first_and_works(browser, address):
    tab = browser.new_page()
    tab.goto(address)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.close()


def test_a_table_sorts_by_number_and_keeps_the_unknown_last(browser, address):
    tab = browser.new_page()
    tab.goto(address)
    tab.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    table = tab.locator("#table-of-map")
    for direction in ("ascending", "descending"):
        table.get_by_role("button", name="value").click()
        heading = table.locator("th", has_text="value")
        assert heading.get_attribute("aria-sort") == direction
        cells = table.locator("tbody tr td:nth-child(3)").all_inner_texts()
        assert cells[-1] == "unknown"
        values = [int(cell) for cell in cells[:-1]]
        assert values == sorted(values, reverse=direction == "descending")
    tab.close()
