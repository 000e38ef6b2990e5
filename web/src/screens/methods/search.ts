// Finding Cards by words, and all of them as one table.
import type { Shape } from "../../api/types";

type Card = Shape["CardView"];
type Area = Shape["KnownArea"];

/** Whether every word of a search occurs somewhere in a text, whatever its case. */
export function holds(text: string, words: string): boolean {
  const within = text.toLocaleLowerCase();
  return words
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => within.includes(word));
}

/** A number of things in words: `1 engine`, `0 engines`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** The Cards that hold every word, anywhere in them. */
export function cardsThat(cards: readonly Card[], words: string): readonly Card[] {
  return cards.filter((card) =>
    holds(
      [
        card.anchor, card.title, card.citation, card.license, card.tested_on, card.aggregation,
        ...card.needs, ...card.yields, ...card.limits,
        ...card.parameters.map((one) => `${one.name} ${one.description}`),
      ].join("\n"),
      words,
    ),
  );
}

/** The areas of known answers that hold every word. */
export function areasThat(areas: readonly Area[], words: string): readonly Area[] {
  return areas.filter((area) =>
    holds([area.name, area.sentence, ...area.answers.map((one) => `${one.id} ${one.kind} ${one.source}`)].join("\n"), words),
  );
}

const COLUMNS = ["part", "version", "title", "needs", "yields", "citation", "license", "limits", "aggregation", "tested_on"];

/** All Cards as one table, a line for each. */
export function overviewOf(cards: readonly Card[]): Shape["ShownTable"] {
  return {
    name: "cards",
    title: "Cards of engines and sources",
    source: "the registry of parts",
    notes: [],
    columns: COLUMNS.map((name) => ({ name, title: name, is_number: false })),
    rows: cards.map((card) =>
      [
        card.anchor, card.version, card.title, card.needs.join(", "), card.yields.join(", "), card.citation, card.license,
        card.limits.join(" "), card.aggregation, card.tested_on,
      ].map((words) => ({ words, key: null, entity: null })),
    ),
    total: cards.length,
    next: null,
  };
}
