import { describe, expect, it } from "vitest";

import { askedOf, resource, tiersPath, touches, usual } from "./asked";

const search = (text: string) => new URLSearchParams(text);

describe("what is asked", () => {
  it("follows a material down and a product up", () => {
    expect(usual("mineral:gallium").direction).toBe("down");
    expect(usual("region:China").direction).toBe("down");
    expect(usual("commodity:335911").direction).toBe("up");
    expect(usual("account:defense").depth).toBe("2");
  });

  it("takes what the address says", () => {
    expect(askedOf("commodity:335911", search("depth=5&top=10&by=product&account=health"))).toEqual({
      direction: "up",
      depth: "5",
      top: "10",
      by: "product",
      account: "health",
    });
  });

  it("stays as usual where the address says nonsense", () => {
    expect(askedOf("commodity:335911", search("depth=99&direction=sideways"))).toEqual(usual("commodity:335911"));
  });

  it("drops what has no meaning on the way down", () => {
    const asked = askedOf("commodity:335911", search("direction=down&account=health&by=product"));
    expect([asked.account, asked.by]).toEqual(["all", "region"]);
  });

  it("asks the server for all of it", () => {
    expect(resource("demo", "commodity:335911", usual("commodity:335911"))).toBe(
      "/twins/demo/tiers/commodity%3A335911?direction=up&depth=3&top=7&account=all&by=region",
    );
  });

  it("writes only what is not as usual into an address", () => {
    expect(tiersPath("mineral:gallium", { direction: "down", depth: "3" })).toBe("/tiers/mineral%3Agallium?depth=3");
    expect(tiersPath("mineral:gallium")).toBe("/tiers/mineral%3Agallium");
  });

  it("knows the ribbons of a bar by whole ids", () => {
    expect(touches("1/home/12 0/self", "1/home/12")).toBe(true);
    expect(touches("1/home/12 0/self", "1/home/1")).toBe(false);
    expect(touches(null, "0/self")).toBe(false);
  });
});
