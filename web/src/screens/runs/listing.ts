// The list of runs as pure functions: addresses, picks, words, files.
import type { Shape } from "../../api/types";

export type Run = Shape["RunListed"];

/** How many runs may be compared at once. */
export const FEWEST = 2;
export const MOST = 4;

/** What the list shows, as it stands in the address. */
export interface Filter {
  q: string;
  kind: string;
  engine: string;
}

export function listPath(filter: Filter, twin: string, cursor: string | null, limit = 50): string {
  const query = new URLSearchParams();
  if (filter.q) query.set("q", filter.q);
  if (filter.kind) query.set("kind", filter.kind);
  if (filter.engine) query.set("engine", filter.engine);
  if (twin) query.set("twin", twin);
  if (cursor) query.set("cursor", cursor);
  query.set("limit", String(limit));
  return `/runs?${query}`;
}

/** The picked runs of an address: `a,b`. */
export function picksOf(text: string): string[] {
  return [...new Set(text.split(",").filter(Boolean))].slice(0, MOST);
}

/** Pick a run or let it go; a fifth is not taken. */
export function toggled(picks: readonly string[], id: string): string[] {
  if (picks.includes(id)) return picks.filter((pick) => pick !== id);
  return picks.length < MOST ? [...picks, id] : [...picks];
}

export function comparePath(picks: readonly string[]): string {
  return `/compare?${picks.map((pick) => `run=${pick}`).join("&")}`;
}

/** What is still to be done before runs can be compared. */
export function pickWords(count: number): string {
  if (count === 0) return `Pick ${FEWEST} to ${MOST} runs to compare them.`;
  if (count < FEWEST) return "Pick one more to compare.";
  return count === MOST ? `${MOST} picked: no more fit side by side.` : `${count} picked.`;
}

const MOMENT = new Intl.DateTimeFormat("en-US", {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
});

/** A moment as the list shows it, in UTC. */
export function moment(iso: string | null | undefined): string {
  const at = iso ? new Date(iso) : null;
  return at && !Number.isNaN(at.getTime()) ? `${MOMENT.format(at)} UTC` : "unknown";
}

export function secondsWords(seconds: number): string {
  return seconds < 0.95 ? "under a second" : seconds < 90 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds / 60)} min`;
}

/** What answered, and with which draws. */
export function howWords(run: Run): string {
  const parts = [run.engine];
  if (run.members != null) parts.push(`${run.members.toLocaleString("en-US")} members`);
  if (run.seed) parts.push(`seed ${run.seed}`);
  return parts.join(", ");
}

/** The list as a table that can be taken along. */
export function asTable(runs: readonly Run[]): Shape["ShownTable"] {
  const names = ["id", "kind", "title", "scenario", "engine", "engine_version", "twin", "seed", "members", "finished", "seconds", "result_hash"] as const;
  const numbers = new Set<string>(["seed", "members", "seconds"]);
  return {
    name: "runs",
    title: "Runs of this home",
    source: "",
    notes: [],
    columns: names.map((name) => ({ name, title: name, is_number: numbers.has(name) })),
    rows: runs.map((run) =>
      names.map((name) => {
        const value = run[name] ?? null;
        return { words: value === null ? "" : String(value), key: typeof value === "number" ? value : null };
      }),
    ),
    total: runs.length,
  };
}
