import type { Shape } from "../api/types";
import { csvOf, download, jsonOf } from "./download";

interface TakeAlongProps {
  of: Shape["ShownTable"];
  /** Name of the files; that of the table where not given. */
  name?: string;
  /** What the buttons say before the form of the file. */
  words?: string;
}

/** A table as files: the two buttons below every table and picture. */
export function TakeAlong({ of: table, name = table.name, words = "" }: TakeAlongProps) {
  return (
    <>
      <button type="button" onClick={() => download(`${name}.csv`, csvOf(table), "text/csv")}>
        {words}CSV
      </button>
      <button type="button" onClick={() => download(`${name}.json`, jsonOf(table), "application/json")}>
        {words}JSON
      </button>
    </>
  );
}
