"""Tabulate the outlines of countries into the report's map, ``assets/world.json``.

    npm pack world-atlas@2 && tar xzf world-atlas-2.0.2.tgz
    python scripts/embed_map.py package/countries-50m.json country-codes.csv

The first file is TopoJSON of Natural Earth 1:50m (public domain), as world-atlas (ISC license)
packs it; the second gives the three-letter code for each numeric one. Lines are thinned on
shared arcs, so that neighbors stay neighbors; Antarctica and islets are left out; a country too
small to be seen at page width gets a dot.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import json
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/mainstay/report/assets/world.json"

#: Degrees squared: a vertex whose triangle is smaller is dropped. Half a pixel at page width.
THIN = 0.06
#: Degrees squared: rings below are islets, left out unless they are a country's largest.
ISLET = 0.35
#: Degrees squared: countries below are drawn as a dot as well.
SMALL = 1.6
#: Degrees squared: countries below are a dot only; on the grid their outline would fold over.
TINY = 0.25
#: Steps per degree of the stored grid.
GRID = 20
#: Codes for outlines that carry no ISO number, by the name in the source.
UNNUMBERED = {"Kosovo": "XKX"}

Point = tuple[float, float]


def decode(topology: dict) -> list[list[Point]]:
    """Return each arc as longitudes and latitudes."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def thin(points: list[Point]) -> list[Point]:
    """Drop the vertices that matter least (Visvalingam and Whyatt 1993), ends kept."""
    n = len(points)
    left, right = [i - 1 for i in range(n)], [i + 1 for i in range(n)]
    alive = [True] * n

    def size(i: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = points[left[i]], points[i], points[right[i]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    queue = [(size(i), i) for i in range(1, n - 1)]
    current = {i: s for s, i in queue}
    heapq.heapify(queue)
    floor = 3 if points[0] == points[-1] else 1
    left_over = n - 1
    while queue and left_over > floor:
        area, i = heapq.heappop(queue)
        if not alive[i] or area != current[i]:
            continue
        if area > THIN:
            break
        alive[i] = False
        left_over -= 1
        right[left[i]], left[right[i]] = right[i], left[i]
        for j in (left[i], right[i]):
            if 0 < j < n - 1:
                current[j] = max(area, size(j))
                heapq.heappush(queue, (current[j], j))
    return [p for p, keep in zip(points, alive, strict=True) if keep]


def ring(arcs: list[list[Point]], indexes: list[int]) -> list[Point]:
    """Join the arcs of one ring."""
    points: list[Point] = []
    for index in indexes:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += part[1:] if points else part
    return points


def shoelace(points: list[Point]) -> tuple[float, Point]:
    """Return the area of a ring, in degrees squared, and its center."""
    area = cx = cy = 0.0
    for (ax, ay), (bx, by) in pairwise(points):
        cross = ax * by - bx * ay
        area, cx, cy = area + cross, cx + (ax + bx) * cross, cy + (ay + by) * cross
    if abs(area) < 1e-9:
        return 0.0, points[0]
    return abs(area) / 2, (cx / (3 * area), cy / (3 * area))


def country(geometry: dict, full: list[list[Point]]) -> tuple[list, float, Point]:
    """Return the polygons worth drawing, the whole area, and the center of the largest part."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    sized = [(*shoelace(ring(full, p[0])), p) for p in polygons]
    area, center, _ = max(sized, key=lambda s: s[0])
    kept = [p for a, _, p in sized if a >= min(ISLET, area)]
    return kept, sum(a for a, _, _ in sized), center


def encode(arcs: list[list[Point]]) -> list[list[list[int]]]:
    """Return arcs as steps on the grid, standing still left out."""
    out = []
    for points in arcs:
        grid = [(round(x * GRID), round(y * GRID)) for x, y in points]
        steps = [list(grid[0])]
        for (ax, ay), (bx, by) in pairwise(grid):
            if (ax, ay) != (bx, by):
                steps.append([bx - ax, by - ay])
        out.append(steps if len(steps) > 1 else [*steps, [0, 0]])
    return out


def build(topology: dict, iso3: dict[int, str]) -> dict:
    """Return the thinned topology with three-letter codes and dots."""
    full = decode(topology)
    names: dict[int, int] = {}
    geometries: list[dict] = []
    places: dict[str, list] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = iso3.get(int(shape.get("id", -1)), UNNUMBERED.get(name, ""))
        if code == "ATA":
            continue
        kept, area, center = country(shape, full)
        if code:
            places.setdefault(code, []).append((area, name, center))
        if area < TINY:
            continue

        def renumber(index: int) -> int:
            place = names.setdefault(max(index, ~index), len(names))
            return place if index >= 0 else ~place

        arcs = [[[renumber(i) for i in r] for r in polygon] for polygon in kept]
        geometries.append(
            {"type": "MultiPolygon", "id": code or None, "properties": {"name": name}, "arcs": arcs}
        )
    used = [thin(full[i]) for i in names]
    # one code may have several outlines (a country and its remote islands): the largest counts
    largest = {code: max(parts) for code, parts in places.items()}
    dots = [
        {"id": code, "name": name, "lon": round(center[0], 2), "lat": round(center[1], 2)}
        for code, (area, name, center) in sorted(largest.items())
        if area < SMALL
    ]
    return {
        "type": "Topology",
        "source": "Natural Earth 1:50m admin 0, 4.1.0 (public domain), by world-atlas 2.0.2",
        "transform": {"scale": [1 / GRID, 1 / GRID], "translate": [0, 0]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": encode(used),
        "dots": dots,
    }


def main() -> None:
    """Read both files, write the map, say how big it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outlines", type=Path, help="countries-50m.json of world-atlas 2")
    parser.add_argument("codes", type=Path, help="CSV with ISO3166-1-numeric and -Alpha-3")
    given = parser.parse_args()
    with given.codes.open(encoding="utf-8") as lines:
        rows = [r for r in csv.DictReader(lines) if r["ISO3166-1-numeric"].strip()]
    iso3 = {int(r["ISO3166-1-numeric"]): r["ISO3166-1-Alpha-3"] for r in rows}
    world = build(json.loads(given.outlines.read_text("utf-8")), iso3)
    text = json.dumps(world, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", "utf-8")
    shapes = world["objects"]["countries"]["geometries"]
    print(f"{len(shapes)} outlines, {len(world['dots'])} dots, {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
