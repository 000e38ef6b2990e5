import { describe, expect, it } from "vitest";

import { csvOf } from "../../components/download";
import { asTable, comparePath, howWords, listPath, moment, pickWords, picksOf, type Run, secondsWords, toggled } from "./listing";

const RUN: Run = {
  id: "ab12",
  kind: "ensemble",
  title: "Ships stop, all of them",
  scenario: "red-sea",
  engine: "ario-ensemble",
  engine_version: "1",
  twin: "93ef",
  twin_name: "demo",
  seed: 3,
  members: 1000,
  finished: "2026-11-24T13:42:46+00:00",
  seconds: 4.25,
  result_hash: "ff",
};

describe("the list of runs", () => {
  it("asks for what the address says and no more", () => {
    expect(listPath({ q: "", kind: "", engine: "" }, "", null)).toBe("/runs?limit=50");
    expect(listPath({ q: "red sea", kind: "run", engine: "ario" }, "demo", "x", 10)).toBe(
      "/runs?q=red+sea&kind=run&engine=ario&twin=demo&cursor=x&limit=10",
    );
  });

  it("picks two to four runs, each once", () => {
    expect(picksOf("a,b,,a,c,d,e")).toEqual(["a", "b", "c", "d"]);
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
    expect(toggled(["a", "b", "c", "d"], "e")).toEqual(["a", "b", "c", "d"]);
    expect(comparePath(["a", "b"])).toBe("/compare?run=a&run=b");
    expect([0, 1, 2, 4].map(pickWords)).toEqual([
      "Pick 2 to 4 runs to compare them.",
      "Pick one more to compare.",
      "2 picked.",
      "4 picked: no more fit side by side.",
    ]);
  });

  it("says moments in UTC, and that they are unknown", () => {
    expect(moment(RUN.finished)).toBe("Nov 24, 2026, 13:42 UTC");
    expect(moment(null)).toBe("unknown");
    expect([0.2, 4.25, 300].map(secondsWords)).toEqual(["under a second", "4.3 s", "5 min"]);
    expect(howWords(RUN)).toBe("ario-ensemble, 1,000 members, seed 3");
  });

  it("can be taken along", () => {
    const [head, row] = csvOf(asTable([RUN])).split("\n");
    expect(head).toContain("id,kind,title");
    expect(row).toContain('ab12,ensemble,"Ships stop, all of them"');
  });
});
