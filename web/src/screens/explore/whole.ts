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

/** A color like `#1d5688` with a part of its strength. */
export function withAlpha(hex: string, alpha: number): string {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) || 0);
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
  // tens of thousands of lines: only where many lie over each other may it grow dark
  const faint = { seen: withAlpha(color("ink"), 0.3), inferred: withAlpha(color("economy"), 0.05) };
  links.source.forEach((source, k) => {
    const seen = (links.seen[k] ?? 0) >= MOSTLY;
    graph.addEdgeWithKey(k, source, links.target[k] ?? source, { size: seen ? 0.8 : 0.3, color: seen ? faint.seen : faint.inferred });
  });
  let over: string | null = null;
  const sigma = new Sigma(graph, box, {
    labelColor: { color: color("ink") },
    labelFont: style.fontFamily,
    labelSize: 11,
    labelRenderedSizeThreshold: 6,
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
