import { Button } from "../parts/Button";
import { t } from "../words";
import type { Narrowed } from "./wanted";
import { chipWords } from "./words";

interface Props {
  chips: readonly Narrowed[];
  onTake: (chip: Narrowed) => void;
  onClear: () => void;
  onSave: () => void;
}

/** What the list is narrowed to, each thing taken out by one press. */
export function Chips({ chips, onTake, onClear, onSave }: Props) {
  if (chips.length === 0) return null;
  return (
    <ul class="chips" aria-label={t("inbox.narrowed")}>
      {chips.map((chip) => (
        <li key={`${chip.name}=${chip.value}`} class="chip">
          <bdi dir="auto">{chipWords(chip)}</bdi>
          <button
            type="button"
            class="bare take-out"
            aria-label={t("inbox.take_out", { what: chipWords(chip) })}
            onClick={() => onTake(chip)}
          >
            ✕
          </button>
        </li>
      ))}
      <li>
        <Button weight="plain" onClick={onClear}>
          {t("inbox.clear")}
        </Button>
      </li>
      <li>
        <Button weight="plain" onClick={onSave}>
          {t("inbox.save_view")}
        </Button>
      </li>
    </ul>
  );
}
