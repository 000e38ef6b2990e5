import { describe, expect, it } from "vitest";

import { filterOf, filterQuery, isNarrowed, placeOf, resource } from "./asked";

describe("filters in an address", () => {
  it("keeps what narrows, sorted, and nothing else", () => {
    const search = new URLSearchParams("twin=demo&q= chip &place=country:CHN&node=x&min=");
    expect(filterQuery(search)).toBe("place=country%3ACHN&q=chip");
    expect(isNarrowed(search)).toBe(true);
    expect(isNarrowed(new URLSearchParams("twin=demo&q=%20"))).toBe(false);
  });

  it("makes an address below the API", () => {
    expect(resource("demo", "map", "", {})).toBe("/twins/demo/map");
    expect(resource("a b", "map", "q=x", { measure: "imports", level: "" })).toBe("/twins/a%20b/map?measure=imports&q=x");
  });
});

describe("a click as a filter", () => {
  it("asks for the group where only the group has a number", () => {
    expect(placeOf({ iso3: "DEU", group: "Europe", is_group: true })).toBe("region:Europe");
    expect(placeOf({ iso3: "DEU", group: "Europe", is_group: false })).toBe("country:DEU");
  });

  it("knows what each kind of node narrows", () => {
    expect(filterOf({ id: "sector:334", kind: "sector", name: "Computers" })).toEqual(["sector", "334"]);
    expect(filterOf({ id: "mineral:gallium", kind: "mineral", name: "Gallium" })).toEqual(["sector", "mineral:gallium"]);
    expect(filterOf({ id: "country:CHN", kind: "country", name: "China" })).toEqual(["place", "country:CHN"]);
    expect(filterOf({ id: "industry:334413", kind: "industry", name: "Chips" })).toEqual(["q", "Chips"]);
    expect(filterOf({ id: "final:health", kind: "final", name: "health" })).toBeNull();
  });
});
