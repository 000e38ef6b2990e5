// The address of a comparison, as pure functions.
export const FEWEST = 2;
export const MOST = 4;

/** The runs of an address, each once. */
export function runsOf(search: URLSearchParams): string[] {
  return [...new Set(search.getAll("run").filter((run) => /^[0-9a-f]{1,64}$/.test(run)))].slice(0, MOST);
}

/** The address of a comparison of some runs, with everything else of it kept. */
export function pathOf(runs: readonly string[], search: URLSearchParams = new URLSearchParams()): string {
  const query = new URLSearchParams(search);
  query.delete("run");
  for (const run of runs) query.append("run", run);
  const text = query.toString();
  return text ? `/compare?${text}` : "/compare";
}

/** Where the server has it. */
export function apiPath(runs: readonly string[]): string {
  return `/compare?${runs.map((run) => `run=${run}`).join("&")}`;
}

/** Runs with one taken out, or put first: the first is what others are compared with. */
export function without(runs: readonly string[], run: string): string[] {
  return runs.filter((one) => one !== run);
}

export function withFirst(runs: readonly string[], run: string): string[] {
  return [run, ...without(runs, run)];
}
