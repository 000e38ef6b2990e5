import { expect, test } from "vitest";

import type { Shape } from "../../api/types";
import { after, askedOf, linesTable, mapWords, shadesOf, stepOf, tableAddress } from "./playing";

const step = (day: number) => ({ day, title: `Day ${day}`, said: "", below: 0, told: 0, missing_usd_per_day: 0, figure: "" });
const STEPS = [0, 1, 30, 730].map(step);
const PLACES: Shape["SpreadLine"][] = [
  { id: "US", name: "United States", entity: null, countries: ["USA"], shares: [0, 0.1], words: ["0.0 %", "10.0 %"], shades: ["shade-0", "shade-3"] },
  { id: "Europe", name: "Europe", entity: "region:Europe", countries: ["DEU", "FRA"], shares: [0, null], words: ["0.0 %", "unknown"], shades: ["shade-0", "unknown"] },
];

test("a path names a run or a job", () => {
  expect(askedOf("1fb32b")).toEqual({ run: "1fb32b", job: null });
  expect(askedOf("job:20-a")).toEqual({ run: null, job: "20-a" });
  expect(askedOf("")).toEqual({ run: null, job: null });
  expect(askedOf("job:")).toEqual({ run: null, job: null });
});

test("a day in the address is the last step that is not after it", () => {
  expect(stepOf("30", STEPS, 2)).toBe(2);
  expect(stepOf("45", STEPS, 0)).toBe(2);
  expect(stepOf("9999", STEPS, 0)).toBe(3);
  expect(stepOf("", STEPS, 2)).toBe(2);
  expect(stepOf("soon", STEPS, 1)).toBe(1);
});

test("after the last step comes the first", () => {
  expect(after(0, 4)).toBe(1);
  expect(after(3, 4)).toBe(0);
  expect(after(0, 0)).toBe(0);
});

test("a place colors all of its countries, the unknown as unknown", () => {
  expect([...shadesOf(PLACES, 1)]).toEqual([["USA", "shade-3"], ["DEU", "unknown"], ["FRA", "unknown"]]);
  expect(mapWords(PLACES, 1, "Day 1")).toContain("United States 10.0 %, Europe unknown");
});

test("the table twin has a column per step and leaves the unknown empty", () => {
  const view = { source: "demo", notes: [], steps: STEPS.slice(0, 2) } as unknown as Shape["SpreadView"];
  const table = linesTable(view, "places", "Places", PLACES);
  expect(table.columns.map((c) => c.name)).toEqual(["name", "day_0_loss_share", "day_1_loss_share"]);
  expect(table.rows[1]?.[2]).toEqual({ words: "unknown", key: null, entity: null });
});

test("tables are taken from the server in the form asked for", () => {
  expect(tableAddress("ab", "by_activity", "arrow")).toBe("/api/v1/runs/ab/tables/by_activity?format=arrow");
});
