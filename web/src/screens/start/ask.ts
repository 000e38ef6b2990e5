// A question that is put to a twin becomes a job, and the job an address to go to.

/** What is needed of a job to find it again. */
export interface Asked {
  id: string;
  run_id?: string | null;
}

/** The address of the picture of a job's answer: of its run once it has one, of the job before. */
export function pictureOf(job: Asked): string {
  return `/impact/${encodeURIComponent(job.run_id ?? `job:${job.id}`).replaceAll("%3A", ":")}`;
}

/** What is sent to ask a question: a scenario by its name, by its own engine, with the first seed. */
export function askedOf(scenario: string, twin: string) {
  return { scenario, twin, engine: null, seed: 0 };
}

/** How long the cause lasts, in words: `a year`, `10 days`. */
export function lasting(days: number): string {
  if (days === 365 || days === 366) return "a year";
  if (days % 365 === 0) return `${days / 365} years`;
  return days === 1 ? "a day" : `${days} days`;
}
