// Figures that answer to the pointer; the interpreter makes them work without eval.
import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";

/** Draw a Vega-Lite specification into a node, as SVG, so that the page's colors apply. */
export async function draw(node: HTMLElement, spec: Record<string, unknown>): Promise<void> {
  const withTips = { ...spec, config: { ...(spec["config"] as object), mark: { tooltip: true } } };
  const made = compile(withTips as unknown as TopLevelSpec).spec;
  const view = new View(parse(made, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: "svg",
    container: node,
    hover: true,
  });
  view.tooltip((_, event, __, value) => tip(node, event as PointerEvent, value));
  await view.runAsync();
}

function tip(node: HTMLElement, event: PointerEvent, value: unknown): void {
  let box = node.querySelector<HTMLElement>(".tip");
  if (!box) {
    box = document.createElement("div");
    box.className = "tip";
    node.append(box);
  }
  box.hidden = value === null || value === undefined || value === "";
  if (box.hidden) return;
  const rows = typeof value === "object" ? Object.entries(value as object) : [["", value] as const];
  box.textContent = rows.map(([k, v]) => (k ? `${k}: ${String(v)}` : String(v))).join("\n");
  const at = node.getBoundingClientRect();
  box.style.left = `${event.clientX - at.left + 12}px`;
  box.style.top = `${event.clientY - at.top + 12}px`;
}
