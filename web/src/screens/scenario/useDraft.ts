// The draft of the screen: typed here, kept in the address, begun from a scenario or a link.
import { useCallback, useEffect, useRef, useState } from "react";

import { navigate, useSearch, withParams } from "../../app/url";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { beginning, LONGEST, packed, prefilled, unpacked } from "./address";
import { blank, type Draft, draftOf } from "./draft";

const WAIT = 300;

export interface Drafting {
  draft: Draft | undefined;
  /** The scenario that it began from, where there is one. */
  from: Shape["ScenarioDetail"] | undefined;
  error: Error | undefined;
  retry: () => void;
  /** Whether anything differs from where it began. */
  changed: boolean;
  /** Whether a link began it. */
  begun: boolean;
  /** Whether it is too long for the address. */
  tooLong: boolean;
  edit: (change: (draft: Draft) => Draft) => void;
  /** Write what was typed into the address now. */
  flush: () => void;
  /** Go back to where the address says that it begins. */
  reset: () => void;
}

/** Keep a draft in step with the address, both ways. */
export function useDraft(): Drafting {
  const search = useSearch();
  const name = search.get("from");
  const start = beginning(search);
  const inAddress = search.get("draft") ?? "";
  const asked = useApi<Shape["ScenarioDetail"]>(name ? `/scenarios/${encodeURIComponent(name)}` : null, { fresh: true });
  const base = useBase(start, name, asked.data, search);

  const [held, setHeld] = useState<{ start: string; address: string; draft: Draft }>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pending = useRef<() => void>(undefined);

  // otherwise the address was changed from elsewhere: by a link, the way back, another beginning
  const isMine = held?.start === start && held.address === inAddress;
  const draft = isMine ? held.draft : base && unpacked(inAddress, base);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    pending.current?.();
    pending.current = undefined;
  }, []);
  const edit = useCallback(
    (change: (draft: Draft) => Draft) => {
      if (!draft || !base) return;
      const next = change(draft);
      setHeld({ start, address: inAddress, draft: next });
      pending.current = () => {
        const text = packed(next, base);
        const address = text.length > LONGEST ? "" : text;
        setHeld({ start, address, draft: next });
        navigate(withParams({ draft: address || null }), { replace: true });
      };
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, WAIT);
    },
    [draft, base, start, inAddress, flush],
  );
  const reset = useCallback(() => {
    clearTimeout(timer.current);
    pending.current = undefined;
    setHeld(undefined);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), [start]);

  const differs = draft && base ? packed(draft, base) : "";
  return {
    draft,
    from: name ? asked.data : undefined,
    error: asked.error,
    retry: asked.retry,
    changed: differs !== "",
    begun: prefilled(search) !== null,
    tooLong: differs.length > LONGEST,
    edit,
    flush,
    reset,
  };
}

/** The draft before anything was typed; one object as long as the beginning stays. */
function useBase(start: string, name: string | null, found: Shape["ScenarioDetail"] | undefined, search: URLSearchParams): Draft | undefined {
  const [kept, setKept] = useState<{ start: string; of: unknown; base: Draft }>();
  if (name && found?.about.name !== name) return undefined;
  const of = name ? JSON.stringify(found?.scenario) : null;
  if (kept?.start === start && kept.of === of) return kept.base;
  const base = name && found ? draftOf(found.scenario) : (prefilled(search) ?? blank());
  setKept({ start, of, base });
  return base;
}
