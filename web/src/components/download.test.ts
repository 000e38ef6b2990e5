import { expect, test } from "vitest";

import { csvOf, jsonOf } from "./download";

const TABLE = {
  name: "t",
  title: "T",
  source: "demo",
  notes: [],
  columns: [
    { name: "name", title: "name", is_number: false },
    { name: "loss_usd", title: "loss", is_number: true },
  ],
  rows: [
    [{ words: 'Chips, "small"', key: null, entity: null }, { words: "$2 M", key: 2e6, entity: null }],
    [{ words: "Cars", key: null, entity: null }, { words: "unknown", key: null, entity: null }],
  ],
  total: 2,
  next: null,
};

test("CSV quotes words, keeps numbers and leaves the unknown empty", () => {
  expect(csvOf(TABLE)).toBe('name,loss_usd\n"Chips, ""small""",2000000\nCars,\n');
});

test("JSON keeps where it is from; unknown is null", () => {
  expect(JSON.parse(jsonOf(TABLE))).toMatchObject({ source: "demo", rows: [{ loss_usd: 2e6 }, { loss_usd: null }] });
});
