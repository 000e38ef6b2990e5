"""What tests of the page ask a live server beside the browser; no test by itself."""

import json
import time
import urllib.request

ENDED = {"done", "failed", "cancelled", "interrupted"}


def get(site, path):
    """Return what an address of the API answers."""
    with urllib.request.urlopen(f"{site}/api/v1{path}", timeout=60) as answer:
        return json.load(answer)


def post(site, path, body=None):
    """Send something to an address of the API and return the answer."""
    data = json.dumps(body).encode() if body is not None else b""
    headers = {"Content-Type": "application/json"} if body is not None else {}
    request = urllib.request.Request(f"{site}/api/v1{path}", data, headers, method="POST")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def finished(site, job):
    """Wait until a job is done and return the id of its run."""
    for _ in range(600):
        view = get(site, f"/jobs/{job}")
        if view["state"] in ENDED:
            break
        time.sleep(0.2)
    assert view["state"] == "done", view["problem"] or view["state"]
    return view["run_id"]
