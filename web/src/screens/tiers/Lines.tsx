import type { Shape } from "../../api/types";
import { EntityLink } from "../../components/EntityLink";
import { NumberShown } from "../../components/NumberShown";
import { TakeAlong } from "../../components/TakeAlong";

type View = Shape["TiersView"];
type Line = Shape["TierLine"];
type Leader = Shape["TierLeader"];

/** Concentration, origin and what is seen, tier by tier. */
export function Lines({ of: view }: { of: View }) {
  const up = view.direction === "up";
  const mineral = view.id.startsWith("mineral:");
  const far = up ? "from abroad" : mineral ? "final use" : "into final use";
  const adds = view.lines.some((line) => line.added);
  return (
    <section aria-labelledby="tiers-lines">
      <h2 id="tiers-lines">Concentration, tier by tier</h2>
      <p className="intro">
        The index is 1 for one supplier and near 0 for very many. Its band holds what is not known: spread thin at the low end, in one hand at the high end.
        Industries stand for all their firms.
      </p>
      <div className="table-scroll" role="region" aria-label="Tiers in numbers" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Tier</th>
              <th scope="col">{up ? "At home" : "Into industries"}</th>
              <th scope="col">{up ? "From abroad" : "Into final use"}</th>
              {adds && <th scope="col">Value added nearer by</th>}
              <th scope="col">{up ? "Not seen" : "Ended nearer by"}</th>
              <th scope="col">{up ? "Suppliers" : "Buyers"}</th>
              <th scope="col">{up ? "HHI, suppliers" : "HHI, buyers"}</th>
              {up && <th scope="col">HHI, countries</th>}
              <th scope="col">Published</th>
              <th scope="col">Largest at home</th>
              <th scope="col">Largest {far}</th>
            </tr>
          </thead>
          <tbody>
            {view.lines.map((line) => (
              <Row key={line.number} of={line} up={up} adds={adds} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="table-foot">
        <TakeAlong of={view.measures} />
      </p>
      <p className="table-source">
        Source: {view.measures.source}. {view.measures.notes.join(" ")}
      </p>
    </section>
  );
}

function Row({ of: line, up, adds }: { of: Line; up: boolean; adds: boolean }) {
  const what = `tier ${line.number}`;
  return (
    <tr>
      <th scope="row">
        {line.number}
        <span className="tiers-title">{line.title}</span>
      </th>
      <td className="is-number">
        <NumberShown of={line.home} of_what={`${what}, at home`} />
      </td>
      <td className="is-number">
        <NumberShown of={line.elsewhere} of_what={what} />
      </td>
      {adds && <td className="is-number">{line.added ? <NumberShown of={line.added} of_what={`${what}, value added nearer by`} /> : "–"}</td>}
      <td className="is-number">{line.ended ? <NumberShown of={line.ended} of_what={what} /> : "–"}</td>
      <td className="is-number">{line.members.toLocaleString("en-US")}</td>
      <td className="is-number">
        <NumberShown of={line.concentration} of_what={`${what}, concentration`} />
      </td>
      {up && (
        <td className="is-number">
          <NumberShown of={line.countries} of_what={`${what}, concentration of countries`} />
        </td>
      )}
      <td className="is-number">{line.number === 0 ? "–" : <NumberShown of={line.seen} of_what={`${what}, published`} />}</td>
      <td>
        <Largest of={line.first} />
      </td>
      <td>
        <Largest of={line.from_elsewhere} />
      </td>
    </tr>
  );
}

function Largest({ of: leader }: { of: Leader | null }) {
  if (!leader) return <>–</>;
  return (
    <span className="tiers-largest">
      {leader.entity ? <EntityLink id={leader.entity}>{leader.name}</EntityLink> : leader.name} <NumberShown of={leader.share} of_what={leader.name} />
    </span>
  );
}
