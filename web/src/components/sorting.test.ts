import { expect, test } from "vitest";

import { sorted } from "./sorting";

const row = (words: string, key: number | null) => [{ words, key, entity: null }];

test("the unknown comes last both ways", () => {
  const rows = [row("unknown", null), row("2", 2), row("10", 10)];
  expect(sorted(rows, 0, true, "ascending").map((r) => r[0]?.words)).toEqual(["2", "10", "unknown"]);
  expect(sorted(rows, 0, true, "descending").map((r) => r[0]?.words)).toEqual(["10", "2", "unknown"]);
});
