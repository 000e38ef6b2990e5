import { Link } from "../../app/Link";
import { keepTwin, navigate, useSearch } from "../../app/url";
import { JobProgress } from "../../components/JobProgress";
import { Screen } from "../../components/Screen";

/** A question on its way; once it is answered, the address is that of the run. */
export function JobScreen({ id }: { id: string }) {
  const search = useSearch().toString();
  return (
    <Screen
      title="The answer is on its way"
      intro={
        <p>
          This page turns into the result by itself. It may be closed: the work goes on, and <Link to="/runs">Runs</Link> has it.
        </p>
      }
    >
      <JobProgress id={id} onDone={(run) => navigate(keepTwin(`/impact/${run}`, `?${search}`), { replace: true })} />
    </Screen>
  );
}
