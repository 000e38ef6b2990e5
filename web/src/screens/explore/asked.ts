// What the filter bar asks, as it stands in the address, and the same for the server.

/** Names of the filters in an address, the same as the server's. */
export const FILTERS = ["q", "kind", "place", "sector", "account", "seen", "min"] as const;
export type FilterName = (typeof FILTERS)[number];

/** Smallest cells that the bar offers, in dollars. */
export const LEAST: readonly (readonly [string, string])[] = [
  ["1000000", "$1 M"],
  ["10000000", "$10 M"],
  ["100000000", "$100 M"],
  ["1000000000", "$1 bn"],
  ["10000000000", "$10 bn"],
];

/** The filters of an address as a query for the server; sorted, empty ones left out. */
export function filterQuery(search: URLSearchParams): string {
  const asked = new URLSearchParams();
  for (const name of FILTERS) {
    const value = search.get(name)?.trim();
    if (value) asked.set(name, value);
  }
  asked.sort();
  return asked.toString();
}

/** Whether an address narrows anything. */
export function isNarrowed(search: URLSearchParams): boolean {
  return filterQuery(search) !== "";
}

/** An address below the API with a query, without a dangling question mark. */
export function resource(twin: string, name: string, query: string, more: Record<string, string> = {}): string {
  const asked = new URLSearchParams(query);
  for (const [key, value] of Object.entries(more)) if (value) asked.set(key, value);
  asked.sort();
  const text = asked.toString();
  return `/twins/${encodeURIComponent(twin)}/${name}${text ? `?${text}` : ""}`;
}

/** The place that a click on a country asks for: the group where only the group has a number. */
export function placeOf(country: { iso3: string; group: string; is_group: boolean }): string {
  return country.is_group && country.group ? `region:${country.group}` : `country:${country.iso3}`;
}

/** The filter that a click on a node asks for; `null` where there is none. */
export function filterOf(node: { id: string; kind: string; name: string }): [FilterName, string] | null {
  if (node.kind === "sector") return ["sector", node.id.replace(/^sector:/, "")];
  if (node.kind === "mineral") return ["sector", node.id];
  if (node.kind === "country" || node.kind === "region") return ["place", node.id];
  if (node.kind === "final") return null;
  return ["q", node.name];
}
