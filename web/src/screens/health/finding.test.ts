import { describe, expect, it } from "vitest";

import type { Shape } from "../../api/types";
import { bars, count, found } from "./finding";

type Group = Shape["HealthGroup"];

const cell = (words: string, key: number | null = null) => ({ words, key, entity: null });
const group = (id: string, state: Group["state"], names: string[]): Group => ({
  id,
  title: id,
  state,
  summary: "",
  numbers: [],
  parts: [
    {
      id: `${id}-part`,
      title: "Rows",
      sentence: "",
      todo: "",
      command: null,
      bar: "part_share",
      table: {
        name: id,
        title: "",
        source: "",
        notes: [],
        columns: [
          { name: "name", title: "name", is_number: false },
          { name: "part_share", title: "share", is_number: true },
        ],
        rows: names.map((n, k) => [cell(n), k ? cell("unknown") : cell("25.0 %", 0.25)]),
        total: names.length,
        next: null,
      },
    },
  ],
});

const GROUPS = [group("sources", "act", ["gallium", "cobalt"]), group("unknown", "look", ["gallium arsenide"])];

describe("what is shown", () => {
  it("is everything at first", () => {
    expect(found(GROUPS, "all", "")).toEqual(GROUPS);
    expect(count(GROUPS)).toBe(3);
  });

  it("is a group, or all of a state", () => {
    expect(found(GROUPS, "unknown", "").map((g) => g.id)).toEqual(["unknown"]);
    expect(found(GROUPS, "act", "").map((g) => g.id)).toEqual(["sources"]);
  });

  it("is the rows that hold all words", () => {
    const some = found(GROUPS, "all", "Gallium");
    expect(count(some)).toBe(2);
    expect(count(found(GROUPS, "all", "gallium arsenide"))).toBe(1);
    expect(found(GROUPS, "all", "unobtainium")).toEqual([]);
  });

  it("draws what is known, and says what is not", () => {
    const drawn = bars(GROUPS[0]!.parts[0]!);
    expect(drawn[0]).toEqual({ name: "gallium", entity: null, share: 0.25, words: "25.0 %" });
    expect(drawn[1]?.share).toBeNull();
  });
});
