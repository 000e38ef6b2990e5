// What a job says of itself, in words.
import type { Shape } from "../api/types";

type Job = Shape["JobView"];

export const STATES: Record<Job["state"], string> = {
  queued: "Waiting",
  running: "Running",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
  interrupted: "Interrupted",
};

/** A span of time as a reader says it: "about 4 s", "about 3 min". */
export function span(seconds: number): string {
  if (seconds < 1) return "less than a second";
  if (seconds < 90) return `about ${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${Math.round(seconds / 3600)} h`;
}

/** The part that is done, 0 to 1; `null` while it cannot be counted. */
export function partDone(job: Job): number | null {
  if (job.state === "done") return 1;
  const { done = null, total = null } = job.progress;
  return done === null || !total ? null : Math.min(1, done / total);
}

/** What is being done and what time is left. */
export function progressWords(job: Job): string {
  if (job.state === "queued") return "waits for its turn";
  const { words, seconds_left: left = null } = job.progress;
  if (job.state !== "running") return words;
  return left === null ? words || "begins" : `${words}, ${span(left)} left`;
}

/**
 * What is read out to those who do not see the bar: each state once, and each quarter of the way.
 */
export function spoken(job: Job): string {
  const part = partDone(job);
  const head = `${job.title}: ${STATES[job.state].toLowerCase()}`;
  if (job.state !== "running" || part === null) return head;
  const quarter = Math.floor(part * 4) * 25;
  return quarter > 0 ? `${head}, ${quarter} percent` : head;
}
