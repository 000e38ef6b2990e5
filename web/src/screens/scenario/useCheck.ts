// A draft is checked while it is typed: a moment after the last key, and again before it runs.
import { useEffect, useState } from "react";

import { send } from "../../api/client";
import type { Shape } from "../../api/types";
import type { Draft } from "./draft";

type Checked = Shape["CheckedScenario"];

const WAIT = 250;

/** Ask the server what there is to say about a draft. */
export async function check(draft: Draft, twin: string, seed: number, signal?: AbortSignal): Promise<Checked> {
  const body = { scenario: draft, twin, seed };
  return (await send<Checked>("POST", "/scenarios/validate", body, signal ? { signal } : {})).data;
}

export interface Checking {
  checked: Checked | undefined;
  /** Whether what is told is about the draft as it stands. */
  isCurrent: boolean;
  error: Error | undefined;
}

/** The last answer about a draft; what was told before stays until the next is there. */
export function useCheck(draft: Draft | undefined, twin: string, seed: number): Checking {
  const asked = draft ? JSON.stringify([draft, twin, seed]) : "";
  const [found, setFound] = useState<{ asked: string; checked?: Checked; error?: Error }>({ asked: "" });
  useEffect(() => {
    if (!asked) return;
    const stop = new AbortController();
    const [of, on, by] = JSON.parse(asked) as [Draft, string, number];
    const wait = setTimeout(() => {
      check(of, on, by, stop.signal).then(
        (checked) => setFound({ asked, checked }),
        (fault: unknown) => {
          if (!stop.signal.aborted) setFound({ asked, error: fault instanceof Error ? fault : new Error(String(fault)) });
        },
      );
    }, WAIT);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [asked]);
  return { checked: found.checked, isCurrent: found.asked === asked && !found.error, error: found.asked === asked ? found.error : undefined };
}
