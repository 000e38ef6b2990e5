import { expect, test } from "vitest";

import { apiPath, pathOf, runsOf, withFirst, without } from "./comparing";

test("runs of an address are each there once, four at most, and only ids", () => {
  const search = new URLSearchParams("run=aa&run=bb&run=aa&run=<b>&run=cc&run=dd&run=ee");
  expect(runsOf(search)).toEqual(["aa", "bb", "cc", "dd"]);
});

test("an address keeps what else it holds", () => {
  expect(pathOf(["aa", "bb"], new URLSearchParams("twin=x&run=old"))).toBe("/compare?twin=x&run=aa&run=bb");
  expect(pathOf([])).toBe("/compare");
  expect(apiPath(["aa", "bb"])).toBe("/compare?run=aa&run=bb");
});

test("a run is taken out or put first", () => {
  expect(without(["aa", "bb", "cc"], "bb")).toEqual(["aa", "cc"]);
  expect(withFirst(["aa", "bb", "cc"], "cc")).toEqual(["cc", "aa", "bb"]);
});
