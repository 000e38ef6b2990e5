import { describe, expect, it } from "vitest";

import type { Shape } from "../api/types";
import { partDone, progressWords, span, spoken } from "./jobWords";

type Job = Shape["JobView"];

function job(state: Job["state"], progress: Partial<Job["progress"]> = {}): Job {
  return {
    id: "0",
    kind: "run",
    state,
    title: "Ships stop",
    asked: {},
    progress: { done: null, total: null, words: "", seconds_left: null, ...progress },
    created: "",
    started: null,
    finished: null,
    run_id: null,
    problem: null,
    attempts: 1,
    command: { cli: "", python: "" },
    version: 1,
  };
}

describe("words of a job", () => {
  it("says spans as a reader does", () => {
    expect([0.3, 3.2, 100, 7200].map(span)).toEqual(["less than a second", "about 4 s", "about 2 min", "about 2 h"]);
  });

  it("counts only what can be counted", () => {
    expect(partDone(job("running"))).toBeNull();
    expect(partDone(job("running", { done: 5, total: 10 }))).toBe(0.5);
    expect(partDone(job("running", { done: 0, total: 0 }))).toBeNull();
    expect(partDone(job("done"))).toBe(1);
  });

  it("tells the time left only where there is a pace", () => {
    expect(progressWords(job("running", { words: "step 3 of 9" }))).toBe("step 3 of 9");
    expect(progressWords(job("running", { words: "step 3 of 9", seconds_left: 2 }))).toBe("step 3 of 9, about 2 s left");
    expect(progressWords(job("queued"))).toBe("waits for its turn");
  });

  it("is read out by state and quarter, not by step", () => {
    const said = [1, 10, 24, 26, 49, 51].map((done) => spoken(job("running", { done, total: 100 })));
    expect(new Set(said).size).toBe(3);
    expect(spoken(job("failed"))).toBe("Ships stop: failed");
  });
});
