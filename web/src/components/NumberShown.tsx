import { useId } from "react";

import type { Shape } from "../api/types";

interface NumberShownProps {
  of: Shape["ShownNumber"];
  /** What it is a number of, for those who open its evidence. */
  of_what?: string;
}

/** A number with its band; a click tells where it is from. Unknown is a word, never a zero. */
export function NumberShown({ of: n, of_what }: NumberShownProps) {
  const id = useId().replace(/[^a-zA-Z0-9]/g, "");
  const known = isKnown(n);
  return (
    <span className="number">
      <button
        type="button"
        className={known ? (n.is_seen ? "seen" : "inferred") : "unknown"}
        popoverTarget={`why-${id}`}
        aria-label={`${n.text}${n.band ? `, ${n.band}` : ""}: where it is from`}
      >
        {n.text}
      </button>
      {n.band && <span className="band"> {n.band}</span>}
      <span popover="auto" id={`why-${id}`} className="why" role="note">
        <Why of={n} {...(of_what ? { title: of_what } : {})} />
      </span>
    </span>
  );
}

type Number = Shape["ShownNumber"];

/** Whether there is a value or at least one end of it. */
export function isKnown(n: Number): boolean {
  return n.value !== null || n.lo !== null || n.hi !== null;
}

const METHODS: Record<string, readonly [string, string]> = {
  observed: ["Seen", "published by the source"],
  reported: ["Seen", "told by a party about itself"],
  inferred: ["Inferred", "computed from other numbers"],
  assumed: ["Assumed", "chosen without evidence"],
};

/** Why there is no number: the source printed none, or none could be computed. */
function NoNumber({ of: n }: { of: Number }) {
  const printed = n.text && n.text !== "unknown" ? `, only: ${n.text}` : "";
  return (
    <span className="why-row">
      <b>Unknown</b>: {n.is_seen ? "the source gives no number" : "no number could be computed"}
      {printed}
    </span>
  );
}

/** Where numbers are from: sources, edition, how they came to be, how sure they are. */
export function Why({ of: n, title }: { of: Number | Shape["ShownWhy"]; title?: string }) {
  const [head, meant] = METHODS[n.method] ?? [n.is_seen ? "Seen" : "Inferred", n.method];
  return (
    <>
      {title && <strong>{title}</strong>}
      {"value" in n && !isKnown(n) ? (
        <NoNumber of={n} />
      ) : (
        <span className="why-row">
          <b>{head}</b>: {meant}, confidence {n.confidence_word} ({n.confidence.toFixed(2)} of 1)
        </span>
      )}
      <span className="why-row">
        <b>From</b> {n.sources.join(", ") || "nobody"}, {n.vintage || "edition unknown"}; {n.label}
      </span>
      {n.note && <span className="why-row">{n.note}</span>}
    </>
  );
}
