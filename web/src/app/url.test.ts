import { expect, test } from "vitest";

import { keepTwin, withParams } from "./url";

test("parameters are set, taken out and sorted", () => {
  expect(withParams({ b: "2", a: "1" }, "/explore?c=3")).toBe("/explore?a=1&b=2&c=3");
  expect(withParams({ c: null, d: "" }, "/explore?c=3&d=4")).toBe("/explore");
});

test("a link keeps the twin that the page looks at", () => {
  expect(keepTwin("/tiers/x", "?twin=mine")).toBe("/tiers/x?twin=mine");
  expect(keepTwin("/tiers/x", "")).toBe("/tiers/x");
});
