"""The page of a mineral in a real headless browser."""

import pytest

from mainstay.report import write_bundle

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_says_nothing(browser, story, width, scheme, tmp_path):
    address = write_bundle(story, tmp_path / "out").page.as_uri()
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(address)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    tab.close()


def test_names_of_a_chain_do_not_touch(browser, story, tmp_path):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(write_bundle(story, tmp_path / "out").page.as_uri())
    boxes = tab.evaluate(
        "Array.from(document.querySelectorAll('#figure-chain-gallium .panel svg text'))"
        ".map(t => t.getBoundingClientRect()).map(r => [r.left, r.top, r.right, r.bottom])"
    )
    assert len(boxes) > 20
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            across = min(a[2], b[2]) - max(a[0], b[0])
            down = min(a[3], b[3]) - max(a[1], b[1])
            assert across <= 1 or down <= 3, (a, b)
    tab.close()


def test_its_colors_follow_the_scheme(browser, story, tmp_path):
    address = write_bundle(story, tmp_path / "out").page.as_uri()
    fills = []
    for scheme in ("light", "dark"):
        tab = browser.new_page(color_scheme=scheme)
        tab.goto(address)
        fills.append(
            tab.evaluate(
                "getComputedStyle(document.querySelector('#figure-chain-gallium svg rect[x]')).fill"
            )
        )
        tab.close()
    assert fills[0] != fills[1]
