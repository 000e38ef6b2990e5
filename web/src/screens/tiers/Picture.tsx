import { type MouseEvent, type PointerEvent, useEffect, useRef } from "react";

import { keepTwin, navigate } from "../../app/url";
import type { Shape } from "../../api/types";
import { entityPath } from "../../components/EntityLink";
import { FigureView } from "../../components/FigureView";
import { touches } from "./asked";

/**
 * The drawing. A click on a bar opens its page and pointing at it shows its ribbons; by keyboard the
 * same pages are opened from the table below it.
 */
export function Picture({ of: view }: { of: Shape["TiersView"] }) {
  const frame = useRef<HTMLDivElement>(null);
  const svg = view.figure.panels[0]?.svg;
  useEffect(() => {
    const box = frame.current?.querySelector<HTMLElement>(".panel > [role=img]");
    if (!box) return;
    // on a phone it is wider than the page and moves by itself: by keyboard, too
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    // the product first: it stands at the right of its inputs
    if (view.direction === "up") box.scrollLeft = box.scrollWidth;
  }, [svg, view.direction]);

  function open(event: MouseEvent) {
    const bar = barAt(event.target);
    if (bar?.dataset.entity) navigate(keepTwin(entityPath(bar.dataset.entity), location.search));
  }
  function point(event: PointerEvent) {
    const node = barAt(event.target)?.dataset.node;
    for (const ribbon of frame.current?.querySelectorAll("path[data-ends]") ?? []) {
      ribbon.classList.toggle("is-dim", node !== undefined && !touches(ribbon.getAttribute("data-ends"), node));
    }
  }
  return (
    <div ref={frame} className="tiers-picture" onClick={open} onPointerOver={point} onPointerLeave={point}>
      <FigureView of={view.figure} level={2} />
    </div>
  );
}

function barAt(target: EventTarget): SVGElement | null {
  return target instanceof Element ? target.closest<SVGElement>("g[data-node]") : null;
}
