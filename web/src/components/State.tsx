import type { ReactNode } from "react";

import { ApiProblem } from "../api/client";
import type { Asked } from "../api/useApi";

/** Something is on its way; told to those who do not see it, too. */
export function Loading({ what }: { what: string }) {
  return (
    <p className="loading" role="status">
      Reading {what} …
    </p>
  );
}

/** What went wrong, every problem of it, and what to do. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  const told = error instanceof ApiProblem ? error : null;
  return (
    <div className="failure" role="alert">
      <p>
        <strong>{error.message}</strong>
        {told?.hint ? ` (${told.hint})` : ""}
      </p>
      {told && told.problems.length > 0 && (
        <ul>
          {told.problems.map((p, k) => (
            <li key={k}>
              <code>{p.where}</code>: {p.what}
              {p.hint ? ` (${p.hint})` : ""}
            </li>
          ))}
        </ul>
      )}
      {retry && told?.status !== 404 && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Nothing to show, and what to do about it. */
export function Empty({ children }: { children: ReactNode }) {
  return <div className="empty">{children}</div>;
}

interface StateProps<T> {
  of: Asked<T>;
  /** What is being read, in words. */
  what: string;
  children: (data: T) => ReactNode;
}

/** A resource in each of its states: on its way, failed, there. */
export function State<T>({ of, what, children }: StateProps<T>) {
  if (of.error) return <Failure error={of.error} retry={of.retry} />;
  if (of.data === undefined) return <Loading what={what} />;
  return <>{children(of.data)}</>;
}
