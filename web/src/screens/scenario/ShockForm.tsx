// One thing that happens: what it does, to what, where, how much and when.
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { type DraftShock, type Num, retargeted } from "./draft";
import { Field, NumberField } from "./fields";
import { ThingPicker } from "./ThingPicker";

interface ShockFormProps {
  place: number;
  shock: DraftShock;
  twin: string;
  engine: Shape["EngineChoice"] | undefined;
  targets: readonly Shape["TargetChoice"][];
  names: readonly string[];
  isOnly: boolean;
  /** Days that the scenario lasts: how long a shock is whole that does not say so. */
  lasts: string;
  onChange: (shock: DraftShock) => void;
  onRemove: () => void;
  onCopy: () => void;
}

const WAYS = [
  ["none", "at once"],
  ["linear", "evenly"],
  ["concave", "slowly, then fast"],
  ["convex", "fast, then slowly"],
] as const;

export function ShockForm(props: ShockFormProps) {
  const { place, shock, twin, engine, targets, names, isOnly, lasts, onChange } = props;
  const target = targets.find((t) => t.name === shock.target);
  const at = (name: string) => `shocks.${place}.${name}`;
  const set = (some: Partial<DraftShock>) => onChange({ ...shock, ...some });
  const isDelay = target?.unit === "days";
  const taken = targets.filter((t) => engine?.targets.includes(t.name));
  return (
    <fieldset className="shock" id={`f-shocks-${place}`} tabIndex={-1}>
      <legend>Shock {place + 1}</legend>
      <div className="row">
        <Field field={at("target")} label="What happens" hint={target && `Its size is the ${target.size_means}.`}>
          {(attributes) => (
            <select
              {...attributes}
              value={shock.target}
              onChange={(e) => {
                const next = targets.find((t) => t.name === e.target.value);
                if (next) onChange(retargeted(shock, next, targets));
              }}
            >
              {!taken.some((t) => t.name === shock.target) && (
                <option value={shock.target}>{target ? `${target.title} (not with ${engine?.name ?? "this engine"})` : shock.target || "choose"}</option>
              )}
              {taken.map((t) => (
                <option key={t.name} value={t.name}>
                  {t.title}
                </option>
              ))}
            </select>
          )}
        </Field>
        <ThingPicker
          field={at("codes")}
          twin={twin}
          target={shock.target}
          engine={engine?.name ?? ""}
          codes={shock.codes}
          names={names}
          chosenFrom={target?.chosen_from ?? "things"}
          onChange={(codes) => set({ codes })}
        />
        {target && target.country !== "no" && (
          <PlacePicker field={at("country")} twin={twin} engine={engine?.name ?? ""} target={target} shock={shock} onChange={(country) => set({ country })} />
        )}
      </div>
      <div className="row is-numbers">
        {isDelay ? (
          <NumberField field={at("days")} label="Late by" unit="days" value={shock.days} onChange={(days) => set({ days })} />
        ) : (
          <NumberField field={at("size")} label="Size" unit="%" value={shock.size} onChange={(size) => set({ size })} />
        )}
        <NumberField field={at("low")} label="Milder case" unit={isDelay ? "days" : "%"} value={shock.low} placeholder="none" onChange={(low) => set({ low })} />
        <NumberField field={at("high")} label="Harder case" unit={isDelay ? "days" : "%"} value={shock.high} placeholder="none" onChange={(high) => set({ high })} />
      </div>
      <Timing shock={shock} at={at} knowsDays={engine?.knows_days ?? false} lasts={lasts} set={set} />
      <p className="shock-foot">
        <button type="button" onClick={props.onCopy}>
          Copy this shock
        </button>
        <button type="button" onClick={props.onRemove} disabled={isOnly}>
          Remove it
        </button>
      </p>
    </fieldset>
  );
}

interface TimingProps {
  shock: DraftShock;
  at: (name: string) => string;
  knowsDays: boolean;
  lasts: string;
  set: (some: Partial<DraftShock>) => void;
}

/** When it begins and how it ends; only for an engine that knows days, or where it is said already. */
function Timing({ shock, at, knowsDays, lasts, set }: TimingProps) {
  const says = [shock.start_day, shock.duration_days, shock.recovery, shock.recovery_days].some((v) => v !== null);
  if (!knowsDays && !says) return null;
  const number = (name: "start_day" | "duration_days" | "recovery_days", label: string, placeholder: string) => (
    <NumberField field={at(name)} label={label} unit="days" value={shock[name]} placeholder={placeholder} onChange={(v: Num) => set({ [name]: v })} />
  );
  return (
    <div className="row is-numbers">
      {number("start_day", "Begins on day", "0")}
      {number("duration_days", "Whole for", lasts)}
      <Field field={at("recovery")} label="Then it goes away" className="is-short">
        {(attributes) => (
          <select
            {...attributes}
            value={shock.recovery ?? ""}
            onChange={(e) => {
              const recovery = e.target.value || null;
              const ends = recovery === "none" || recovery === "rebuild" || recovery === null;
              set({ recovery, ...(ends ? { recovery_days: null } : {}) });
            }}
          >
            <option value="">at once (not said)</option>
            {WAYS.map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
            {shock.target === "capital" && <option value="rebuild">as it is rebuilt</option>}
          </select>
        )}
      </Field>
      {(shock.recovery_days !== null || ["linear", "concave", "convex"].includes(shock.recovery ?? "")) && number("recovery_days", "Over", "0")}
    </div>
  );
}

interface PlacePickerProps {
  field: string;
  twin: string;
  engine: string;
  target: Shape["TargetChoice"];
  shock: DraftShock;
  onChange: (country: string | null) => void;
}

/** Countries and regions that the net knows for the thing, with their share of it. */
function PlacePicker({ field, twin, engine, target, shock, onChange }: PlacePickerProps) {
  const query = new URLSearchParams({ engine });
  for (const code of shock.codes) query.append("code", code);
  const path = `/twins/${encodeURIComponent(twin)}/targets/${encodeURIComponent(target.name)}/places?${query}`;
  const found = useApi<Shape["PlaceChoice"][]>(shock.codes.length && engine ? path : null);
  const places = found.data ?? [];
  const why = places[0]?.share;
  const listed = places.some((p) => p.code === shock.country);
  if (!places.length && target.country === "may" && !shock.country) return null;
  const hint = why
    ? `Shares of what is made: ${why.sources.join(", ")} ${why.vintage}, ${why.is_seen ? "seen" : "inferred"}, confidence ${why.confidence_word}.`
    : shock.codes.length
      ? "Only places that the net knows for it."
      : "Choose first of what.";
  return (
    <Field field={field} label="Where" hint={hint}>
      {(attributes) => (
        <select {...attributes} value={shock.country ?? ""} onChange={(e) => onChange(e.target.value || null)}>
          <option value="">{target.country === "must" ? "choose a country" : "everywhere"}</option>
          {shock.country && !listed && <option value={shock.country}>{shock.country} (as written)</option>}
          {places.map((p) => (
            <option key={p.code} value={p.code}>
              {p.share ? `${p.name}, ${p.share.text}` : p.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
