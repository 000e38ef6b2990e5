// Fields with a label, a hint and their faults, tied together for those who do not see them.
import { createContext, type ReactNode, useContext, useEffect, useId, useState } from "react";

import type { Shape } from "../../api/types";
import { type Num, numberOf, percentOf, shareOf } from "./draft";

type Fault = Shape["FieldProblem"];

/** Faults of the draft, and whether those of a field are shown yet. */
export const Faults = createContext<{ all: readonly Fault[]; shown: (field: string) => boolean; touch: (field: string) => void }>({
  all: [],
  shown: () => true,
  touch: () => undefined,
});

/** The id of the element that a field is typed into. */
export function idOf(field: string): string {
  return `f-${field.replaceAll(".", "-") || "whole"}`;
}

/** Faults of a field, of the codes below it too. */
export function faultsOf(field: string, all: readonly Fault[]): readonly Fault[] {
  return all.filter((f) => f.field === field || f.field.startsWith(`${field}.`));
}

interface FieldProps {
  field: string;
  label: ReactNode;
  hint?: ReactNode;
  className?: string;
  children: (attributes: { id: string; "aria-describedby"?: string; "aria-invalid"?: true; onBlur: () => void }) => ReactNode;
}

/** One field: what is typed, what it means, what is wrong with it. */
export function Field({ field, label, hint, className = "", children }: FieldProps) {
  const { all, shown, touch } = useContext(Faults);
  const key = useId();
  const faults = shown(field) ? faultsOf(field, all) : [];
  const wrong = faults.some((f) => !f.is_advice);
  const described = [hint ? `${key}-hint` : "", faults.length ? `${key}-faults` : ""].filter(Boolean).join(" ");
  return (
    <div className={`field ${wrong ? "is-wrong" : ""} ${className}`}>
      <label htmlFor={idOf(field)}>{label}</label>
      {children({
        id: idOf(field),
        ...(described ? { "aria-describedby": described } : {}),
        ...(wrong ? { "aria-invalid": true as const } : {}),
        onBlur: () => touch(field),
      })}
      {hint && <p className="hint" id={`${key}-hint`}>{hint}</p>}
      {faults.length > 0 && (
        <ul className="faults" id={`${key}-faults`}>
          {faults.map((f, k) => (
            <li key={k} className={f.is_advice ? "is-advice" : ""}>
              <FaultWords of={f} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** A fault in words: what is wrong, then what to do. */
export function FaultWords({ of: fault }: { of: Fault }) {
  return (
    <>
      {fault.is_advice && <b>Advice: </b>}
      {fault.what}
      {fault.hint && <span className="what-to-do">. {capital(fault.hint)}</span>}
    </>
  );
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

interface NumberFieldProps {
  field: string;
  label: ReactNode;
  value: Num;
  onChange: (value: Num) => void;
  unit: "%" | "days" | "";
  hint?: ReactNode;
  placeholder?: string;
}

/** A number; a share is typed in percent. What is no number stays as it is and is told. */
export function NumberField({ field, label, value, onChange, unit, hint, placeholder }: NumberFieldProps) {
  const read = unit === "%" ? shareOf : numberOf;
  const [text, setText] = useState(() => written(value, unit));
  useEffect(() => {
    // changed from elsewhere: the text follows, unless it means the same already
    setText((before) => (Object.is(read(before), value) ? before : written(value, unit)));
  }, [value, unit, read]);
  return (
    <Field field={field} label={label} hint={hint} className="is-short">
      {(attributes) => (
        <span className="with-unit">
          <input
            {...attributes}
            type="text"
            inputMode="decimal"
            autoComplete="off"
            value={text}
            placeholder={placeholder}
            onChange={(e) => {
              setText(e.target.value);
              onChange(read(e.target.value));
            }}
          />
          {unit && <span aria-hidden="true">{unit}</span>}
        </span>
      )}
    </Field>
  );
}

function written(value: Num, unit: string): string {
  return unit === "%" ? percentOf(value) : value === null ? "" : String(value);
}
