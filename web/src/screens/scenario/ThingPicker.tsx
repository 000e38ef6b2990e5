// What a shock acts on: typed, searched on the server, chosen from a list, kept as chips.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";

import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { Field } from "./fields";

interface ThingPickerProps {
  field: string;
  twin: string;
  target: string;
  engine: string;
  codes: readonly string[];
  /** Words for the codes, in their order, as far as they are known. */
  names: readonly string[];
  chosenFrom: string;
  onChange: (codes: string[]) => void;
}

/** Search and choose; the list is walked by arrow keys and closed by Escape. */
export function ThingPicker({ field, twin, target, engine, codes, names, chosenFrom, onChange }: ThingPickerProps) {
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  // the one that Enter chooses, by its code: what arrives meanwhile does not put another in its place
  const [marked, setMarked] = useState("");
  const found = useThings(twin, target, engine, text, open);
  const items = (found.data?.items ?? []).filter((t) => !codes.includes(t.code) && (found.isCurrent || holds(t, text)));
  const usable = items.filter((t) => !t.why_not);
  const at = usable.findIndex((t) => t.code === marked);
  const active = open ? usable[at] : undefined;

  function choose(thing: Shape["Thing"]) {
    onChange([...codes, thing.code]);
    setText("");
    setMarked("");
    setOpen(false);
    input.current?.focus();
  }
  function key(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = at < 0 && step < 0 ? usable.length - 1 : (at + step + usable.length) % usable.length;
      setMarked(usable[next]?.code ?? "");
    } else if (event.key === "Enter") {
      event.preventDefault();
      const only = usable.length === 1 && text.trim() ? usable[0] : undefined;
      const chosen = active ?? only;
      if (chosen) choose(chosen);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Backspace" && !text && codes.length) {
      onChange(codes.slice(0, -1));
    }
  }
  return (
    <Field field={field} label="Of what" hint={`Type a word or a code; only ${chosenFrom} that ${engine} knows are listed.`}>
      {({ onBlur, ...attributes }) => (
        <div className="picker" onBlur={(e) => !e.currentTarget.contains(e.relatedTarget) && (setOpen(false), onBlur())}>
          {codes.length > 0 && (
            <ul className="chips" aria-label="Chosen">
              {codes.map((code, k) => (
                <li key={code}>
                  <span>
                    {names[k] ?? code} <code>{code}</code>
                  </span>
                  <button
                    type="button"
                    aria-label={`Remove ${names[k] ?? code}`}
                    onClick={() => {
                      onChange(codes.filter((c) => c !== code));
                      input.current?.focus();
                    }}
                  >
                    ×
                  </button>
                </li>
              ))}
            </ul>
          )}
          <input
            {...attributes}
            ref={input}
            type="text"
            role="combobox"
            autoComplete="off"
            aria-autocomplete="list"
            aria-expanded={open}
            aria-controls={list}
            aria-activedescendant={active ? `${list}-${at}` : undefined}
            placeholder={codes.length ? "Add another" : "Gallium, 334413, refineries …"}
            value={text}
            onFocus={() => setOpen(true)}
            onClick={() => setOpen(true)}
            onChange={(e) => {
              setText(e.target.value);
              setMarked("");
              setOpen(true);
            }}
            onKeyDown={key}
          />
          <Options id={list} open={open} items={items} usable={usable} at={at} onChoose={choose} />
          {open && (
            <p className="picker-note" role="status">
              {found.error ? found.error.message : found.data && found.isCurrent ? noteOf(found.data, items) : "Searching …"}
            </p>
          )}
        </div>
      )}
    </Field>
  );
}

interface OptionsProps {
  id: string;
  open: boolean;
  items: readonly Shape["Thing"][];
  usable: readonly Shape["Thing"][];
  at: number;
  onChoose: (thing: Shape["Thing"]) => void;
}

function Options({ id, open, items, usable, at, onChoose }: OptionsProps) {
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [id, at]);
  return (
    <ul id={id} role="listbox" aria-label="Found" hidden={!open || items.length === 0} className="options" tabIndex={-1}>
      {items.map((thing) => {
        const place = usable.indexOf(thing);
        return (
          <li
            key={thing.code}
            id={place >= 0 ? `${id}-${place}` : undefined}
            role="option"
            aria-selected={place >= 0 && place === at}
            aria-disabled={thing.why_not ? true : undefined}
            // the field keeps the focus
            onPointerDown={(e) => e.preventDefault()}
            onClick={() => !thing.why_not && onChoose(thing)}
          >
            <span className="option-name">{thing.name}</span>
            <span className="option-kind">
              {thing.kind} · <code>{thing.code}</code>
            </span>
            {thing.why_not && <span className="option-why">cannot be answered: {thing.why_not}</span>}
          </li>
        );
      })}
    </ul>
  );
}

function noteOf(found: Shape["ThingsView"], items: readonly unknown[]): string {
  if (found.hint) return found.hint.slice(0, 1).toUpperCase() + found.hint.slice(1) + ".";
  return `${items.length} found; arrow keys walk, Enter chooses.`;
}

function useThings(twin: string, target: string, engine: string, text: string, open: boolean) {
  const [q, setQ] = useState(text);
  useEffect(() => {
    const wait = setTimeout(() => setQ(text.trim()), 120);
    return () => clearTimeout(wait);
  }, [text]);
  const query = new URLSearchParams({ engine, ...(q ? { q } : {}) });
  const path = `/twins/${encodeURIComponent(twin)}/targets/${encodeURIComponent(target)}/things?${query}`;
  const asked = useApi<Shape["ThingsView"]>(open ? path : null);
  // what was found before stays until the next is there, so that the list does not jump
  const [last, setLast] = useState(asked.data);
  if (asked.data && asked.data !== last) setLast(asked.data);
  const fits = last?.target === target && last.engine === engine;
  const isCurrent = asked.data !== undefined && q === text.trim();
  return { data: asked.data ?? (fits ? last : undefined), isCurrent, error: asked.error };
}

/** Whether every word of a text is in a thing: what was found before stands for what is on its way. */
function holds(thing: Shape["Thing"], text: string): boolean {
  const all = `${thing.name} ${thing.code}`.toLowerCase();
  return text.toLowerCase().split(/[\s,]+/).every((word) => all.includes(word));
}
