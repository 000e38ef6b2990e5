// The address of the screen and the steps of the player, as pure functions.
import type { Shape } from "../../api/types";

type Step = Shape["SpreadStep"];

/** What the path names: a run, or a job that will be one. */
export function askedOf(rest: string): { run: string | null; job: string | null } {
  if (rest.startsWith("job:")) return { run: null, job: rest.slice(4) || null };
  return { run: rest || null, job: null };
}

/** The place of a day in the address among the steps: the last one that is not after it. */
export function stepOf(day: string, steps: readonly Step[], first: number): number {
  if (day === "" || !Number.isFinite(Number(day))) return first;
  const wanted = Number(day);
  let found = 0;
  steps.forEach((step, k) => {
    if (step.day <= wanted) found = k;
  });
  return found;
}

/** The next step, and the first one after the last. */
export function after(step: number, count: number): number {
  return count === 0 ? 0 : (step + 1) % count;
}

/** The shade of every country on a step, by its code. */
export function shadesOf(places: readonly Shape["SpreadLine"][], step: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const place of places) for (const code of place.countries) found.set(code, place.shades[step] ?? "unknown");
  return found;
}

/** What somebody who does not see the map is told of a step. */
export function mapWords(places: readonly Shape["SpreadLine"][], step: number, title: string): string {
  const told = places.map((place) => `${place.name} ${place.words[step] ?? "unknown"}`);
  return `Map of the share of normal that is lost, ${title}. ${told.join(", ")}.`;
}

/** The lines of a player as one table: a row per line, a column per step. */
export function linesTable(view: Shape["SpreadView"], name: string, title: string, lines: readonly Shape["SpreadLine"][]): Shape["ShownTable"] {
  return {
    name,
    title,
    source: view.source,
    notes: view.notes,
    columns: [
      { name: "name", title: "name", is_number: false },
      ...view.steps.map((step) => ({ name: `day_${step.day}_loss_share`, title: step.title, is_number: true })),
    ],
    rows: lines.map((line) => [
      { words: line.name, key: null, entity: line.entity },
      ...line.words.map((words, k) => ({ words, key: line.shares[k] ?? null, entity: null })),
    ]),
    total: lines.length,
    next: null,
  };
}

/** Where a table of a run can be taken along from, in a form. */
export function tableAddress(run: string, table: string, form: "csv" | "json" | "arrow"): string {
  return `/api/v1/runs/${run}/tables/${encodeURIComponent(table)}?format=${form}`;
}
