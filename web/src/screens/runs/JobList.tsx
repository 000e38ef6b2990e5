import { useEffect, useRef, useState } from "react";

import { send } from "../../api/client";
import { Link } from "../../app/Link";
import { isFinal, type Job } from "../../api/useJob";
import { CopyAs } from "../../components/CopyAs";
import { JobProgress, Why } from "../../components/JobProgress";
import { STATES } from "../../components/jobWords";
import { Failure, Loading } from "../../components/State";
import { moment } from "./listing";
import { useJobs } from "./useJobs";

/** What is on its way, what ended without a result, and what was done, each at its own place. */
export function JobList({ onDone }: { onDone: () => void }) {
  const { jobs, error, refresh } = useJobs();
  const [failure, setFailure] = useState<Error>();
  const done = jobs?.filter((job) => job.state === "done").length;
  const seen = useRef<number | undefined>(undefined);
  useEffect(() => {
    // the list of runs is read anyway when the screen opens
    if (done !== undefined && seen.current !== undefined && done !== seen.current) onDone();
    seen.current = done;
  }, [done, onDone]);

  function again(job: Job): void {
    setFailure(undefined);
    send<Job>("POST", `/jobs/${job.id}/rerun`).then(refresh, (fault: Error) => setFailure(fault));
  }

  if (!jobs) return error ? <Failure error={error} retry={refresh} /> : <Loading what="the jobs" />;
  const open = jobs.filter((job) => !isFinal(job)).reverse();
  const ended = jobs.filter((job) => isFinal(job) && job.state !== "done");
  const answered = jobs.filter((job) => job.state === "done").slice(0, 10);
  return (
    <section aria-labelledby="jobs-head">
      <h2 id="jobs-head">Under way</h2>
      {failure && <Failure error={failure} />}
      {open.length === 0 && (
        <p className="empty">
          Nothing runs or waits. <Link to="/scenario">Build a scenario</Link>, or take a ready question from the{" "}
          <Link to="/">start</Link>.
        </p>
      )}
      {open.map((job) => (
        <JobProgress key={job.id} id={job.id} onState={(now) => isFinal(now) && refresh()} />
      ))}
      {ended.length > 0 && (
        <details open={ended.length <= 3}>
          <summary>
            Ended without a result ({ended.length})
          </summary>
          <ul className="job-list">
            {ended.map((job) => (
              <li key={job.id}>
                <Ended job={job} onAgain={() => again(job)} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {answered.length > 0 && (
        <details>
          <summary>Done lately ({answered.length})</summary>
          <ul className="job-list">
            {answered.map((job) => (
              <li key={job.id}>
                <Link to={`/impact/${job.run_id}`}>{job.title}</Link>{" "}
                <span className="quiet">{moment(job.finished)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Ended({ job, onAgain }: { job: Job; onAgain: () => void }) {
  return (
    <div className={`job job-${job.state}`}>
      <p className="job-title">{job.title}</p>
      <p className="job-words">
        <strong>{STATES[job.state]}</strong> {moment(job.finished)}
        {job.attempts > 1 && `, after ${job.attempts} attempts`}
      </p>
      {job.problem && <Why problem={job.problem} />}
      <CopyAs of={job.command} />
      <p className="job-actions">
        <button type="button" onClick={onAgain} aria-label={`Run again: ${job.title}`}>
          Run again
        </button>
      </p>
    </div>
  );
}
