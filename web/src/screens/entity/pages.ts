// Pages of a neighborhood put together, and the same as tables.
import type { Shape } from "../../api/types";

type Page = Shape["Neighborhood"];
type Table = Shape["ShownTable"];
type Cell = Shape["ShownCell"];

/** Return pages that follow each other as one; sums are the same on each, so the last one's count. */
export function joined(pages: readonly Page[]): Page | undefined {
  const last = pages.at(-1);
  if (!last) return undefined;
  return {
    ...last,
    nodes: pages.flatMap((p) => p.nodes).sort((a, b) => a.tier - b.tier),
    links: pages.flatMap((p) => p.links),
    links_left_out: pages.reduce((sum, p) => sum + p.links_left_out, 0),
  };
}

/** Return the nodes as a table. */
export function nodeTable(page: Page): Table {
  const dollars = page.unit === "USD";
  const depends = page.nodes.some((n) => n.dependence !== null);
  const columns = [
    column("tier", "step", true),
    column("name", "name", false),
    column("about", "what it is", false),
    column("share", `share ${page.whole_text}`.trim(), true),
    column("ends", page.direction === "upstream" ? "of it ends there" : "of it into final use", true),
    ...(dollars ? [column("dollars", "dollars", true)] : []),
    ...(depends ? [column("dependence", "part of its own cost", true)] : []),
  ];
  const rows = page.nodes.map((n) => [
    cell(String(n.tier), n.tier),
    cell(n.name, null, n.entity),
    cell(n.about),
    cell(n.share_text, n.share),
    cell(n.ends_text, n.ends),
    ...(dollars ? [cell(n.dollars_text, n.dollars)] : []),
    ...(depends ? [cell(n.dependence_text, n.dependence)] : []),
  ]);
  return table(`${page.direction}_of_${page.entity}`, titleOf(page), page, columns, rows);
}

/** Return the links between the nodes shown as a table. */
export function linkTable(page: Page): Table {
  const names = new Map(page.nodes.map((n) => [n.key, n]));
  const up = page.direction === "upstream";
  const rows = page.links.map((link) => {
    const [from, to] = [names.get(up ? link.far : link.near), names.get(up ? link.near : link.far)];
    return [cell(from?.name ?? "", null, from?.entity), cell(to?.name ?? "", null, to?.entity), cell(link.share_text, link.share), cell(`${(100 * link.seen).toFixed(0)} %`, link.seen)];
  });
  const columns = [column("from", "from", false), column("to", "to", false), column("share", "share", true), column("seen", "of it published", true)];
  return table(`links_${page.direction}_of_${page.entity}`, "What goes between those shown", page, columns, rows);
}

function titleOf(page: Page): string {
  return page.direction === "upstream" ? `Who stands behind ${page.name}` : `Who buys ${page.name}, and who buys from them`;
}

function table(name: string, title: string, page: Page, columns: Table["columns"], rows: Cell[][]): Table {
  const why = page.tiers[0]?.why;
  const source = why ? `${why.sources.join(", ")} ${why.vintage}; ${why.method}, confidence ${why.confidence_word}` : "";
  return { name: name.replace(/[^a-zA-Z0-9]+/g, "_"), title, source, notes: page.notes, columns, rows, total: rows.length, next: null };
}

function column(name: string, title: string, is_number: boolean): Table["columns"][number] {
  return { name, title, is_number };
}

function cell(words: string, key: number | null = null, entity: string | null | undefined = null): Cell {
  return { words, key, entity: entity ?? null };
}

/** Width of a bar in percent of the longest of its column; an unknown one is hatched over it all. */
export function widthOf(share: number | null, longest: number): number {
  if (share === null) return 100;
  return longest > 0 ? Math.max((100 * Math.abs(share)) / longest, 0.5) : 0;
}
