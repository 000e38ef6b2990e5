import { expect, test } from "vitest";

import type { Shape } from "../../api/types";
import { altOf, flowOf, HEIGHT, short, WIDTH } from "./flow";
import { joined, linkTable, nodeTable, widthOf } from "./pages";

type Page = Shape["Neighborhood"];

const why: Shape["ShownWhy"] = { sources: ["toy"], vintage: "1", method: "observed", is_seen: true, confidence: 0.9, confidence_word: "high", label: "public", note: "" };

function node(key: string, share: number | null, entity: string | null = `industry:${key}`): Shape["NeighborNode"] {
  const tier = Number(key.split("/")[0]);
  const words = share === null ? "unknown" : `${100 * share} %`;
  return { key, tier, entity, name: `Name ${key}`, about: "industry", share, ends: share, dollars: null, dependence: null, share_text: words, ends_text: words, dollars_text: "", dependence_text: "" };
}

function tier(number: number, reached: number, nodes: number, unknown = 0): Shape["TierTotal"] {
  return { tier: number, title: `T${number}`, why, reached, ends: reached / 2, goes_on: reached / 2, aside: 0, final: [], nodes, shown: nodes, shown_share: reached, rest_share: 0, unknown, reached_text: `${100 * reached} %`, ends_text: "", goes_on_text: "", aside_text: "", rest_text: "" };
}

/** The toy's metal: 0.6, 0.2 and 0.2 of a dollar, of which a half goes on. */
function metal(direction: Page["direction"] = "upstream"): Page {
  return {
    entity: "commodity:metal", name: "Metal", direction, whole: 100, whole_text: "of $100", unit: "USD", is_chain: true, bought: [], bought_text: "",
    tiers: [tier(1, 1, 3), tier(2, 0.5, 2)], beyond: 0.25, beyond_text: "25 %",
    nodes: [node("1/0", 0.6), node("1/1", 0.2), node("1/2", 0.2, null), node("2/1", 0.3), node("2/0", 0.2)],
    links: [{ near: "1/0", far: "2/1", share: 0.24, share_text: "24 %", seen: 1 }, { near: "1/0", far: "2/0", share: 0.12, share_text: "12 %", seen: 0 }],
    links_left_out: 0.1, notes: [], missing: "", next: null,
  };
}

test("goods go from left to right whichever way is looked", () => {
  const up = flowOf(metal());
  const down = flowOf(metal("downstream"));
  const x = (flow: ReturnType<typeof flowOf>, key: string) => flow.blocks.find((b) => b.key === key)!.x;
  expect(x(up, "2/0")).toBeLessThan(x(up, "1/0"));
  expect(x(up, "1/0")).toBeLessThan(x(up, "self"));
  expect(x(down, "self")).toBeLessThan(x(down, "1/0"));
  expect(Math.max(...up.blocks.map((b) => b.x + 14))).toBeLessThanOrEqual(WIDTH);
});

test("blocks of a column keep their proportions and stay inside", () => {
  const { blocks } = flowOf(metal());
  const [a, b] = ["1/0", "1/1"].map((key) => blocks.find((block) => block.key === key)!);
  expect(a!.height / b!.height).toBeCloseTo(3);
  expect(Math.max(...blocks.map((block) => block.y + block.height))).toBeLessThanOrEqual(HEIGHT + 1e-6);
  expect(blocks.find((block) => block.key === "1/2")!.kind).toBe("unknown");
});

test("what is not drawn by name is one block, and no picture holds what is unknown", () => {
  const page = metal();
  page.tiers[0] = tier(1, 1, 40, 1);
  page.nodes = [node("1/0", 0.5), node("1/9", null)];
  const { blocks } = flowOf(page);
  const rest = blocks.find((b) => b.key === "1/rest")!;
  expect(rest.name).toBe("38 more");
  expect(rest.height).toBeCloseTo(blocks.find((b) => b.key === "1/0")!.height);
  expect(blocks.some((b) => b.key === "1/9")).toBe(false);
});

test("bands join blocks that are there, in the way of the goods", () => {
  const { bands } = flowOf(metal());
  expect(bands.filter((b) => b.to === "self").map((b) => b.from)).toEqual(["1/0", "1/1", "1/2"]);
  expect(bands.find((b) => b.from === "2/1")).toMatchObject({ to: "1/0", seen: 1 });
  expect(bands.every((b) => !b.path.includes("NaN"))).toBe(true);
  const market = { ...metal(), is_chain: false, links: [] };
  expect(flowOf(market).bands).toEqual([]);
});

test("a long name is cut at a word", () => {
  expect(short("Semiconductor and related device manufacturing")).toBe("Semiconductor and related …");
  expect(short("Gallium")).toBe("Gallium");
});

test("the picture can be read out", () => {
  expect(altOf(metal())).toContain("T1, 100 %: Name 1/0 60 %");
});

test("pages are put together and their sums are the last one's", () => {
  const second = { ...metal(), nodes: [node("1/7", 0.01)], links_left_out: 0.2 };
  const whole = joined([metal(), second])!;
  expect(whole.nodes.map((n) => n.key)).toEqual(["1/0", "1/1", "1/2", "1/7", "2/1", "2/0"]);
  expect(whole.links_left_out).toBeCloseTo(0.3);
  expect(joined([])).toBeUndefined();
});

test("the table holds every node with its entity, and unknown as a word", () => {
  const page = metal();
  page.nodes.push(node("1/9", null));
  const table = nodeTable(page);
  expect(table.rows).toHaveLength(6);
  expect(table.rows[0]![1]).toEqual({ words: "Name 1/0", key: null, entity: "industry:1/0" });
  expect(table.rows[5]![3]).toEqual({ words: "unknown", key: null, entity: null });
});

test("links read from the one who gives", () => {
  expect(linkTable(metal()).rows[0]!.slice(0, 2).map((c) => c.words)).toEqual(["Name 2/1", "Name 1/0"]);
  expect(linkTable(metal("downstream")).rows[0]!.slice(0, 2).map((c) => c.words)).toEqual(["Name 1/0", "Name 2/1"]);
});

test("an unknown bar is hatched over its whole width", () => {
  expect(widthOf(null, 0.5)).toBe(100);
  expect(widthOf(0.25, 0.5)).toBe(50);
  expect(widthOf(0, 0.5)).toBe(0.5);
});
