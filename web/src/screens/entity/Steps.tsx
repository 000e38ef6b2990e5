import type { Shape } from "../../api/types";
import { EntityLink } from "../../components/EntityLink";
import { Why } from "../../components/NumberShown";
import { widthOf } from "./pages";

type Page = Shape["Neighborhood"];
type Tier = Shape["TierTotal"];

/** The steps side by side: who stands there, what ends there, and what is not listed. */
export function Steps({ of: page, more }: { of: Page; more?: (() => void) | undefined }) {
  return (
    <>
      <ol className="entity-steps">
        {page.tiers.map((tier) => (
          <Step key={tier.tier} tier={tier} page={page} />
        ))}
        {page.is_chain && (
          <li className="entity-step is-beyond">
            <h3>All further steps</h3>
            <p>
              <strong>{page.beyond_text}</strong> {page.direction === "upstream" ? "goes on to suppliers further away" : "is sold on to buyers further away"}.
            </p>
          </li>
        )}
      </ol>
      {more && (
        <p>
          <button type="button" onClick={more}>
            Read on in every step
          </button>
        </p>
      )}
    </>
  );
}

function Step({ tier, page }: { tier: Tier; page: Page }) {
  const nodes = page.nodes.filter((n) => n.tier === tier.tier);
  const longest = Math.max(0, ...nodes.map((n) => n.share ?? 0));
  const up = page.direction === "upstream";
  const rest = tier.nodes - tier.shown;
  const seen = tier.why.is_seen;
  return (
    <li className="entity-step">
      <h3>
        {page.is_chain && <span className="entity-step-number">Step {tier.tier}</span>} {tier.title}
      </h3>
      {page.is_chain && (
        <p className="entity-step-sum">
          <strong>{tier.reached_text}</strong> comes here: {tier.ends_text} {up ? "ends here" : "goes into final use"}, {tier.goes_on_text} goes on
          {tier.aside > 0.0005 && `, ${tier.aside_text} ${up ? "is left over" : "returns to it, to stock, or is not followed"}`}.
        </p>
      )}
      <ol className="entity-step-nodes">
        {nodes.map((n) => (
          <li key={n.key}>
            <span className="entity-step-name">{n.entity ? <EntityLink id={n.entity}>{n.name}</EntityLink> : n.name}</span>
            <span className={n.share === null ? "entity-step-share is-unknown" : "entity-step-share"}>{n.share_text}</span>
            <span className={`entity-step-bar ${n.share === null || n.entity === null ? "is-hatched" : seen ? "is-seen" : "is-inferred"}`} aria-hidden="true">
              <span style={{ width: `${widthOf(n.share, longest)}%` }} />
            </span>
            {n.dependence !== null && <span className="entity-step-note">{n.dependence_text} of its own cost</span>}
          </li>
        ))}
      </ol>
      {rest > 0 && (
        <p className="entity-step-rest">
          {rest} more: {tier.rest_text} together.
        </p>
      )}
      {tier.unknown > 0 && <p className="entity-step-rest">{tier.unknown} are known by name and not by amount; they are in no sum.</p>}
      <details className="entity-step-why">
        <summary>{seen ? "Seen" : "Inferred"}: where this is from</summary>
        <Why of={tier.why} />
      </details>
    </li>
  );
}
