import { useParam, useTwin } from "../../app/url";
import { Choice } from "../../components/Choice";
import { DataTable } from "../../components/DataTable";
import { Empty, Failure, Loading } from "../../components/State";
import { FlowPicture } from "./FlowPicture";
import { linkTable, nodeTable } from "./pages";
import { Steps } from "./Steps";
import { useNeighborhood } from "./useNeighborhood";

const WAYS = [
  ["upstream", "Suppliers"],
  ["downstream", "Buyers"],
] as const;
const DEPTHS = ["1", "2", "3"] as const;
const ROWS = 10;

/** Who stands around it: the way, the number of steps and how far it is read are in the address. */
export function Around({ entity, first }: { entity: string; first: "upstream" | "downstream" }) {
  const twin = useTwin();
  const [asked, setWay] = useParam("way", first);
  const [depth, setDepth] = useParam("steps", "2");
  const [pages, setPages] = useParam("pages", "1");
  const way = asked === "upstream" || asked === "downstream" ? asked : first;
  const tiers = (DEPTHS as readonly string[]).includes(depth) ? depth : "2";
  const count = Math.min(Math.max(Number.parseInt(pages, 10) || 1, 1), 30);
  const path = `/twins/${encodeURIComponent(twin)}/entities/${encodeURIComponent(entity)}/neighborhood?direction=${way}&tiers=${tiers}&limit=${ROWS}`;
  const { page, error, busy } = useNeighborhood(path, count);
  return (
    <section aria-labelledby="around">
      <h2 id="around">Who stands around it</h2>
      <div className="entity-choices">
        <Choice legend="Towards" name="way" value={way} of={WAYS} set={(v) => setWay(v, { push: true })} />
        <Choice legend="Steps" name="steps" value={tiers} of={DEPTHS.map((d) => [d, d] as const)} set={(v) => setDepth(v)} />
      </div>
      {error && <Failure error={error} />}
      {!page && !error && <Loading what="who stands around it" />}
      {page?.missing && (
        <Empty>
          {page.missing} Look the other way: <em>{way === "upstream" ? "Buyers" : "Suppliers"}</em>.
        </Empty>
      )}
      {page && page.tiers.length > 0 && !page.missing && (
        <div aria-busy={busy}>
          <p className="entity-around-whole">
            Shares are {page.whole_text}.{page.bought.length > 0 && page.unit === "USD" && (page.bought[0] ?? 0) > 0 && ` ${page.bought_text} of it is bought for final use as it is.`}
          </p>
          <FlowPicture of={page} />
          <ul className="keys" aria-label="Legend">
            <li>
              <span className="entity-key-block is-seen" aria-hidden="true" /> published
            </li>
            <li>
              <span className="entity-key-block is-inferred" aria-hidden="true" /> inferred
            </li>
            <li>
              <span className="entity-key-block is-hatched" aria-hidden="true" /> nobody is named
            </li>
            <li>{page.is_chain ? "Heights are parts of each step, whose part of the whole stands above it." : "Each is a market of its own."}</li>
          </ul>
          <Steps of={page} more={page.next ? () => setPages(String(count + 1)) : undefined} />
          {page.notes.map((note) => (
            <p key={note} className="entity-around-note">
              {note}
            </p>
          ))}
          <details>
            <summary>The same as tables</summary>
            <DataTable of={nodeTable(page)} />
            {page.links.length > 0 && <DataTable of={linkTable(page)} />}
            {page.links.length > 0 && <p className="entity-around-note">{(100 * page.links_left_out).toFixed(1)} % goes between them in smaller links that are not listed.</p>}
          </details>
        </div>
      )}
    </section>
  );
}
