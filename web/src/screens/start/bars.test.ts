import { expect, test } from "vitest";

import type { Shape } from "../../api/types";
import { barOf, reach } from "./bars";

function line(value: number | null, lo: number | null, hi: number | null, seen: number | null): Shape["StartLine"] {
  const number = { value, lo, hi } as Shape["ShownNumber"];
  return { share: number, seen: { value: seen } } as Shape["StartLine"];
}

test("bars are parts of the largest value or bound", () => {
  expect(reach([line(0.2, 0.1, 0.4, 0), line(0.3, null, null, 0)])).toBe(0.4);
  expect(reach([])).toBe(1);
});

test("what is seen is a part of the bar, and the band stands over it", () => {
  expect(barOf(line(0.2, 0.1, 0.4, 0.25), 0.4)).toEqual({ seen: 12.5, inferred: 50, unknown: null, lo: 25, hi: 100 });
});

test("unknown is hatched, never a bar of no length", () => {
  expect(barOf(line(null, null, null, null), 0.4)).toMatchObject({ unknown: 100, inferred: null });
  expect(barOf(line(0.2, null, null, null), 0.4)).toMatchObject({ unknown: 50, seen: null, lo: null });
});
