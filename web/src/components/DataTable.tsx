import { type ReactNode, useId, useState } from "react";

import { EntityLink } from "./EntityLink";
import type { Shape } from "../api/types";
import { type Direction, sorted } from "./sorting";
import { TakeAlong } from "./TakeAlong";

interface DataTableProps {
  of: Shape["ShownTable"];
  /** Rows shown before the reader asks for all. */
  first?: number;
  /** Asks the server for the next page, where there is one. */
  onMore?: () => void;
  /** Further things to do with the table. */
  actions?: ReactNode;
}

/** A table that sorts, tells where it is from, and can be taken along. */
export function DataTable({ of: table, first = 25, onMore, actions }: DataTableProps) {
  const [by, setBy] = useState<{ column: number; direction: Direction } | null>(null);
  const [all, setAll] = useState(false);
  const caption = useId();
  const ordered = by
    ? sorted(table.rows, by.column, table.columns[by.column]?.is_number ?? false, by.direction)
    : table.rows;
  const shown = all ? ordered : ordered.slice(0, first);
  const rest = ordered.length - shown.length;
  function sort(column: number) {
    const descending = by?.column === column ? by.direction === "ascending" : table.columns[column]?.is_number;
    setBy({ column, direction: descending ? "descending" : "ascending" });
  }
  if (table.rows.length === 0) return <p className="empty">{table.title || "This table"}: no rows.</p>;
  return (
    <div className="table">
      {/* it scrolls by itself where it is wider than the page, by keyboard too */}
      <div className="table-scroll" role="region" aria-labelledby={caption} tabIndex={0}>
        <table>
          <caption id={caption}>{table.title}</caption>
          <thead>
            <tr>
              {table.columns.map((column, k) => (
                <th
                  key={column.name}
                  scope="col"
                  className={column.is_number ? "is-number" : ""}
                  aria-sort={by?.column === k ? by.direction : undefined}
                >
                  <button type="button" onClick={() => sort(k)}>
                    {column.title}
                    <span aria-hidden="true">{by?.column === k ? (by.direction === "ascending" ? " ↑" : " ↓") : ""}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, r) => (
              <tr key={r}>
                {row.map((cell, k) => (
                  <td key={k} className={table.columns[k]?.is_number ? (cell.key === null ? "is-number is-unknown" : "is-number") : ""}>
                    {cell.entity ? <EntityLink id={cell.entity}>{cell.words}</EntityLink> : cell.words}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="table-foot">
        {rest > 0 && (
          <button type="button" onClick={() => setAll(true)}>
            Show {rest} more
          </button>
        )}
        {table.next && onMore && (
          <button type="button" onClick={onMore}>
            Read on ({table.rows.length.toLocaleString("en-US")} of {table.total.toLocaleString("en-US")})
          </button>
        )}
        <TakeAlong of={table} />
        {actions}
      </p>
      {(table.source || table.notes.length > 0) && (
        <p className="table-source">
          {table.source && <>Source: {table.source}. </>}
          {table.notes.join(" ")}
        </p>
      )}
    </div>
  );
}
