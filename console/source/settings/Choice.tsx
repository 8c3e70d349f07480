interface Option {
  readonly value: string;
  readonly label: string;
  /** The language of the label, where it is not the page's. */
  readonly language?: string;
  readonly note?: string | null;
}

interface Props {
  name: string;
  title: string;
  means: string;
  chosen: string;
  options: readonly Option[];
  onChoose: (value: string) => void;
}

/** One of a few, all in sight. */
export function Choice({ name, title, means, chosen, options, onChoose }: Props) {
  return (
    <fieldset class="choice">
      <legend>{title}</legend>
      <p class="quiet">{means}</p>
      <div class="options">
        {options.map(({ value, label, language, note }) => (
          <label key={value}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === chosen}
              onChange={() => onChoose(value)}
            />{" "}
            <bdi lang={language}>{label}</bdi>
            {note && <span class="quiet note">{note}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
