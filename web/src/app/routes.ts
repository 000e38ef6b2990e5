// Every screen: where it is, what it is called, and how it is loaded.
import { lazy, type ComponentType, type LazyExoticComponent } from "react";

type Load = () => Promise<{ default: ComponentType }>;

export interface Route {
  /** First part of the path. */
  path: string;
  /** Name in the navigation; none where the screen is reached from others. */
  title: string;
  inNav: boolean;
  load: Load;
  /** What is shown while the code may still be on its way. */
  Screen: LazyExoticComponent<ComponentType>;
  /** The same once its code is here: React would let a lazy one wait 300 ms the first time. */
  Ready: ComponentType | null;
}

function route(path: string, title: string, load: Load, inNav = true): Route {
  const made: Route = { path, title, inNav, load: loadOnce, Screen: lazy(loadOnce), Ready: null };
  function loadOnce() {
    return load().then((found) => {
      made.Ready = found.default;
      return found;
    });
  }
  return made;
}

export const ROUTES: readonly Route[] = [
  route("", "Start", () => import("../screens/start")),
  route("explore", "Explore", () => import("../screens/explore")),
  route("tiers", "Tiers", () => import("../screens/tiers")),
  route("scenario", "Scenario", () => import("../screens/scenario")),
  route("runs", "Runs", () => import("../screens/runs")),
  route("compare", "Compare", () => import("../screens/compare")),
  route("health", "Data health", () => import("../screens/health")),
  route("methods", "Methods", () => import("../screens/methods")),
  route("entity", "Entity", () => import("../screens/entity"), false),
  route("impact", "Impact", () => import("../screens/impact"), false),
];

/** Return the route of a path, and what follows its first part, decoded. */
export function routeOf(path: string): { route: Route | undefined; rest: string } {
  const [first = "", ...others] = path.split("/").filter(Boolean);
  const rest = others.map(decoded).join("/");
  return { route: ROUTES.find((r) => r.path === first), rest };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Load every screen while nothing else is to do, so that the first switch is quick. */
export function loadRest(): void {
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 500));
  idle(() => {
    for (const { load } of ROUTES) void load().catch(() => undefined);
  });
}
