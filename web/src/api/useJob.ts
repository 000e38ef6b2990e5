// A job, followed: the server's events, or questions now and then where events do not come.
import { useCallback, useEffect, useState } from "react";

import { API, ApiProblem, get, send } from "./client";
import type { Shape } from "./types";

export type Job = Shape["JobView"];

/** How often a job is asked for where no events come, in milliseconds. */
const ASK_MS = 1000;

export function isFinal(job: Job): boolean {
  return job.state !== "queued" && job.state !== "running";
}

export interface Followed {
  job: Job | undefined;
  error: Error | undefined;
  /** Whether something that the reader asked for is on its way. */
  isActing: boolean;
  cancel: () => void;
  rerun: () => void;
  retry: () => void;
}

function errorOf(fault: unknown): Error {
  return fault instanceof Error ? fault : new ApiProblem(0, String(fault), "error", "", []);
}

/** Follow a job until it has ended; `null` follows nothing. */
export function useJob(id: string | null): Followed {
  const [job, setJob] = useState<Job>();
  const [error, setError] = useState<Error>();
  const [isActing, setActing] = useState(false);
  // each new round opens the line again: after "run again", or after a fault
  const [round, setRound] = useState(0);

  useEffect(() => {
    if (id === null) return;
    return follow(
      id,
      (next) => {
        setJob(next);
        setError(undefined);
      },
      setError,
    );
  }, [id, round]);

  const act = useCallback(
    (verb: "cancel" | "rerun") => {
      if (id === null) return;
      setActing(true);
      send<Job>("POST", `/jobs/${id}/${verb}`)
        .then(({ data }) => {
          setJob(data);
          setError(undefined);
          if (verb === "rerun") setRound((n) => n + 1);
        })
        .catch((fault: unknown) => setError(errorOf(fault)))
        .finally(() => setActing(false));
    },
    [id],
  );

  return {
    job: job?.id === id ? job : undefined,
    error,
    isActing,
    cancel: useCallback(() => act("cancel"), [act]),
    rerun: useCallback(() => act("rerun"), [act]),
    retry: useCallback(() => {
      setError(undefined);
      setRound((n) => n + 1);
    }, []),
  };
}

/** Tell every state of a job until it has ended; return what stops it. */
function follow(id: string, told: (job: Job) => void, failed: (error: Error) => void): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const line = new EventSource(`${API}/jobs/${id}/events`);

  line.addEventListener("state", (event) => {
    const job = JSON.parse((event as MessageEvent<string>).data) as Job;
    if (isFinal(job)) line.close();
    told(job);
  });
  line.onerror = () => {
    // a line that broke is opened again by the browser; one that was refused is not
    if (line.readyState === EventSource.CLOSED && !stop.signal.aborted) void ask();
  };

  async function ask(): Promise<void> {
    try {
      const job = await get<Job>(`/jobs/${id}`, stop.signal);
      told(job);
      if (!isFinal(job)) timer = setTimeout(() => void ask(), ASK_MS);
    } catch (fault) {
      if (!stop.signal.aborted) failed(errorOf(fault));
    }
  }

  return () => {
    stop.abort();
    line.close();
    clearTimeout(timer);
  };
}
