// The address holds the whole state of a screen: a link is the picture that somebody else sees.
import { useCallback, useSyncExternalStore } from "react";

const MOVED = "mainstay:moved";

function subscribe(told: () => void): () => void {
  window.addEventListener("popstate", told);
  window.addEventListener(MOVED, told);
  return () => {
    window.removeEventListener("popstate", told);
    window.removeEventListener(MOVED, told);
  };
}

/** Go to an address of this page; `replace` leaves no step to go back to. */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (to === location.pathname + location.search + location.hash) return;
  history[options.replace ? "replaceState" : "pushState"](null, "", to);
  window.dispatchEvent(new Event(MOVED));
}

/** The path of the address. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

/** The query of the address, as it stands. */
export function useSearch(): URLSearchParams {
  return new URLSearchParams(useSyncExternalStore(subscribe, () => location.search));
}

/** Return the address with some parameters set; `null` and the empty text take one out. */
export function withParams(
  changes: Record<string, string | null>,
  from: string = location.pathname + location.search,
): string {
  const at = new URL(from, "http://page.invalid");
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") at.searchParams.delete(name);
    else at.searchParams.set(name, value);
  }
  // a query sorted by name: the same state has one address
  at.searchParams.sort();
  return at.pathname + at.search;
}

/** One parameter of the address and how to set it; the fallback is never written. */
export function useParam(
  name: string,
  fallback = "",
): [string, (value: string | null, options?: { push?: boolean }) => void] {
  const value = useSearch().get(name) ?? fallback;
  const set = useCallback(
    (next: string | null, options: { push?: boolean } = {}) =>
      navigate(withParams({ [name]: next === fallback ? null : next }), {
        replace: !options.push,
      }),
    [name, fallback],
  );
  return [value, set];
}

/** The twin that the page looks at: `demo`, or what the address says. */
export function useTwin(): string {
  return useSearch().get("twin") ?? "demo";
}

/** Return an address that keeps looking at the same twin. */
export function keepTwin(to: string, search: string): string {
  const twin = new URLSearchParams(search).get("twin");
  return twin && !to.includes("twin=") ? withParams({ twin }, to) : to;
}
