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
  const known = n.value !== null || n.lo !== null || n.hi !== null;
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

/** Where numbers are from: sources, edition, how they came to be, how sure they are. */
export function Why({ of: n, title }: { of: Shape["ShownNumber"] | Shape["ShownWhy"]; title?: string }) {
  return (
    <>
      {title && <strong>{title}</strong>}
      <span className="why-row">
        <b>{n.is_seen ? "Seen" : "Inferred"}</b>: {n.method}, confidence {n.confidence_word} ({n.confidence.toFixed(2)})
      </span>
      <span className="why-row">
        <b>From</b> {n.sources.join(", ") || "nobody"}, {n.vintage || "edition unknown"}; {n.label}
      </span>
      {n.note && <span className="why-row">{n.note}</span>}
    </>
  );
}
