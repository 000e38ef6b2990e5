import { usePath } from "../../app/url";
import { routeOf } from "../../app/routes";
import { Link } from "../../app/Link";
import { Screen } from "../../components/Screen";
import { Empty } from "../../components/State";
import { JobScreen } from "./JobScreen";
import { RunScreen } from "./RunScreen";
import { askedOf } from "./playing";
import "./impact.css";

/** What a run says; of a job, its progress until there is a run. */
export default function Impact() {
  const asked = askedOf(routeOf(usePath()).rest);
  if (asked.job) return <JobScreen id={asked.job} />;
  if (asked.run) return <RunScreen key={asked.run} id={asked.run} />;
  return (
    <Screen title="Impact">
      <Empty>
        No run is chosen. <Link to="/runs">Choose a stored run</Link>, or <Link to="/scenario">ask a new question</Link>.
      </Empty>
    </Screen>
  );
}
