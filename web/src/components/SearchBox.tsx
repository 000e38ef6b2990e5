import { type FormEvent, type KeyboardEvent, useEffect, useId, useState } from "react";

import type { Shape } from "../api/types";
import { get } from "../api/client";
import { keepTwin, navigate, useTwin } from "../app/url";
import { entityPath } from "./EntityLink";
import { step } from "./suggesting";
import "./search.css";

type Line = Shape["EntityLine"];

/** Waits so long after a key before it asks, in milliseconds. */
const PAUSE = 90;

/** Type a name or a code, pick with the arrows, go to its page. */
export function SearchBox() {
  const twin = useTwin();
  const [words, setWords] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const found = useSuggestions(twin, words, open);
  const list = useId();
  const lines = found?.lines ?? [];
  const isOpen = open && words.trim() !== "" && found !== null;

  function go(line: Line) {
    setOpen(false);
    setWords("");
    setAt(-1);
    navigate(keepTwin(entityPath(line.id), location.search));
  }
  async function submit(event: FormEvent) {
    event.preventDefault();
    const text = words.trim();
    if (!text) return;
    const ready = found?.of === text ? lines : (await suggestions(twin, text).catch(() => ({ lines: [] }))).lines;
    const chosen = ready[Math.max(at, 0)];
    if (chosen) go(chosen);
    else {
      setOpen(false);
      navigate(keepTwin(`/entity?q=${encodeURIComponent(text)}`, location.search));
    }
  }
  function key(event: KeyboardEvent) {
    if (event.key === "Escape") {
      if (isOpen) event.preventDefault();
      setOpen(false);
      setAt(-1);
      return;
    }
    const next = step(event.key, at, lines.length);
    if (next === null) return;
    event.preventDefault();
    setOpen(true);
    setAt(next);
  }
  const active = isOpen && at >= 0 ? `${list}-${at}` : undefined;
  return (
    <form role="search" className="search" onSubmit={(event) => void submit(event)}>
      <input
        type="search"
        role="combobox"
        aria-label="Find an industry, product, mineral or country"
        aria-expanded={isOpen && lines.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={active}
        autoComplete="off"
        spellCheck={false}
        placeholder="Find gallium, 334413 …"
        value={words}
        onChange={(e) => {
          setWords(e.target.value);
          setOpen(true);
          setAt(-1);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={key}
      />
      <ul id={list} role="listbox" aria-label="Found" hidden={!isOpen || lines.length === 0}>
        {lines.map((line, k) => (
          <li
            key={line.id}
            id={`${list}-${k}`}
            role="option"
            aria-selected={k === at}
            // the field keeps the focus: a press must not blur it before the click
            onPointerDown={(e) => e.preventDefault()}
            onClick={() => go(line)}
          >
            <span className="search-name">{line.name}</span>
            <span className="search-about">
              {line.about} · {line.code}
            </span>
          </li>
        ))}
      </ul>
      {isOpen && lines.length === 0 && <p className="search-none">Nothing here is called that. Try a shorter word.</p>}
      <p className="hidden" role="status">
        {isOpen ? `${lines.length ? `${found.total} found` : "nothing found"}` : ""}
      </p>
    </form>
  );
}

interface Found {
  of: string;
  lines: readonly Line[];
  total: number;
}

async function suggestions(twin: string, text: string, signal?: AbortSignal): Promise<Found> {
  const query = `q=${encodeURIComponent(text)}&limit=8`;
  const page = await get<Shape["Page_EntityLine_"]>(`/twins/${encodeURIComponent(twin)}/entities?${query}`, signal);
  return { of: text, lines: page.items, total: page.total };
}

function useSuggestions(twin: string, words: string, open: boolean): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  const text = words.trim();
  useEffect(() => {
    if (!text || !open) return;
    const stop = new AbortController();
    const wait = setTimeout(() => {
      // what fails here is told by the page that is gone to
      suggestions(twin, text, stop.signal).then(setFound, () => undefined);
    }, PAUSE);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [twin, text, open]);
  return text ? found : null;
}
