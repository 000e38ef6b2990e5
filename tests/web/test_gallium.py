"""From a question on Start to what it does to the country, and the same run by every other door."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("web")]

MAINSTAY = str(Path(sys.executable).parent / "mainstay")
QUESTION = "China stops exporting gallium for a year"


def test_from_start_to_the_impact_in_one_click_and_one_wait(tab, axe, shot):
    tab.goto("/")
    tab.get_by_role("heading", name="Ready questions").wait_for()
    tab.get_by_role("button", name=QUESTION).or_(
        tab.get_by_role("link", name=QUESTION)
    ).first.click()
    # what is on its way is told, and then the address is that of the run: a link to send
    tab.wait_for_url(re.compile(r"/impact/[0-9a-f]{12,}"))
    tab.get_by_role("heading", level=1, name=QUESTION).wait_for()
    tab.locator("figure svg").first.wait_for()
    assert "unknown" not in tab.title()
    shot(tab, "gallium-impact")
    axe(tab)


def test_the_same_run_by_page_by_command_and_by_python(tab, web_home):
    tab.goto("/")
    tab.get_by_role("button", name=QUESTION).or_(
        tab.get_by_role("link", name=QUESTION)
    ).first.click()
    tab.wait_for_url(re.compile(r"/impact/[0-9a-f]{12,}"))
    by_page = re.search(r"/impact/([0-9a-f]+)", tab.url)[1]

    said = subprocess.run(
        [MAINSTAY, "run", "china-gallium", "--home", str(web_home), "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    by_command = json.loads(said.stdout)["run"]["run_id"]

    from mainstay import service

    by_python = service.run_scenario(web_home, "china-gallium").run_id
    assert by_command == by_python
    assert by_command.startswith(by_page)
