import { expect, it } from "vitest";

import type { Shape } from "../../api/types";
import { together } from "./pages";

const page = (names: string[], cells: string[], next: string | null): Shape["ShownTable"] => ({
  name: "cells", title: "", source: "", notes: [], total: 2, next,
  columns: names.map((name) => ({ name, title: name, is_number: name !== "who" })),
  rows: [cells.map((words) => ({ words, key: null, entity: null }))],
});

it("keeps every column that any page has, in order, and says what is unknown", () => {
  const all = together([page(["who", "usd"], ["a", "$1"], "c"), page(["who", "low"], ["b", "$0"], null)], ["who", "low", "usd"]);
  expect(all?.columns.map((c) => c.name)).toEqual(["who", "low", "usd"]);
  expect(all?.rows.map((r) => r.map((c) => c.words))).toEqual([["a", "unknown", "$1"], ["b", "$0", "unknown"]]);
  expect(all?.next).toBeNull();
  expect(together([], [])).toBeUndefined();
});
