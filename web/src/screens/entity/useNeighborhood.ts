import { useEffect, useState } from "react";

import { get } from "../../api/client";
import type { Shape } from "../../api/types";
import { joined } from "./pages";

type Page = Shape["Neighborhood"];

export interface Around {
  page: Page | undefined;
  error: Error | undefined;
  /** Whether a further page is on its way. */
  busy: boolean;
}

// what was read stays: going back shows it at once
const READ = new Map<string, Page>();
const KEPT = 60;

async function read(path: string, signal: AbortSignal): Promise<Page> {
  const known = READ.get(path);
  if (known) return known;
  const page = await get<Page>(path, signal);
  READ.set(path, page);
  const oldest = READ.keys().next().value;
  if (READ.size > KEPT && oldest !== undefined) READ.delete(oldest);
  return page;
}

/** Read so many pages of a neighborhood, one after the other, and show what is there so far. */
export function useNeighborhood(path: string, count: number): Around {
  const [state, setState] = useState<{ path: string; pages: Page[]; error?: Error; done: boolean }>({ path, pages: [], done: false });
  useEffect(() => {
    const stop = new AbortController();
    void (async () => {
      const pages: Page[] = [];
      try {
        let cursor: string | null | undefined = null;
        for (let k = 0; k < count && (k === 0 || cursor); k++) {
          const page: Page = await read(cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path, stop.signal);
          pages.push(page);
          cursor = page.next;
          if (stop.signal.aborted) return;
          setState((before) => (before.path === path && before.pages.length > pages.length && before.done ? before : { path, pages: [...pages], done: k + 1 === count || !cursor }));
        }
      } catch (fault) {
        if (!stop.signal.aborted) setState({ path, pages, error: fault as Error, done: true });
      }
    })();
    return () => stop.abort();
  }, [path, count]);
  const mine = state.path === path ? state : undefined;
  return { page: joined(mine?.pages ?? []), error: mine?.error, busy: !mine?.done };
}
