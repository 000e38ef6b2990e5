// The picture of a neighborhood: columns of blocks and the bands between them, as numbers.
import type { Shape } from "../../api/types";

type Page = Shape["Neighborhood"];
type Node = Shape["NeighborNode"];

export const WIDTH = 1000;
export const HEIGHT = 380;
const BLOCK = 14;
const GAP = 5;
/** Room for the words of the last column, which stand to its right as all do. */
const MARGIN = 225;
/** Width of a letter, and what the share behind a name takes. */
const LETTER = 7.2;
const SHARE = 62;
/** Blocks of a column; what comes after is one block. */
const MOST = 9;

export interface Block {
  key: string;
  name: string;
  text: string;
  x: number;
  y: number;
  height: number;
  /** Letters that have room beside it. */
  room: number;
  kind: "self" | "node" | "rest" | "unknown";
  seen: boolean;
}

export interface Band {
  from: string;
  to: string;
  path: string;
  seen: number;
}

export interface Column {
  title: string;
  text: string;
  x: number;
}

export interface Flow {
  blocks: Block[];
  bands: Band[];
  columns: Column[];
}

/**
 * Lay a neighborhood out from left to right in the direction in which goods go. Heights are parts of
 * their own column, since a column one step on holds a fraction of the one before.
 */
export function flowOf(page: Page): Flow {
  const up = page.direction === "upstream";
  const count = page.tiers.length + 1;
  const span = (WIDTH - BLOCK - (up ? 0 : MARGIN)) / Math.max(count - 1, 1);
  const step = page.is_chain ? span : WIDTH / Math.max(page.tiers.length, 1);
  const first = page.is_chain ? 0 : 1;
  const x = (column: number) => (up ? (count - 1 - column) * step : (column - first) * step);
  const room = Math.floor((Math.min(step, up ? step : MARGIN * 1.3) - BLOCK - SHARE) / LETTER);
  const self: Block = { key: "self", name: page.name, text: "", x: x(0), y: 0, height: HEIGHT, room, kind: "self", seen: true };
  // markets of their own do not flow into it
  const blocks: Block[] = page.is_chain ? [self] : [];
  const columns: Column[] = page.is_chain ? [{ title: short(page.name, count > 3 ? 14 : 34), text: "", x: x(0) }] : [];
  page.tiers.forEach((tier, k) => {
    blocks.push(...columnOf(page, k, x(k + 1), room));
    columns.push({ title: tier.title, text: page.is_chain ? tier.reached_text : "", x: x(k + 1) });
  });
  return { blocks, bands: bandsOf(page, blocks, up), columns };
}

function columnOf(page: Page, k: number, x: number, words: number): Block[] {
  const tier = page.tiers[k];
  if (!tier || tier.reached <= 0) return [];
  const nodes = page.nodes.filter((n) => n.tier === k + 1 && n.share !== null && n.share > 0);
  const first = nodes.slice(0, MOST);
  const rest = Math.max(tier.reached - first.reduce((sum, n) => sum + (n.share ?? 0), 0), 0);
  const others = tier.nodes - tier.unknown - first.length;
  const total = first.length + (rest > 1e-6 && others > 0 ? 1 : 0);
  const room = HEIGHT - GAP * Math.max(total - 1, 0);
  let y = 0;
  const made: Block[] = [];
  function add(key: string, name: string, text: string, share: number, kind: Block["kind"]) {
    const height = (room * share) / tier!.reached;
    made.push({ key, name, text, x, y, height, room: words, kind, seen: tier!.why.is_seen });
    y += height + GAP;
  }
  for (const n of first) add(n.key, n.name, n.share_text, n.share ?? 0, isNobody(n) ? "unknown" : "node");
  if (total > first.length) add(`${k + 1}/rest`, `${others} more`, "", rest, "rest");
  return made;
}

function isNobody(node: Node): boolean {
  return node.entity === null;
}

function bandsOf(page: Page, blocks: Block[], up: boolean): Band[] {
  const at = new Map(blocks.map((b) => [b.key, b]));
  const self = at.get("self");
  const used = new Map<string, number>();
  const bands: Band[] = [];
  const take = (block: Block, size: number, end: string) => {
    const from = used.get(`${block.key} ${end}`) ?? 0;
    used.set(`${block.key} ${end}`, from + size);
    return [block.y + from, block.y + from + size] as const;
  };
  if (self && page.is_chain) {
    for (const block of blocks.filter((b) => b.key.startsWith("1/"))) {
      const whole = (block.height * HEIGHT) / columnHeight(blocks, block.x);
      bands.push({ from: up ? block.key : "self", to: up ? "self" : block.key, seen: 0, path: ribbon(self, take(self, whole, "far"), block, [block.y, block.y + block.height], up) });
    }
  }
  for (const link of page.links) {
    const near = at.get(link.near);
    const far = at.get(link.far);
    const tier = page.tiers[Number(link.near.split("/")[0]) - 1];
    const next = page.tiers[Number(link.far.split("/")[0]) - 1];
    if (!near || !far || !tier || !next) continue;
    const a = take(near, (link.share / tier.reached) * columnHeight(blocks, near.x), "far");
    const b = take(far, (link.share / next.reached) * columnHeight(blocks, far.x), "near");
    bands.push({ from: up ? link.far : link.near, to: up ? link.near : link.far, seen: link.seen, path: ribbon(near, a, far, b, up) });
  }
  return bands;
}

/** Height that the blocks of a column fill without the gaps between them. */
function columnHeight(blocks: Block[], x: number): number {
  return blocks.filter((b) => b.x === x).reduce((sum, b) => sum + b.height, 0);
}

function ribbon(near: Block, a: readonly [number, number], far: Block, b: readonly [number, number], up: boolean): string {
  const x0 = up ? near.x : near.x + BLOCK;
  const x1 = up ? far.x + BLOCK : far.x;
  const mid = (x0 + x1) / 2;
  const n = (value: number) => value.toFixed(1);
  return (
    `M${n(x0)} ${n(a[0])}C${n(mid)} ${n(a[0])} ${n(mid)} ${n(b[0])} ${n(x1)} ${n(b[0])}` +
    `L${n(x1)} ${n(b[1])}C${n(mid)} ${n(b[1])} ${n(mid)} ${n(a[1])} ${n(x0)} ${n(a[1])}Z`
  );
}

/** A name short enough for the picture; the whole one stands in the list. */
export function short(name: string, most = 30): string {
  if (name.length <= most) return name;
  const cut = name.slice(0, most);
  const end = cut.lastIndexOf(" ");
  return `${(end > most / 2 ? cut.slice(0, end) : cut).replace(/[,;(]+$/, "")} …`;
}

/** The picture in words, for those who do not see it. */
export function altOf(page: Page): string {
  const way = page.direction === "upstream" ? "Suppliers" : "Buyers";
  const parts = page.tiers.map((tier) => {
    const first = page.nodes.filter((n) => n.tier === tier.tier).slice(0, 3);
    const named = first.map((n) => `${n.name} ${n.share_text}`).join(", ");
    return `${tier.title}, ${tier.reached_text}: ${named}`;
  });
  return `${way} of ${page.name} step by step. ${parts.join(". ")}.`;
}
