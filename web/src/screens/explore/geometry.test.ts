import { describe, expect, it } from "vitest";

import { curve, frameOf, labels, linkTable, linksOf, short, spot, strands, type View } from "./geometry";

const node = (id: string, x: number, y: number, size = 0.5) => ({
  id, name: id, kind: "sector", entity: "", opens: id, x, y, size, is_ghost: false, words: "",
});

const VIEW = {
  level: "overview", title: "Net", alt: "", across: "", aspect: 1.6, notes: ["n."], whys: [], source: "twin",
  nodes: [node("a", 0, 0, 1), node("b", 1, 1), node("c", 1, 1, 0.1)],
  links: {
    source: [0, 1, 0], target: [1, 1, 2], family: [0, 0, 1], value: [4, 1, null], seen: [1, 0, 0.4],
    cells: [3, 1, 2], text: ["$4", "$1", "unknown"],
  },
  families: [
    { name: "purchases", words: "purchases", unit: "usd", meaning: "", drawn_links: 2, drawn_value: 5, drawn_text: "$5", hidden_links: 0, hidden_value: 0, hidden_text: "$0", seen_share: 0.8 },
    { name: "end uses", words: "end uses", unit: "share", meaning: "", drawn_links: 1, drawn_value: 0, drawn_text: "", hidden_links: 0, hidden_value: 0, hidden_text: "", seen_share: 0 },
  ],
  gaps: ["3 smaller links not drawn"],
} as unknown as View;

describe("places", () => {
  it("stay inside of the drawing and turn on narrow pages", () => {
    const wide = frameOf(1000, 1.6);
    expect(wide).toEqual({ width: 1000, height: 625, upright: false });
    expect(spot({ x: 1, y: 0 }, wide)).toEqual([984, 16]);
    const narrow = frameOf(300, 1.6);
    expect(narrow.upright).toBe(true);
    expect(spot({ x: 1, y: 0 }, narrow)).toEqual([16, narrow.height - 16]);
  });

  it("bend the way that the picture flows; a link to itself is a loop", () => {
    expect(curve([0, 0], [10, 20], false)).toBe("M0.0 0.0C5.0 0.0 5.0 20.0 10.0 20.0");
    expect(curve([0, 0], [10, 20], true)).toBe("M0.0 0.0C0.0 10.0 10.0 10.0 10.0 20.0");
    expect(curve([5, 5], [5, 5], false)).toContain("a7 6");
  });
});

describe("strands", () => {
  it("hold every link once, seen and inferred apart", () => {
    const found = strands(VIEW, frameOf(1000, 1.6));
    expect(found.map((s) => s.path.split("M").length - 1).reduce((a, b) => a + b)).toBe(3);
    expect(found.map((s) => [s.family, s.seen])).toEqual([["purchases", true], ["purchases", false], ["end-uses", false]]);
    expect(found[0]!.width).toBeGreaterThan(found[1]!.width);
    expect(strands(VIEW, frameOf(1000, 1.6), new Set([1]))).toHaveLength(1);
  });

  it("are found by node", () => {
    expect(linksOf(VIEW, 1)).toEqual([0, 1]);
    expect(linksOf(VIEW, 2)).toEqual([2]);
  });
});

describe("names", () => {
  it("never lie over each other, the largest first", () => {
    const long = { ...VIEW, nodes: VIEW.nodes.map((n) => ({ ...n, name: `${n.name} long name` })) };
    expect(labels(long, frameOf(1000, 1.6)).map((l) => l.words)).toEqual(["a long name", "b long name"]);
  });

  it("are cut at a word", () => {
    expect(short("Computer and electronic products", 24)).toBe("Computer and electronic…");
    expect(short("Farms", 24)).toBe("Farms");
  });
});

describe("the table of a picture", () => {
  it("holds every link drawn and what is not drawn", () => {
    const table = linkTable(VIEW);
    expect(table.rows).toHaveLength(3);
    expect(table.rows[0]!.map((c) => c.words)).toEqual(["a", "b", "purchases", "$4", "100.0 %", "3"]);
    expect(table.rows[2]![3]!.key).toBeNull();
    expect(table.notes).toEqual(["3 smaller links not drawn.", "n."]);
  });
});
