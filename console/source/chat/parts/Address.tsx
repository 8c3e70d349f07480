import { useSignal } from "@preact/signals";
import type { Draft } from "../draft";
import { t } from "../words";

/** Where an answer can reach somebody who will be gone when we open. */
export function Address({ draft }: { draft: Draft }) {
  const left = useSignal(false);
  const isWrong = left.value && draft.isAddressWrong;
  return (
    <div class="address">
      <div class="field">
        <label for="name">
          {t("chat.name")} <span class="quiet">({t("chat.optional")})</span>
        </label>
        <input
          id="name"
          class="input"
          autoComplete="name"
          dir="auto"
          value={draft.name.value}
          onInput={({ currentTarget }) => {
            draft.name.value = currentTarget.value;
          }}
        />
      </div>
      <div class="field">
        <label for="email">{t("chat.email")}</label>
        <input
          id="email"
          class="input"
          type="email"
          autoComplete="email"
          dir="ltr"
          value={draft.email.value}
          aria-invalid={isWrong}
          aria-describedby="email-why"
          onBlur={() => {
            left.value = true;
          }}
          onInput={({ currentTarget }) => {
            draft.email.value = currentTarget.value;
          }}
        />
        <p id="email-why" class={isWrong ? "fault" : "quiet"}>
          {t(isWrong ? "chat.email_wrong" : "chat.email_why")}
        </p>
      </div>
    </div>
  );
}
