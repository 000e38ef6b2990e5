// Pages of one table put together: the server leaves out columns that a page has nothing in.
import type { Shape } from "../../api/types";

type Table = Shape["ShownTable"];

/** Return pages as one table, with every column that any of them has. */
export function together(pages: readonly Table[], order: readonly string[]): Table | undefined {
  const last = pages.at(-1);
  if (!last) return undefined;
  const known = new Map(pages.flatMap((page) => page.columns.map((c) => [c.name, c] as const)));
  const columns = [...known.values()].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const rows = pages.flatMap((page) => {
    const at = columns.map((c) => page.columns.findIndex((own) => own.name === c.name));
    return page.rows.map((row) =>
      at.map((k, c) => row[k] ?? { words: columns[c]?.is_number ? "unknown" : "", key: null, entity: null }),
    );
  });
  return { ...last, columns, rows };
}

/** The order of the columns of cells. */
export const CELL_COLUMNS = [
  "supplier", "buyer", "what", "value_usd", "value_lo_usd", "value_hi_usd", "of_market_share", "quantity", "unit",
  "seen_share", "method", "confidence",
];
