"""``mainstay demo`` ends with the address of a server that answers, and Ctrl-C ends it."""

import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

pytestmark = [pytest.mark.xdist_group("web")]

MAINSTAY = str(Path(sys.executable).parent / "mainstay")


def test_the_demo_ends_with_an_address_that_answers(web_home, tmp_path):
    command = [MAINSTAY, "demo", "--home", str(web_home)]
    with (tmp_path / "said").open("w") as said:
        running = subprocess.Popen(
            [*command, "--out", str(tmp_path / "brief"), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            env={"PATH": "/nowhere", "HOME": str(tmp_path)},
        )
        try:
            lines = []
            for line in running.stdout:
                lines.append(line.strip())
                if line.startswith("http://127.0.0.1:"):
                    break
            assert lines[-1].startswith("http://127.0.0.1:"), (tmp_path / "said").read_text("utf-8")
            with urllib.request.urlopen(lines[-1] + "api/v1/twins/demo", timeout=60) as answer:
                assert answer.status == 200
        finally:
            running.send_signal(signal.SIGINT)
            code = running.wait(timeout=60)
            running.stdout.close()
    assert code == 0
    assert (tmp_path / "brief" / "brief.html").is_file()


def test_no_serve_leaves_no_server(web_home, tmp_path):
    command = [MAINSTAY, "demo", "--home", str(web_home)]
    done = subprocess.run(
        [*command, "--no-serve", "--out", str(tmp_path / "brief")],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    assert "http://" not in done.stdout
