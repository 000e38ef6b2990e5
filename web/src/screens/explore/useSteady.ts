// While the next answer is on its way, the last one stays: nothing jumps when a filter changes.
import { useEffect, useRef } from "react";

import type { Asked } from "../../api/useApi";

/** Return what was read last while something else is being read; `busy` says that it is so. */
export function useSteady<T>(asked: Asked<T>): Asked<T> & { busy: boolean } {
  const last = useRef<T | undefined>(undefined);
  useEffect(() => {
    if (asked.data !== undefined) last.current = asked.data;
  }, [asked.data]);
  const busy = asked.loading && last.current !== undefined;
  return { ...asked, data: asked.data ?? (busy ? last.current : undefined), busy };
}
