// A draft in the address: only what differs from where it began, so that links stay short.
import { blank, blankShock, type Draft, type DraftShock, shareOf } from "./draft";

/** Longer drafts are not written into the address; they are saved first. */
export const LONGEST = 6000;

/** Parameters that say where a draft begins. */
const PREFILL = ["engine", "target", "codes", "country", "size"] as const;

type Diff = { [key: string]: unknown; shocks?: (number | Partial<DraftShock>)[] };

/** Return the text of what differs from the base; empty where nothing does. */
export function packed(draft: Draft, base: Draft): string {
  const diff: Diff = {};
  for (const key of Object.keys(draft) as (keyof Draft)[]) {
    if (key !== "shocks" && !same(draft[key], base[key])) diff[key] = draft[key];
  }
  if (!same(draft.shocks, base.shocks)) {
    // a shock of the base is named by its place, any other by what is said in it
    diff.shocks = draft.shocks.map((shock) => {
      const place = base.shocks.findIndex((other) => same(shock, other));
      return place >= 0 ? place : said(shock);
    });
  }
  return Object.keys(diff).length ? JSON.stringify(diff) : "";
}

/** Return the draft that a text of `packed` means; the base where it cannot be read. */
export function unpacked(text: string, base: Draft): Draft {
  let diff: Diff;
  try {
    diff = JSON.parse(text) as Diff;
  } catch {
    return base;
  }
  if (typeof diff !== "object" || diff === null) return base;
  const { shocks, ...rest } = diff;
  const fields = Object.fromEntries(Object.entries(rest).filter(([key]) => key in base));
  const made = Array.isArray(shocks)
    ? shocks.map((s) => (typeof s === "number" ? (base.shocks[s] ?? blankShock("")) : unsaid(s)))
    : base.shocks;
  const assumptions = Array.isArray(fields["assumptions"]) ? fields["assumptions"].map(String) : base.assumptions;
  return { ...base, ...fields, shocks: made, assumptions };
}

/** Return the draft that the parameters of a link begin: target, codes, country, size, engine. */
export function prefilled(search: URLSearchParams): Draft | null {
  if (!PREFILL.some((name) => search.has(name))) return null;
  const target = search.get("target") ?? "exports";
  const shock = {
    ...blankShock(target),
    codes: search.getAll("codes").flatMap((text) => text.split(",")).map((c) => c.trim()).filter(Boolean),
    country: search.get("country"),
  };
  const size = search.get("size");
  if (size !== null && target !== "delay") shock.size = size.endsWith("%") ? shareOf(size) : Number.isFinite(Number(size)) ? Number(size) : size;
  return { ...blank(), engine: search.get("engine") ?? engineFor(target, shock.codes), shocks: [shock] };
}

/** Return what tells one beginning from another. */
export function beginning(search: URLSearchParams): string {
  const from = search.get("from");
  if (from) return `from=${from}`;
  return PREFILL.map((name) => `${name}=${search.getAll(name).join(",")}`).join("&");
}

function engineFor(target: string, codes: readonly string[]): string {
  if (target === "exports" || codes.some((c) => c.startsWith("mineral:"))) return "commodity";
  return target.endsWith("_price") ? "leontief" : "ario";
}

function said(shock: DraftShock): Partial<DraftShock> {
  return Object.fromEntries(Object.entries(shock).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)));
}

function unsaid(shock: Partial<DraftShock>): DraftShock {
  const codes = Array.isArray(shock.codes) ? shock.codes.map(String) : [];
  return { ...blankShock(String(shock.target ?? "")), size: null, ...shock, codes };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
