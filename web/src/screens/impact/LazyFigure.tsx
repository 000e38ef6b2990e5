import { useEffect, useRef, useState } from "react";

import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { FigureView } from "../../components/FigureView";
import { Failure } from "../../components/State";

/** The address of a figure of a run. */
export function figurePath(run: string, name: string): string {
  return `/runs/${run}/figures/${encodeURIComponent(name)}`;
}

/** A figure that is fetched when it comes near to what is seen. */
export function LazyFigure({ run, of: slot }: { run: string; of: Shape["FigureSlot"] }) {
  const [near, setNear] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const node = place.current;
    if (!node || near) return;
    const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && setNear(true), { rootMargin: "600px" });
    watch.observe(node);
    return () => watch.disconnect();
  }, [near]);
  const asked = useApi<Shape["ShownFigure"]>(near ? figurePath(run, slot.name) : null);
  return (
    <div ref={place} className={slot.is_wide ? "impact-figure is-wide" : "impact-figure"}>
      {asked.error ? (
        <Failure error={asked.error} retry={asked.retry} />
      ) : asked.data ? (
        <FigureView of={asked.data} />
      ) : (
        <p className="loading">Drawing: {slot.title} …</p>
      )}
    </div>
  );
}
