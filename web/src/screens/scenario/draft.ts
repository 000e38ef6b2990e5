// A scenario while it is typed: fields may be empty or hold what is no number yet.
import type { Shape } from "../../api/types";

/** A number, a text that is none yet, or nothing said. */
export type Num = number | string | null;

export interface DraftShock {
  target: string;
  codes: string[];
  country: string | null;
  size: Num;
  low: Num;
  high: Num;
  days: Num;
  start_day: Num;
  duration_days: Num;
  recovery: string | null;
  recovery_days: Num;
}

export interface Draft {
  name: string;
  title: string;
  engine: string;
  start: string | null;
  duration_days: Num;
  days: Num;
  shocks: DraftShock[];
  assumptions: string[];
}

/** The draft with which a new scenario begins. */
export function blank(): Draft {
  return {
    name: "",
    title: "",
    engine: "commodity",
    start: null,
    duration_days: null,
    days: null,
    shocks: [blankShock("exports")],
    assumptions: [],
  };
}

/** A shock of which only is said what it does. */
export function blankShock(target: string): DraftShock {
  return {
    target,
    codes: [],
    country: null,
    size: target === "delay" ? null : 1,
    low: null,
    high: null,
    days: null,
    start_day: null,
    duration_days: null,
    recovery: null,
    recovery_days: null,
  };
}

/** Return the draft of a scenario as the server gives it. */
export function draftOf(scenario: Record<string, unknown>): Draft {
  const said = (key: string) => (scenario[key] ?? null) as never;
  const shocks = (scenario["shocks"] ?? []) as Partial<DraftShock>[];
  return {
    ...blank(),
    name: String(scenario["name"] ?? ""),
    title: String(scenario["title"] ?? ""),
    engine: String(scenario["engine"] ?? "leontief"),
    start: said("start"),
    duration_days: said("duration_days"),
    days: said("days"),
    shocks: shocks.map((s) => ({ ...blankShock(s.target ?? ""), size: null, ...s })),
    assumptions: (scenario["assumptions"] ?? []) as string[],
  };
}

/** Return the shock after it does something else: what no longer means anything is taken out. */
export function retargeted(shock: DraftShock, target: Shape["TargetChoice"], targets: readonly Shape["TargetChoice"][]): DraftShock {
  const before = targets.find((t) => t.name === shock.target);
  const sameThings = before?.chosen_from === target.chosen_from;
  const sameUnit = before?.unit === target.unit;
  return {
    ...shock,
    target: target.name,
    codes: sameThings ? shock.codes : [],
    country: sameThings && target.country !== "no" ? shock.country : null,
    size: target.unit === "days" ? null : sameUnit ? shock.size : 1,
    days: target.unit === "days" ? shock.days : null,
    low: sameUnit ? shock.low : null,
    high: sameUnit ? shock.high : null,
    recovery: shock.recovery === "rebuild" && target.name !== "capital" ? null : shock.recovery,
  };
}

/** Return a draft answered by another engine; a shock that says nothing yet takes what it knows. */
export function withEngine(draft: Draft, engine: Shape["EngineChoice"]): Draft {
  const first = engine.targets[0];
  const shocks = draft.shocks.map((s) =>
    s.codes.length === 0 && first && !engine.targets.includes(s.target) ? blankShock(first) : s,
  );
  return { ...draft, engine: engine.name, shocks };
}

/** Return a share as percent without the dust of binary fractions. */
export function percentOf(share: Num): string {
  if (share === null) return "";
  return typeof share === "number" ? String(Number((share * 100).toPrecision(12))) : share;
}

/** Return the share that a percent text means; what is no number stays as it was typed. */
export function shareOf(text: string): Num {
  const value = numberOf(text);
  return typeof value === "number" ? Number((value / 100).toPrecision(12)) : value;
}

/** Return the number that a text means; `null` where nothing stands, the text where it is none. */
export function numberOf(text: string): Num {
  const bare = text.trim().replace(/\s*%$/, "");
  if (bare === "") return null;
  const value = Number(bare);
  return Number.isFinite(value) ? value : text;
}
