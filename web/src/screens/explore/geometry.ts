// From places in the unit square to paths: pure, so that it can be tested without a page.
import type { Shape } from "../../api/types";

export type View = Shape["NetworkView"];
export type Node = Shape["NetNode"];

export interface Frame {
  width: number;
  height: number;
  /** Top to bottom instead of left to right: for narrow pages. */
  upright: boolean;
}

/** Share of a link that must be published for it to be drawn as seen. */
export const MOSTLY = 0.5;
const MARGIN = 16;
const STEPS = 6;
/** Nodes of the narrow bands that are named even where their name covers a neighbor. */
const LARGE = 0.3;

/** The size of the drawing on a page of some width. */
export function frameOf(width: number, aspect: number): Frame {
  const upright = width < 640;
  const height = upright ? Math.round(width * 2.6) : Math.round(width / aspect);
  return { width, height, upright };
}

/** Where a node is drawn. */
export function spot(node: { x: number; y: number }, frame: Frame): [number, number] {
  const [a, b] = frame.upright ? [node.y, node.x] : [node.x, node.y];
  return [MARGIN + a * (frame.width - 2 * MARGIN), MARGIN + b * (frame.height - 2 * MARGIN)];
}

/** How large a node is drawn. */
export function radius(node: Node, frame: Frame): number {
  const scale = frame.upright ? 0.6 : Math.min(1, frame.width / 1100);
  const least = node.kind === "country" || node.kind === "mineral" ? 2.6 : 4;
  return least + scale * node.size * (node.kind === "country" || node.kind === "mineral" ? 4 : 17);
}

/** The path of one link; it bends the way that the picture flows. */
export function curve(from: [number, number], to: [number, number], upright: boolean): string {
  const [x0, y0] = from;
  const [x1, y1] = to;
  if (x0 === x1 && y0 === y1) {
    return `M${n(x0)} ${n(y0 - 3)}a7 6 0 1 1 .1 0`;
  }
  if (upright) {
    const middle = (y0 + y1) / 2;
    return `M${n(x0)} ${n(y0)}C${n(x0)} ${n(middle)} ${n(x1)} ${n(middle)} ${n(x1)} ${n(y1)}`;
  }
  const middle = (x0 + x1) / 2;
  return `M${n(x0)} ${n(y0)}C${n(middle)} ${n(y0)} ${n(middle)} ${n(y1)} ${n(x1)} ${n(y1)}`;
}

const n = (value: number) => value.toFixed(1);

export interface Strand {
  key: string;
  family: string;
  seen: boolean;
  width: number;
  path: string;
}

/** All links as few paths: those of one family, evidence and width are one path. */
export function strands(view: View, frame: Frame, only?: ReadonlySet<number>): Strand[] {
  const { links, families, nodes } = view;
  const largest = families.map(() => 0);
  links.value.forEach((v, k) => {
    const f = links.family[k] ?? 0;
    largest[f] = Math.max(largest[f] ?? 0, Math.abs(v ?? 0));
  });
  const places = nodes.map((node) => spot(node, frame));
  const found = new Map<string, Strand>();
  links.source.forEach((source, k) => {
    if (only && !only.has(k)) return;
    const from = places[source];
    const to = places[links.target[k] ?? -1];
    if (!from || !to) return;
    const f = links.family[k] ?? 0;
    const part = Math.sqrt(Math.abs(links.value[k] ?? 0) / (largest[f] || 1));
    const step = Math.min(STEPS, Math.ceil(part * STEPS) || 1);
    const seen = (links.seen[k] ?? 0) >= MOSTLY;
    const key = `${f}-${seen ? "seen" : "inferred"}-${step}`;
    const family = families[f]?.name.replaceAll(" ", "-") ?? "";
    const strand = found.get(key) ?? { key, family, seen, width: 0.5 + step * (families[f]?.unit === "usd" ? 0.75 : 0.35), path: "" };
    strand.path += curve(from, to, frame.upright);
    found.set(key, strand);
  });
  return [...found.values()];
}

/** The links that begin or end at a node, largest first within each family. */
export function linksOf(view: View, node: number): number[] {
  const found: number[] = [];
  view.links.source.forEach((source, k) => {
    if (source === node || view.links.target[k] === node) found.push(k);
  });
  return found;
}

export interface Label {
  node: number;
  x: number;
  y: number;
  end: boolean;
  words: string;
}

/** Names that fit: the largest first, none over another. */
export function labels(view: View, frame: Frame): Label[] {
  const taken: [number, number, number, number][] = [];
  const marks = view.nodes.map((node) => {
    const [x, y] = spot(node, frame);
    const r = radius(node, frame);
    return [x - r, y - r, x + r, y + r] as const;
  });
  const kept: Label[] = [];
  const rank = (node: Node) => (node.kind === "final" || node.kind === "region" ? 2 : node.size);
  const order = view.nodes.map((_, k) => k).sort((a, b) => rank(view.nodes[b]!) - rank(view.nodes[a]!));
  for (const k of order) {
    const node = view.nodes[k]!;
    const [x, y] = spot(node, frame);
    const words = short(node.name, frame.upright ? 16 : 24);
    const wide = words.length * 6.1;
    const r = radius(node, frame) + 3;
    const end = x + r + wide > frame.width;
    const left = end ? x - r - wide : x + r;
    const box: [number, number, number, number] = [left, y - 7, left + wide, y + 7];
    // in the narrow bands a name must not hide a neighbor; elsewhere the larger node may be named
    const crowded = (node.kind === "country" || node.kind === "mineral") && node.size < LARGE;
    if (crowded && marks.some((m, other) => other !== k && over(m, box))) continue;
    if (left < 0 || taken.some((t) => over(t, box))) continue;
    taken.push(box);
    kept.push({ node: k, x: end ? x - r : x + r, y: y + 3.5, end, words });
  }
  return kept;
}

type Box = readonly [number, number, number, number];

const over = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** A name cut at a word, with a sign that it is. */
export function short(name: string, most: number): string {
  if (name.length <= most) return name;
  const cut = name.slice(0, most);
  const at = cut.lastIndexOf(" ");
  return `${(at > most / 2 ? cut.slice(0, at) : cut).replace(/[,;:]$/, "")}…`;
}

/** The drawn links as a table: what the picture shows, readable without it. */
export function linkTable(view: View): Shape["ShownTable"] {
  const cell = (words: string, key: number | null = null, entity: string | null = null) => ({ words, key, entity });
  const named = (k: number) => {
    const node = view.nodes[k];
    return cell(node?.name ?? "", null, node?.entity || null);
  };
  const rows = view.links.source.map((source, k) => [
    named(source),
    named(view.links.target[k] ?? -1),
    cell(view.families[view.links.family[k] ?? 0]?.words ?? ""),
    cell(view.links.text[k] ?? "", view.links.value[k] ?? null),
    cell(`${(100 * (view.links.seen[k] ?? 0)).toFixed(1)} %`, view.links.seen[k] ?? 0),
    cell(String(view.links.cells[k] ?? ""), view.links.cells[k] ?? null),
  ]);
  const column = (name: string, title: string, is_number = false) => ({ name, title, is_number });
  return {
    name: `network-${view.level.replaceAll(":", "-")}`,
    title: `Links drawn: ${view.title}`,
    source: view.source,
    notes: [...view.gaps.map((g) => `${g}.`), ...view.notes],
    columns: [
      column("supplier", "from"),
      column("buyer", "to"),
      column("what", "what"),
      column("value", "value", true),
      column("seen_share", "seen", true),
      column("cells", "cells", true),
    ],
    rows,
    total: rows.length,
    next: null,
  };
}
