import { useEffect, useRef, useState } from "react";

import { get } from "../../api/client";
import type { Job } from "../../api/useJob";
import type { Shape } from "../../api/types";

/** How often the jobs are asked for: while some are on their way, and otherwise, in milliseconds. */
const SOON_MS = 1500;
const LATER_MS = 15_000;

type Jobs = Shape["Page_JobView_"];

export interface KnownJobs {
  jobs: readonly Job[] | undefined;
  error: Error | undefined;
  refresh: () => void;
}

/** The latest jobs, asked for again while some are on their way; not while nobody looks. */
export function useJobs(limit = 30): KnownJobs {
  const [jobs, setJobs] = useState<readonly Job[]>();
  const [error, setError] = useState<Error>();
  const again = useRef<() => void>(() => undefined);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function ask(): Promise<void> {
      clearTimeout(timer);
      let wait = LATER_MS;
      try {
        const page = await get<Jobs>(`/jobs?limit=${limit}`, stop.signal);
        setJobs(page.items);
        setError(undefined);
        if (page.items.some((job) => job.state === "queued" || job.state === "running")) wait = SOON_MS;
      } catch (fault) {
        if (stop.signal.aborted) return;
        setError(fault instanceof Error ? fault : new Error(String(fault)));
      }
      if (!stop.signal.aborted) timer = setTimeout(() => void (document.hidden ? later() : ask()), wait);
    }
    function later(): void {
      timer = setTimeout(() => void (document.hidden ? later() : ask()), SOON_MS);
    }
    again.current = () => void ask();
    void ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [limit]);

  return { jobs, error, refresh: () => again.current() };
}
