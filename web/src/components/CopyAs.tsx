import { useState } from "react";

import type { Shape } from "../api/types";

/** How to get the same outside of the page; a click puts it on the clipboard. */
export function CopyAs({ of: command }: { of: Shape["Command"] }) {
  const [copied, setCopied] = useState("");
  async function copy(name: string, text: string) {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(`${name} copied`);
    } catch {
      setCopied("the browser does not allow it; select the text below");
    }
  }
  return (
    <details className="copy-as">
      <summary>Copy as command or Python</summary>
      {(["cli", "python"] as const).map((kind) => (
        <div key={kind} className="copy-one">
          <pre tabIndex={0} aria-label={kind === "cli" ? "Command line" : "Python"}>
            <code>{command[kind]}</code>
          </pre>
          <button type="button" onClick={() => void copy(kind === "cli" ? "Command" : "Python", command[kind])}>
            Copy {kind === "cli" ? "command" : "Python"}
          </button>
        </div>
      ))}
      <p role="status">{copied}</p>
    </details>
  );
}
