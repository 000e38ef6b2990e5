import { expect, test } from "vitest";

import type { Shape } from "../../api/types";
import { csvOf } from "../../components/download";
import { areasThat, cardsThat, counted, holds, overviewOf } from "./search";

const CARD: Shape["CardView"] = {
  anchor: "engine:ario", group: "engine", name: "ario", version: "1", title: "What stops when",
  needs: ["make"], yields: ["recovery"], parameters: [], parameters_schema: {}, citation: "Hallegatte 2008", license: "Apache-2.0",
  url: "", limits: ["Days to about two years."], takes_scenarios: true, aggregation: "bounds", aggregation_words: "",
  tested_on: "The toy net", command: { cli: "", python: "" },
};

test("every word has to occur, in any case and order", () => {
  expect(holds("Hallegatte 2008, and 2013", "2013 hallegatte")).toBe(true);
  expect(holds("Hallegatte 2008", "hallegatte 2013")).toBe(false);
  expect(holds("anything", "  ")).toBe(true);
});

test("a Card is found by its limits, citation or tables", () => {
  for (const words of ["two years", "hallegatte", "recovery", "engine:ario"]) expect(cardsThat([CARD], words)).toHaveLength(1);
  expect(cardsThat([CARD], "cobalt")).toHaveLength(0);
});

test("an area is found by who says so", () => {
  const area: Shape["KnownArea"] = {
    name: "leontief", sentence: "", command: { cli: "", python: "" },
    answers: [{ id: "leontief.inverse", kind: "published", kind_words: "", source: "Miller & Blair" }],
  };
  expect(areasThat([area], "miller published")).toHaveLength(1);
  expect(areasThat([area], "diimpy")).toHaveLength(0);
});

test("all Cards are one table with a line for each", () => {
  expect(csvOf(overviewOf([CARD])).split("\n")[1]).toBe(
    "engine:ario,1,What stops when,make,recovery,Hallegatte 2008,Apache-2.0,Days to about two years.,bounds,The toy net",
  );
});

test("one is one", () => {
  expect([0, 1, 2].map((n) => counted(n, "engine"))).toEqual(["0 engines", "1 engine", "2 engines"]);
});
