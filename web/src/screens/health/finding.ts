// What of the page is shown: by state, and by words anywhere in a table.
import type { Shape } from "../../api/types";

type Group = Shape["HealthGroup"];
type Part = Shape["HealthPart"];

/** Groups that may be asked for, and those of one state. */
export const SHOWN = ["all", "act", "look", "sources", "coverage", "conflicts", "unknown", "assumptions"] as const;

export const STATE_WORDS: Record<Group["state"], string> = {
  fine: "nothing to do",
  look: "read before use",
  act: "to be done",
};

/** Return the groups asked for, each table with only the rows that hold all of the words. */
export function found(groups: readonly Group[], show: string, words: string): Group[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .filter((g) => show === "all" || show === g.id || show === g.state)
    .map((g) => ({ ...g, parts: g.parts.map((p) => narrowed(p, wanted)).filter((p): p is Part => p !== null) }))
    .filter((g) => g.parts.length > 0);
}

function narrowed(part: Part, wanted: readonly string[]): Part | null {
  if (wanted.length === 0) return part;
  const title = `${part.title} ${part.sentence} ${part.todo}`.toLowerCase();
  const rows = part.table.rows.filter((row) => {
    const text = `${title} ${row.map((cell) => cell.words).join(" ")}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  return rows.length > 0 ? { ...part, table: { ...part.table, rows } } : null;
}

/** Rows in all tables. */
export function count(groups: readonly Group[]): number {
  return groups.reduce((sum, g) => sum + g.parts.reduce((n, p) => n + p.table.rows.length, 0), 0);
}

/** Return first cell and share of each row of a part that is drawn as bars; unknown is `null`. */
export function bars(part: Part, most = 12): { name: string; entity: string | null; share: number | null; words: string }[] {
  const at = part.table.columns.findIndex((c) => c.name === part.bar);
  if (at < 0) return [];
  return part.table.rows.slice(0, most).map((row) => ({
    name: row[0]?.words ?? "",
    entity: row[0]?.entity ?? null,
    share: row[at]?.key ?? null,
    words: row[at]?.words ?? "unknown",
  }));
}
