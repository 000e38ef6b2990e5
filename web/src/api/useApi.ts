import { useCallback, useEffect, useState } from "react";

import { ApiProblem, get } from "./client";

export interface Asked<T> {
  data: T | undefined;
  error: Error | undefined;
  loading: boolean;
  retry: () => void;
}

// A twin never changes, so what was read of it stays; lists that change are asked for again.
const READ = new Map<string, unknown>();
const KEPT = 200;

function keep(path: string, data: unknown): void {
  READ.delete(path);
  READ.set(path, data);
  const oldest = READ.keys().next().value;
  if (READ.size > KEPT && oldest !== undefined) READ.delete(oldest);
}

/**
 * Read a resource; `null` asks for nothing. With `fresh`, what was read before is shown while it is
 * asked for again.
 */
export function useApi<T>(path: string | null, options: { fresh?: boolean } = {}): Asked<T> {
  const fresh = options.fresh ?? false;
  const [tries, setTries] = useState(0);
  const [found, setFound] = useState<{ path: string | null; data?: T; error?: Error }>({ path: null });
  const retry = useCallback(() => setTries((n) => n + 1), []);

  useEffect(() => {
    if (path === null || (READ.has(path) && !fresh && tries === 0)) return;
    const stop = new AbortController();
    get<T>(path, stop.signal)
      .then((data) => {
        keep(path, data);
        setFound({ path, data });
      })
      .catch((fault: unknown) => {
        if (stop.signal.aborted) return;
        const error = fault instanceof Error ? fault : new ApiProblem(0, String(fault), "error", "", []);
        setFound({ path, error });
      });
    return () => stop.abort();
  }, [path, fresh, tries]);

  const mine = found.path === path ? found : undefined;
  const read = path === null ? undefined : (READ.get(path) as T | undefined);
  const data = mine?.data ?? (mine?.error ? undefined : read);
  return { data, error: mine?.error, loading: path !== null && data === undefined && !mine?.error, retry };
}

/** Read a resource ahead of time. */
export function preload(path: string): void {
  if (!READ.has(path)) get(path).then((data) => keep(path, data), () => undefined);
}
