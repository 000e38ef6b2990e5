// Rows by one column: numbers by number, words by alphabet, the unknown always last.
import type { Shape } from "../api/types";

type Row = readonly Shape["ShownCell"][];
export type Direction = "ascending" | "descending";

/** Return rows sorted by a column. */
export function sorted(rows: readonly Row[], column: number, isNumber: boolean, direction: Direction): Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [left, right] = [a[column], b[column]];
    if (!isNumber) return sign * (left?.words ?? "").localeCompare(right?.words ?? "");
    const [x, y] = [left?.key ?? null, right?.key ?? null];
    if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0);
    return sign * (x - y);
  });
}
