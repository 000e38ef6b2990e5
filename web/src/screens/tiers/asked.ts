// What is asked of the tiers of a thing, as the address and as the server has it.

export interface TiersAsked {
  direction: string;
  depth: string;
  top: string;
  account: string;
  by: string;
}

/** How deep tiers go, and how many bars of each are drawn one by one. */
export const DEPTHS = ["2", "3", "4", "5"] as const;
export const TOPS = ["3", "5", "7", "10", "15", "20"] as const;

/** What is asked where the address does not say: a material is followed down, a product up. */
export function usual(id: string): TiersAsked {
  const kind = id.slice(0, id.indexOf(":"));
  const down = kind === "mineral" || kind === "region";
  return {
    direction: down ? "down" : "up",
    depth: kind === "mineral" ? "4" : kind === "account" ? "2" : "3",
    top: "7",
    account: "all",
    by: "region",
  };
}

/** Return what the address asks; what it does not say is as usual, what it says wrongly too. */
export function askedOf(id: string, search: URLSearchParams): TiersAsked {
  const as = usual(id);
  const of = (name: keyof TiersAsked, known: readonly string[]) => {
    const told = search.get(name);
    return told !== null && known.includes(told) ? told : as[name];
  };
  const direction = of("direction", ["up", "down"]);
  // neither has a meaning on the way down
  const account = direction === "up" ? of("account", ["all", "economy", "health", "defense"]) : "all";
  const by = direction === "up" ? of("by", ["region", "product"]) : "region";
  return { direction, depth: of("depth", DEPTHS), top: of("top", TOPS), account, by };
}

/** The resource that answers. */
export function resource(twin: string, id: string, asked: TiersAsked): string {
  const query = new URLSearchParams({ ...asked });
  return `/twins/${encodeURIComponent(twin)}/tiers/${encodeURIComponent(id)}?${query.toString()}`;
}

/** The address of the tiers of a thing. */
export function tiersPath(id: string, asked: Partial<TiersAsked> = {}): string {
  const as = usual(id);
  const query = new URLSearchParams(
    Object.entries(asked).filter(([name, value]) => value !== as[name as keyof TiersAsked]),
  );
  query.sort();
  const rest = query.toString();
  return `/tiers/${encodeURIComponent(id)}${rest ? `?${rest}` : ""}`;
}

/** Whether a ribbon ends at a bar; `ends` are the ids of its bars with a blank between. */
export function touches(ends: string | null, node: string): boolean {
  return ends !== null && ends.split(" ").includes(node);
}
