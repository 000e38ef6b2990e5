// Bars of a list as parts of its longest one: seen is solid, inferred an outline, the band a line.
import type { Shape } from "../../api/types";

type Line = Shape["StartLine"];

export interface Bar {
  /** In percent of the widest bar; `null` where it is not known. */
  seen: number | null;
  inferred: number | null;
  lo: number | null;
  hi: number | null;
  /** How far the hatching of an unknown bar reaches. */
  unknown: number | null;
}

/** The largest value or upper bound of a list; every bar is drawn as a part of it. */
export function reach(lines: readonly Line[]): number {
  const ends = lines.flatMap((line) => [line.share.value, line.share.hi]);
  return Math.max(0, ...ends.filter((end): end is number => end !== null)) || 1;
}

/** The parts of one bar; an unknown share is hatched over the whole width, never empty. */
export function barOf(line: Line, top: number): Bar {
  const { value, lo, hi } = line.share;
  const seen = line.seen.value;
  const percent = (x: number) => (100 * x) / top;
  const band = lo !== null && hi !== null && hi > lo;
  const ends = { lo: band ? percent(lo) : null, hi: band ? percent(hi) : null };
  if (value === null || seen === null) {
    return { seen: null, inferred: null, unknown: value === null ? 100 : percent(value), ...ends };
  }
  return { seen: percent(value * seen), inferred: percent(value), unknown: null, ...ends };
}
