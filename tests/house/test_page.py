"""The built page is packed whole, asks nobody else for anything, and has the colors of figures."""

import importlib.util
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = "mainstay/rest/static/"


def script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """Return the folder with a wheel and an sdist of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist"]
    subprocess.run([*build, "-d", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return folder


def test_a_wheel_holds_the_page_and_its_licenses(packed):
    with zipfile.ZipFile(next(packed.glob("*.whl"))) as wheel:
        names = {n.removeprefix(STATIC) for n in wheel.namelist() if n.startswith(STATIC)}
        assert {"index.html", "favicon.svg", "licenses.md", "built-from.txt"} <= names
        assert "react" in wheel.read(f"{STATIC}licenses.md").decode()
        index = wheel.read(f"{STATIC}index.html").decode()
    for asset in re.findall(r'(?:src|href)="/(assets/[^"]+)"', index):
        assert asset in names


def test_the_document_asks_only_its_own_server(packed):
    with zipfile.ZipFile(next(packed.glob("*.whl"))) as wheel:
        index = wheel.read(f"{STATIC}index.html").decode()
        styles = [wheel.read(n).decode() for n in wheel.namelist() if n.endswith(".css")]
    assert "//" not in "".join(re.findall(r'(?:src|href)="([^"]*)"', index))
    assert not re.search(r"<script(?![^>]*\bsrc=)", index), "an inline script"
    for style in styles:
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", style)


def test_an_sdist_holds_the_page(packed):
    with tarfile.open(next(packed.glob("*.tar.gz"))) as sdist:
        names = [n for n in sdist.getnames() if n.endswith(f"src/{STATIC}index.html")]
    assert len(names) == 1


def test_a_stale_page_is_not_packed(tmp_path):
    hook = script("check_page")
    (tmp_path / "src" / "mainstay" / "rest" / "static").mkdir(parents=True)
    made = hook.CheckPage(str(tmp_path), {}, None, None, "", "wheel")
    with pytest.raises(SystemExit, match="make web"):
        made.initialize("standard", {})
    made.initialize("editable", {})


def test_the_page_is_that_of_its_sources():
    assert script("web_digest").is_fresh(), "run make web"


def test_colors_of_the_page_are_those_of_the_figures():
    tokens = script("write_tokens")
    assert tokens.TARGET.read_text("utf-8") == tokens.text(), "run make api"
