interface ChoiceProps {
  legend: string;
  name: string;
  of: readonly (readonly [string, string])[];
  value: string;
  set: (value: string) => void;
}

/** A few ways of which one holds: radio buttons that look like one switch. */
export function Choice({ legend, name, of: ways, value, set }: ChoiceProps) {
  return (
    <fieldset className="start-choice">
      <legend>{legend}</legend>
      {ways.map(([key, words]) => (
        <label key={key}>
          <input type="radio" name={name} value={key} checked={key === value} onChange={() => set(key)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
