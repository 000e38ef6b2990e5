// How numbers stand in a line of words.

/** Ranks in words, neighbors joined: `2–4, 6`. */
export function spans(ranks: readonly number[]): string {
  const runs: number[][] = [];
  for (const rank of [...ranks].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && rank === (last.at(-1) ?? 0) + 1) last.push(rank);
    else runs.push([rank]);
  }
  return runs.map((r) => (r.length > 2 ? `${r[0]}–${r.at(-1)}` : r.join(", "))).join(", ");
}

/** Words in which no line breaks between a number and its unit. */
export function unbroken(words: string): string {
  return words.replace(/(?<=\d) (?=%|M\b|bn\b|tn\b)/g, "\u00a0");
}
