// What is on the screen, taken along as a file.
import type { Shape } from "../api/types";

/** Hand a text to the browser as a file. */
export function download(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** Return a table as CSV: numbers as numbers, the unknown as nothing. */
export function csvOf(table: Shape["ShownTable"]): string {
  const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = table.columns.map((c) => quoted(c.name)).join(",");
  const rows = table.rows.map((row) =>
    row.map((cell, k) => (table.columns[k]?.is_number ? String(cell.key ?? "") : quoted(cell.words))).join(","),
  );
  return [head, ...rows].join("\n") + "\n";
}

/** Return a table as JSON records, with where it is from. */
export function jsonOf(table: Shape["ShownTable"]): string {
  const rows = table.rows.map((row) =>
    Object.fromEntries(
      row.map((cell, k) => [table.columns[k]?.name ?? String(k), table.columns[k]?.is_number ? (cell.key ?? null) : cell.words]),
    ),
  );
  const { name, title, source, notes } = table;
  return JSON.stringify({ name, title, source, notes, rows }, null, 1) + "\n";
}
