import { expect, test } from "vitest";

import { spans } from "./ranks";

test("neighbors are joined, two alone are not", () => {
  expect(spans([5, 2, 3, 4, 9])).toBe("2–5, 9");
  expect(spans([2, 3])).toBe("2, 3");
  expect(spans([])).toBe("");
});
