interface ChoiceProps<T extends string> {
  legend: string;
  name: string;
  of: readonly (readonly [T, string])[];
  value: string;
  set: (value: T) => void;
}

/** A few ways of which one holds: radio buttons that look like one switch. */
export function Choice<T extends string>({ legend, name, of: ways, value, set }: ChoiceProps<T>) {
  return (
    <fieldset className="choice">
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
