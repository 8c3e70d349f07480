import { useId } from "preact/hooks";
import { t } from "../words";
import { filterName, valueWords } from "./words";

interface Field {
  name: string;
  said: (name: string) => readonly string[];
  put: (name: string, values: readonly string[]) => void;
}

/** Any of several. */
export function CheckField({ name, values, said, put }: Field & { values: readonly string[] }) {
  if (values.length === 0) return null;
  const chosen = said(name);
  return (
    <fieldset class="checks">
      <legend>{filterName(name)}</legend>
      {values.map((value) => (
        <label key={value} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ currentTarget: { checked } }) =>
              put(name, checked ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
          />{" "}
          <bdi dir="auto">{valueWords(name, value)}</bdi>
        </label>
      ))}
    </fieldset>
  );
}

/** One of a few, or any. */
export function ChoiceField({ name, values, said, put }: Field & { values: readonly string[] }) {
  const id = useId();
  if (values.length === 0) return null;
  return (
    <div class="field">
      <label for={id}>{filterName(name)}</label>
      <select
        id={id}
        class="input"
        value={said(name)[0] ?? ""}
        onChange={({ currentTarget: { value } }) => put(name, value ? [value] : [])}
      >
        <option value="">{t("inbox.any")}</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {valueWords(name, value)}
          </option>
        ))}
      </select>
    </div>
  );
}

interface Worded extends Field {
  suggested: readonly string[];
  /** What a value is called, where that is another word. */
  shown?: (value: string) => string;
}

/** A name that somebody knows, or takes from those that were seen. */
export function WordField({ name, suggested, shown, said, put }: Worded) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{filterName(name)}</label>
      <input
        id={id}
        class="input"
        list={`${id}-known`}
        autocomplete="off"
        dir="auto"
        value={said(name)[0] ?? ""}
        onInput={({ currentTarget: { value } }) => put(name, value.trim() ? [value.trim()] : [])}
      />
      <datalist id={`${id}-known`}>
        {suggested.map((value) => (
          <option key={value} value={value}>
            {shown?.(value)}
          </option>
        ))}
      </datalist>
    </div>
  );
}
