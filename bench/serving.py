"""The server under load: many clients reading entities and neighborhoods, one server process.

Server and clients share the machine's cores, so that throughput is that of both together.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mainstay.service import build_twin

Child = Callable[..., Any]

CLIENTS, SECONDS = 50, 60

#: No client asks more often than this: the loop ends even if the clock does not.
MOST = 100_000


@contextmanager
def home() -> Iterator[Path]:
    """Yield a home with the demo twin: the one of MAINSTAY_BENCH_HOME, or a new one."""
    if given := os.environ.get("MAINSTAY_BENCH_HOME"):
        yield Path(given)
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        print("building the demo twin", file=sys.stderr)
        build_twin(Path(folder) / "home", name="demo")
        yield Path(folder) / "home"


@contextmanager
def server(at: Path) -> Iterator[tuple[str, int, int]]:
    """Yield host, port and process id of a server on a home, started by its own command."""
    started = subprocess.Popen(
        [sys.executable, "-c", "from mainstay.cli import main; main()", "serve", "--home", str(at),
         "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert started.stdout is not None
        address = urlsplit(started.stdout.readline().strip())
        assert address.hostname is not None
        assert address.port is not None
        yield address.hostname, address.port, started.pid
    finally:
        started.send_signal(signal.SIGINT)
        started.wait(30)


def resident_mb(process: int) -> float:
    """Return the memory that a process holds now."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    held = next(line for line in lines if line.startswith("VmRSS:"))
    return int(held.split()[1]) / 1024


def measure(child: Child, about: dict[str, object], seconds: int = SECONDS) -> list[dict[str, Any]]:
    """Return the rows of ``results.json``; ``child`` runs a file of this folder."""
    rows: list[dict[str, Any]] = []
    with home() as at, server(at) as (host, port, process):
        where = (host, str(port))
        for what in ("entities", "neighborhoods", "both"):
            # once through, alone: what is computed once is computed, and this is the quiet time
            quiet = child("serving_child.py", *where, "1", "600", "48", what)
            before = resident_mb(process)
            lasting = seconds if what == "both" else max(1, seconds // 3)
            found = child("serving_child.py", *where, str(CLIENTS), str(lasting), str(MOST), what)
            time.sleep(1)
            rows.append({
                "id": f"serving.{what}", "what": what, **found, "clients": CLIENTS,
                "alone_p50_ms": quiet["p50_ms"], "rss_before_mb": before,
                "rss_after_mb": resident_mb(process), "unit": "requests/s", "machine": about,
            })  # fmt: skip
    return rows


def page(rows: list[dict[str, Any]]) -> str:
    """Return the section of ``RESULTS.md``."""
    if not rows:
        return ""
    text = "\n## Server under load\n\n" + HEAD + (
        "| read | clients | s | requests | errors | requests/s | alone p50, ms | p50, ms | p90, ms "
        "| p99, ms | worst, ms | MB/s | memory before, MB | after, MB |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    )  # fmt: skip
    for row in rows:
        text += (
            f"| {row['what']} | {row['clients']} | {row['seconds']:.0f} | {row['requests']:,} | "
            f"{sum(row['errors'].values())} | {row['per_second']:,.0f} | "
            f"{row['alone_p50_ms']:.1f} | {row['p50_ms']:.0f} | {row['p90_ms']:.0f} | "
            f"{row['p99_ms']:.0f} | {row['worst_ms']:.0f} | "
            f"{row['received_mb'] / row['seconds']:.1f} | {row['rss_before_mb']:.0f} | "
            f"{row['rss_after_mb']:.0f} |\n"
        )
    return text


HEAD = """One process of `mainstay serve` on loopback, on the demo twin; every client asks, waits
for the whole answer (JSON, gzip) and asks on over one connection. Entities are eight industries,
commodities, countries and minerals; neighborhoods go two steps up and down from each; both
alternate. An answer that is not 200, is cut short or differs from the first of its address counts
as an error. Clients run on the same cores. Alone is one client that asks one after the other.

"""
