import { expect, test } from "vitest";

import { routeOf } from "./routes";

test("a path gives its screen and the rest of it", () => {
  expect(routeOf("/").route?.title).toBe("Start");
  expect(routeOf("/entity/industry%3A334413")).toMatchObject({ rest: "industry:334413" });
  expect(routeOf("/entity/%E0%A4%A").rest).toBe("%E0%A4%A");
  expect(routeOf("/nothing").route).toBeUndefined();
});
