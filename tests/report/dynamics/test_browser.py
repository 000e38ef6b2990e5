"""The page of a run in a real headless browser."""

import pytest

from mainstay.report import write_bundle

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(many, tmp_path_factory):
    return write_bundle(many, tmp_path_factory.mktemp("page") / "out").page.as_uri()


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_says_nothing(browser, address, width, scheme):
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


@pytest.mark.parametrize(
    "figure",
    ["over-time-account", "heat-industry", "recovery-industry", "exceedance", "tornado"],
)
def test_words_of_a_drawing_do_not_touch(browser, address, figure):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(address)
    panels = tab.evaluate(
        f"Array.from(document.querySelectorAll('#figure-{figure} .panel svg')).map(s =>"
        " Array.from(s.querySelectorAll('text')).filter(t => t.textContent)"
        ".map(t => t.getBoundingClientRect()).map(r => [r.left, r.top, r.right, r.bottom]))"
    )
    assert sum(map(len, panels)) > 10
    for boxes in panels:
        for i, a in enumerate(boxes):
            for b in boxes[i + 1 :]:
                across = min(a[2], b[2]) - max(a[0], b[0])
                down = min(a[3], b[3]) - max(a[1], b[1])
                assert across <= 1 or down <= 3, (a, b)
    tab.close()


def test_words_stay_within_their_drawing(browser, address):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto(address)
    outside = tab.evaluate(
        "Array.from(document.querySelectorAll('.panel svg')).flatMap(s => {"
        " const f = s.getBoundingClientRect();"
        " return Array.from(s.querySelectorAll('text')).filter(t => {"
        "  const r = t.getBoundingClientRect();"
        "  return t.textContent && r.width && (r.left < f.left - 3 || r.right > f.right + 9 ||"
        "   r.top < f.top - 3 || r.bottom > f.bottom + 3) }).map(t => t.textContent) })"
    )
    assert outside == []
    tab.close()
