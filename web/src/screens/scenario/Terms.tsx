// When, for how long, what is assumed, and what it is called.
import type { Draft } from "./draft";
import { Field, NumberField } from "./fields";

interface TermsProps {
  draft: Draft;
  set: (some: Partial<Draft>) => void;
  /** As it is run, where it holds together: what is made of empty fields. */
  made: Record<string, unknown> | null;
  knowsDays: boolean;
  seed: string;
  setSeed: (seed: string | null) => void;
}

export function Terms({ draft, set, made, knowsDays, seed, setSeed }: TermsProps) {
  return (
    <>
      <fieldset>
        <legend>When</legend>
        <div className="row is-numbers">
          <Field field="start" label="Begins on" className="is-short">
            {(attributes) => <input {...attributes} type="date" value={draft.start ?? ""} onChange={(e) => set({ start: e.target.value || null })} />}
          </Field>
          <NumberField field="duration_days" label="Lasts" unit="days" value={draft.duration_days} placeholder="365" onChange={(duration_days) => set({ duration_days })} />
          {(knowsDays || draft.days !== null) && (
            <NumberField
              field="days"
              label="Followed for"
              unit="days"
              value={draft.days}
              placeholder="by itself"
              onChange={(days) => set({ days })}
            />
          )}
        </div>
      </fieldset>
      <fieldset>
        <legend>What is taken for granted</legend>
        <Field field="assumptions" label="Assumptions" hint="One on each line: where the sizes are from, what is left out.">
          {(attributes) => (
            <textarea
              {...attributes}
              rows={Math.min(12, Math.max(3, draft.assumptions.length + 1))}
              value={draft.assumptions.join("\n")}
              onChange={(e) => set({ assumptions: e.target.value === "" ? [] : e.target.value.split("\n") })}
            />
          )}
        </Field>
      </fieldset>
      <fieldset>
        <legend>What it is called</legend>
        <Field field="title" label="Title" hint="Made from the first shock while it is empty.">
          {(attributes) => (
            <input {...attributes} type="text" autoComplete="off" value={draft.title} placeholder={String(made?.["title"] ?? "")} onChange={(e) => set({ title: e.target.value })} />
          )}
        </Field>
        <Field field="name" label="Name" hint="Small letters, digits and hyphens; made from the title while it is empty.">
          {(attributes) => (
            <input
              {...attributes}
              type="text"
              autoComplete="off"
              spellCheck={false}
              value={draft.name}
              placeholder={String(made?.["name"] ?? "")}
              onChange={(e) => set({ name: e.target.value })}
            />
          )}
        </Field>
        <Field field="seed" label="Seed of random draws" hint="The same seed gives the same bytes." className="is-short">
          {(attributes) => <input {...attributes} type="text" inputMode="numeric" pattern="[0-9]*" value={seed} onChange={(e) => setSeed(e.target.value)} />}
        </Field>
      </fieldset>
    </>
  );
}
