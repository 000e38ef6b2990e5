import { expect, test } from "vitest";

import { spans, unbroken } from "./words";

test("neighbors are joined, two alone are not", () => {
  expect(spans([5, 2, 3, 4, 9])).toBe("2–5, 9");
  expect(spans([2, 3])).toBe("2, 3");
  expect(spans([])).toBe("");
});

test("a number stays with its unit", () => {
  expect(unbroken("$31.2 tn; 0.56 % of it")).toBe("$31.2\u00a0tn; 0.56\u00a0% of it");
});
