import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Button } from "../../parts/Button";
import { t } from "../../words";
import { languageName } from "../../words/names";
import type { TicketStore } from "../store";
import type { MessageShape, TranslationShape } from "../types";
import { correct } from "./mending";

interface Props {
  store: TicketStore;
  message: MessageShape;
  translation: TranslationShape;
  onClose: () => void;
}

/** Where somebody says how a message reads better; the engine's words stay beside it. */
export function Correcting({ store, message, translation, onClose }: Props) {
  const id = useId();
  const text = useSignal(translation.text ?? "");
  const send = async (event: Event) => {
    event.preventDefault();
    if (await correct(store, message.id, translation.language, text.value)) onClose();
  };
  return (
    <form class="field" onSubmit={(event) => void send(event)}>
      <label for={id}>{t("ticket.correction", { language: languageName(translation.language) })}</label>
      <textarea
        id={id}
        class="input"
        dir="auto"
        lang={translation.language}
        rows={4}
        value={text.value}
        onInput={({ currentTarget }) => (text.value = currentTarget.value)}
      />
      <p class="quiet">{t("ticket.correction_means")}</p>
      <div class="actions">
        <Button
          type="submit"
          weight="first"
          disabled={text.value.trim() === "" || text.value === translation.text}
        >
          {t("ticket.correct_save")}
        </Button>
        <Button onClick={onClose}>{t("ticket.cancel")}</Button>
      </div>
    </form>
  );
}
