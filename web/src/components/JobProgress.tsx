import { useEffect, useRef } from "react";

import { isFinal, type Job, useJob } from "../api/useJob";
import "./JobProgress.css";
import { STATES, partDone, progressWords, spoken } from "./jobWords";
import { Failure, Loading } from "./State";

interface JobProgressProps {
  id: string;
  /** Called once when the job is done, with the id of its run. */
  onDone?: (runId: string) => void;
  /** Called whenever the job comes into another state. */
  onState?: (job: Job) => void;
  /** Leaves out the title, where the screen has it already. */
  bare?: boolean;
}

/** A job on its way: how far, what time is left, cancel; at the end its result, or why there is none. */
export function JobProgress({ id, onDone, onState, bare = false }: JobProgressProps) {
  const { job, error, isActing, cancel, rerun, retry } = useJob(id);
  const told = useRef({ onDone, onState });
  told.current = { onDone, onState };
  const state = job?.state;
  useEffect(() => {
    if (!job) return;
    told.current.onState?.(job);
    if (job.state === "done" && job.run_id) told.current.onDone?.(job.run_id);
    // once for each state: the steps between are of no concern outside
  }, [state, job?.run_id]);

  if (!job) return error ? <Failure error={error} retry={retry} /> : <Loading what="the job" />;
  return (
    <div className={`job job-${job.state}`}>
      {!bare && <p className="job-title">{job.title}</p>}
      <Bar job={job} />
      <p className="hidden" role="status">
        {spoken(job)}
      </p>
      {job.problem && <Why problem={job.problem} />}
      {error && <Failure error={error} retry={retry} />}
      <p className="job-actions">
        {!isFinal(job) && (
          <button type="button" onClick={cancel} disabled={isActing}>
            {isActing ? "Cancelling …" : "Cancel"}
          </button>
        )}
        {isFinal(job) && job.state !== "done" && (
          <button type="button" className="primary" onClick={rerun} disabled={isActing}>
            Run again
          </button>
        )}
      </p>
    </div>
  );
}

/** The bar with its words; without a count it only says that something is done. */
export function Bar({ job }: { job: Job }) {
  const part = partDone(job);
  const words = progressWords(job);
  const name = `Progress of ${job.title}`;
  return (
    <div className="job-bar">
      {job.state === "running" && part === null && <progress aria-label={name} />}
      {(job.state === "running" || job.state === "done") && part !== null && (
        <progress aria-label={name} value={part} max={1} />
      )}
      <p className="job-words">
        <strong>{STATES[job.state]}</strong>
        {part !== null && job.state === "running" && <span className="job-part"> {Math.floor(part * 100)} %</span>}
        {words && <span>: {words}</span>}
      </p>
    </div>
  );
}

/** Why there is no result, every single fault, and what to do next. */
export function Why({ problem }: { problem: NonNullable<Job["problem"]> }) {
  return (
    <div className="job-why">
      <p>
        <strong>{problem.message}</strong>
        {problem.hint ? ` (${problem.hint})` : ""}
      </p>
      {problem.problems.length > 0 && (
        <ul>
          {problem.problems.map((fault, k) => (
            <li key={k}>
              <code>{fault.where}</code>: {fault.what}
              {fault.hint ? ` (${fault.hint})` : ""}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
