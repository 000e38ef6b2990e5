// The whole net on a graphics card; loaded only when somebody asks for it.
import Graph from "graphology";
import Sigma from "sigma";

import type { View } from "./geometry";
import { MOSTLY } from "./geometry";

export interface Drawing {
  zoom: (by: number) => void;
  home: () => void;
  end: () => void;
}

const TOKEN: Record<string, string> = {
  industry: "economy", commodity: "shade-3", mineral: "health", country: "imports", region: "imports", final: "ink", firm: "defense", plant: "defense",
};

/** A color like `#1d5688` with a part of its strength; the card wants its channels weakened, too. */
function withAlpha(hex: string, alpha: number): string {
  const parts = [1, 3, 5].map((at) => Math.round(alpha * (Number.parseInt(hex.slice(at, at + 2), 16) || 0)));
  return `rgba(${parts.join(",")},${alpha})`;
}

/** Draw a net into a box; `onOver` is told the node under the pointer, or -1. */
export function drawWhole(box: HTMLElement, view: View, onOver: (node: number) => void): Drawing {
  const style = getComputedStyle(box);
  const color = (token: string) => style.getPropertyValue(`--${token}`).trim();
  const graph = new Graph({ multi: true, type: "directed" });
  view.nodes.forEach((node, k) => {
    graph.addNode(k, {
      x: node.x * view.aspect,
      y: -node.y,
      size: 1.2 + 7 * node.size,
      label: node.name,
      color: color(TOKEN[node.kind] ?? "muted"),
    });
  });
  const { links } = view;
  // tens of thousands of lines: each is faint, and the larger ones of its family stand out
  const largest = view.families.map(() => 0);
  links.value.forEach((v, k) => {
    const f = links.family[k] ?? 0;
    largest[f] = Math.max(largest[f] ?? 0, Math.abs(v ?? 0));
  });
  const tints = { seen: color("ink"), inferred: color("economy") };
  links.source.forEach((source, k) => {
    const seen = (links.seen[k] ?? 0) >= MOSTLY;
    const part = Math.sqrt(Math.abs(links.value[k] ?? 0) / (largest[links.family[k] ?? 0] || 1));
    const tint = withAlpha(seen ? tints.seen : tints.inferred, seen ? 0.05 + 0.3 * part : 0.01 + 0.8 * part);
    graph.addEdgeWithKey(k, source, links.target[k] ?? source, { size: 0.3 + 2 * part, color: tint });
  });
  let over: string | null = null;
  const sigma = new Sigma(graph, box, {
    labelColor: { color: color("ink") },
    labelFont: style.fontFamily,
    labelSize: 11,
    labelRenderedSizeThreshold: 6,
    stagePadding: 60,
    hideEdgesOnMove: true,
    zIndex: true,
    edgeReducer: (edge, data) => {
      if (over === null) return data;
      const touches = graph.source(edge) === over || graph.target(edge) === over;
      return touches ? { ...data, color: color("imports"), size: 1, zIndex: 1 } : { ...data, hidden: true };
    },
  });
  sigma.on("enterNode", ({ node }) => {
    over = node;
    onOver(Number(node));
    sigma.refresh({ skipIndexation: true });
  });
  sigma.on("leaveNode", () => {
    over = null;
    onOver(-1);
    sigma.refresh({ skipIndexation: true });
  });
  const camera = sigma.getCamera();
  return {
    zoom: (by) => camera.setState({ ratio: camera.getState().ratio / by }),
    home: () => camera.setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }),
    end: () => sigma.kill(),
  };
}
