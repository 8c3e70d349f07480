import { useSignal } from "@preact/signals";
import type { Away, Problem } from "../api/problem";
import { Button } from "../parts/Button";
import { Failure } from "../parts/Failure";
import { Sheet } from "../parts/Sheet";
import { t } from "../words";
import { known } from "./failing";

const LONGEST = 40;

/** Asks under which name a view is to be saved. */
export function SaveSheet({
  onSave,
  onClose,
}: {
  onSave: (name: string) => Promise<void>;
  onClose: () => void;
}) {
  const name = useSignal("");
  const error = useSignal<Problem | Away | null>(null);
  const keep = async (event: Event) => {
    event.preventDefault();
    error.value = await known(onSave(name.value));
  };
  return (
    <Sheet id="save-view" title={t("inbox.save_view")} onClose={onClose}>
      <form class="filters" onSubmit={keep}>
        {error.value && <Failure error={error.value} />}
        <div class="field">
          <label for="view-name">{t("inbox.view_name")}</label>
          <input
            id="view-name"
            class="input"
            dir="auto"
            required
            autofocus
            maxLength={LONGEST}
            value={name.value}
            onInput={({ currentTarget }) => (name.value = currentTarget.value)}
          />
          <p class="quiet">{t("inbox.view_kept")}</p>
        </div>
        <div class="actions">
          <Button type="submit" weight="first" disabled={name.value.trim() === ""}>
            {t("inbox.save_view")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
