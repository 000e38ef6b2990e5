import { expect, test } from "vitest";

import { beginning, packed, prefilled, unpacked } from "./address";
import { blank, blankShock, draftOf, numberOf, percentOf, retargeted, shareOf, withEngine } from "./draft";

const SHIPPED = {
  version: 1, name: "hurricane", title: "A hurricane", engine: "ario", start: null, duration_days: 10,
  shocks: [
    { target: "capacity", codes: ["324110"], size: 0.17, country: null, low: 0.11, high: 0.31, recovery: "linear", recovery_days: 30 },
    { target: "delay", codes: ["us:334413"], country: null, low: null, high: null, days: 6 },
  ],
  assumptions: ["One.", "Two: three, four."],
};

test("percent and share are one number, without the dust of fractions", () => {
  for (const share of [0.17, 0.29, 0.055, 1, 0, 0.002, 1 / 3]) expect(shareOf(percentOf(share))).toBeCloseTo(share, 11);
  expect(percentOf(0.29)).toBe("29");
  expect(shareOf("29")).toBe(0.29);
  expect(shareOf("29 %")).toBe(0.29);
  expect(shareOf("many")).toBe("many");
  expect(percentOf("many")).toBe("many");
  expect(numberOf(" ")).toBeNull();
});

test("what differs is packed, the rest is not; both ways are one", () => {
  const base = draftOf(SHIPPED);
  expect(packed(base, base)).toBe("");
  const first = base.shocks[0] ?? blankShock("");
  const changed = { ...base, title: "Worse", shocks: [{ ...first, size: 0.5 }, ...base.shocks.slice(1)] };
  const text = packed(changed, base);
  expect(JSON.parse(text)).toEqual({
    title: "Worse",
    shocks: [{ target: "capacity", codes: ["324110"], size: 0.5, low: 0.11, high: 0.31, recovery: "linear", recovery_days: 30 }, 1],
  });
  expect(unpacked(text, base)).toEqual(changed);
});

test("an emptied field is packed too", () => {
  const base = draftOf(SHIPPED);
  const changed = { ...base, assumptions: [], duration_days: null, shocks: base.shocks.slice(1) };
  expect(unpacked(packed(changed, base), base)).toEqual(changed);
});

test("an address that somebody broke gives the base", () => {
  const base = blank();
  for (const text of ["", "{", "null", "3", '"x"']) expect(unpacked(text, base)).toEqual(base);
  expect(unpacked('{"shocks":[7,{"target":"imports"}],"other":1}', base).shocks).toHaveLength(2);
});

test("a link begins a draft", () => {
  const made = prefilled(new URLSearchParams("target=exports&codes=mineral:gallium:world-primary&country=CHN&size=0.5"));
  expect(made?.engine).toBe("commodity");
  expect(made?.shocks[0]).toMatchObject({ target: "exports", codes: ["mineral:gallium:world-primary"], country: "CHN", size: 0.5 });
  expect(prefilled(new URLSearchParams("target=capacity&codes=324110,325110"))?.engine).toBe("ario");
  expect(prefilled(new URLSearchParams("target=import_price&codes=us-imports:211000&size=20%25"))).toMatchObject({ engine: "leontief", shocks: [{ size: 0.2 }] });
  expect(prefilled(new URLSearchParams("twin=mine"))).toBeNull();
  expect(beginning(new URLSearchParams("from=cobalt&draft=x"))).toBe("from=cobalt");
});

const TARGETS = [
  { name: "exports", title: "", size_means: "", unit: "share", chosen_from: "minerals", country: "must", needs_days: false, engines: [] },
  { name: "capacity", title: "", size_means: "", unit: "share", chosen_from: "activities", country: "may", needs_days: true, engines: [] },
  { name: "labor", title: "", size_means: "", unit: "share", chosen_from: "activities", country: "may", needs_days: true, engines: [] },
  { name: "delay", title: "", size_means: "", unit: "days", chosen_from: "products", country: "may", needs_days: true, engines: [] },
];

test("what a shock does next keeps what still means something", () => {
  const shock = { ...blankShock("capacity"), codes: ["324110"], size: 0.3, recovery: "linear", recovery_days: 5 };
  const [, , labor, delay] = TARGETS;
  if (!labor || !delay) throw new Error("no targets");
  expect(retargeted(shock, labor, TARGETS)).toEqual({ ...shock, target: "labor" });
  expect(retargeted(shock, delay, TARGETS)).toMatchObject({ codes: [], size: null, days: null });
  expect(retargeted(blankShock("delay"), labor, TARGETS).size).toBe(1);
});

test("another engine changes only shocks that say nothing", () => {
  const engine = { name: "ario", version: "1", title: "", knows_days: true, targets: ["imports"], limits: [], takes: { runs: 0, low_seconds: null, mid_seconds: null, high_seconds: null, words: "" } };
  expect(withEngine(blank(), engine).shocks[0]?.target).toBe("imports");
  const full = { ...blank(), shocks: [{ ...blankShock("exports"), codes: ["x"] }] };
  expect(withEngine(full, engine).shocks[0]?.target).toBe("exports");
});
