import { expect, test } from "vitest";

import { askedOf, lasting, pictureOf } from "./ask";

test("a question leads to the picture of its run, or of its job while it has none", () => {
  expect(pictureOf({ id: "0007", run_id: null })).toBe("/impact/job:0007");
  expect(pictureOf({ id: "0007" })).toBe("/impact/job:0007");
  expect(pictureOf({ id: "0007", run_id: "ab12" })).toBe("/impact/ab12");
});

test("a shipped question is asked by its name alone", () => {
  expect(askedOf("china-gallium", "demo")).toEqual({ scenario: "china-gallium", twin: "demo", engine: null, seed: 0 });
});

test("a span is said as a reader says it", () => {
  expect([365, 10, 1, 730].map(lasting)).toEqual(["a year", "10 days", "a day", "2 years"]);
});
