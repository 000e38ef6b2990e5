import { expect, test } from "vitest";

import { step } from "./suggesting";

test("arrows go round through the field", () => {
  expect(step("ArrowDown", -1, 2)).toBe(0);
  expect(step("ArrowDown", 1, 2)).toBe(-1);
  expect(step("ArrowUp", -1, 2)).toBe(1);
  expect(step("ArrowUp", 0, 2)).toBe(-1);
});

test("other keys and an empty list are left to the field", () => {
  expect(step("a", 0, 2)).toBeNull();
  expect(step("Home", 0, 2)).toBeNull();
  expect(step("ArrowDown", -1, 0)).toBeNull();
});
