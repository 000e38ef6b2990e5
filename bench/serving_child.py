"""Many clients that read from a server at once, each over a connection of its own.

``serving_child.py HOST PORT CLIENTS SECONDS MOST WHAT``, where WHAT is entities, neighborhoods or
both: their addresses are asked by turns. A client asks, waits for the whole answer, and asks on,
for some seconds and at most ``MOST`` times. An answer that is not 200, is cut short, or differs
from the first one of its path is an error.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

#: Seconds after which a client gives up on an answer; that is an error.
PATIENCE = 60.0

#: What is read.
ENTITIES = ("industry:334413", "industry:336411", "mineral:gallium", "mineral:cobalt",
            "country:CHN", "commodity:334413", "industry:1111B0", "country:DEU")  # fmt: skip


def paths(what: str) -> list[str]:
    """Return the addresses that are asked for."""
    one = [f"/api/v1/twins/demo/entities/{key}" for key in ENTITIES]
    around = [f"{path}/neighborhood?direction={way}&tiers=2" for path in one
              for way in ("upstream", "downstream")]  # fmt: skip
    both = [path for pair in zip(one * 2, around, strict=True) for path in pair]
    return {"entities": one, "neighborhoods": around, "both": both}[what]


@dataclass
class Found:
    """What the clients saw: seconds of each answer, errors by their words, bytes."""

    seconds: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    first: dict[str, bytes] = field(default_factory=dict)
    received: int = 0

    def summary(self, wall: float) -> dict[str, object]:
        """Return it as plain data."""
        cuts = statistics.quantiles(self.seconds, n=100) if len(self.seconds) > 1 else [0.0] * 99
        return {
            "requests": len(self.seconds), "errors": dict(self.errors), "seconds": wall,
            "per_second": len(self.seconds) / wall if wall else 0.0,
            "p50_ms": 1e3 * cuts[49], "p90_ms": 1e3 * cuts[89], "p99_ms": 1e3 * cuts[98],
            "worst_ms": 1e3 * max(self.seconds, default=0.0), "received_mb": self.received / 1e6,
        }  # fmt: skip


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str,
              path: str) -> tuple[int, bytes]:  # fmt: skip
    """Return status and body of one answer."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n"
                 "Accept-Encoding: gzip\r\n\r\n".encode())  # fmt: skip
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:])}
    body = await reader.readexactly(int(headers["content-length"]))
    return int(head[0].split()[1]), body


async def client(found: Found, host: str, port: int, until: float, paths: list[str]) -> None:
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except OSError as error:
        found.errors[type(error).__name__] += 1
        return
    for path in paths:
        if time.perf_counter() >= until:
            break
        start = time.perf_counter()
        try:
            status, body = await asyncio.wait_for(ask(reader, writer, host, path), PATIENCE)
        except (OSError, EOFError, TimeoutError, KeyError, ValueError) as error:
            found.errors[type(error).__name__] += 1
            break
        found.seconds.append(time.perf_counter() - start)
        found.received += len(body)
        if status != 200:
            found.errors[f"status {status}"] += 1
        elif found.first.setdefault(path, body) != body:
            found.errors[f"another answer to {path}"] += 1
    writer.close()


async def load(host: str, port: int, clients: int, seconds: float, most: int,
               paths: list[str]) -> dict[str, object]:  # fmt: skip
    """Return what so many clients saw in so many seconds, each asking at most so often."""
    found = Found()
    start = time.perf_counter()
    turns = itertools.cycle(range(len(paths)))
    work = []
    for _ in range(clients):
        # each begins elsewhere, so that not all ask for the same at once
        first = next(turns)
        own = [paths[(first + k) % len(paths)] for k in range(most)]
        work.append(client(found, host, port, start + seconds, own))
    await asyncio.gather(*work)
    return found.summary(time.perf_counter() - start)


if __name__ == "__main__":
    host, port, clients, seconds, most, what = sys.argv[1:]
    print(json.dumps(asyncio.run(
        load(host, int(port), int(clients), float(seconds), int(most), paths(what))
    )))  # fmt: skip
