import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Draft } from "../draft";
import { size } from "../time";
import { t } from "../words";
import { Name } from "./Name";

interface Props {
  draft: Draft;
  field: RefObject<HTMLTextAreaElement | null>;
  onSay: () => void;
  onType: () => void;
}

/** Where one writes. Enter sends; with Shift, or on a screen that is touched, it is a new line. */
export function Composer({ draft, field, onSay, onType }: Props) {
  const files = useRef<HTMLInputElement>(null);
  useEffect(() => grow(field.current), [draft.text.value]);
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || isTouched()) return;
    event.preventDefault();
    onSay();
  };
  const excess = draft.excess.value;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        onSay();
      }}
    >
      <Attached draft={draft} />
      {excess > 0 && (
        <p class="fault" id="excess" role="status">
          {t("chat.too_long", { count: excess })}
        </p>
      )}
      <div class="line">
        <button
          type="button"
          class="button icon"
          aria-label={t("chat.attach")}
          onClick={() => files.current?.click()}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M7 12.5 14.5 5a3.5 3.5 0 0 1 5 5l-9 9a5.5 5.5 0 0 1-8-8l8-8" />
          </svg>
        </button>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          tabIndex={-1}
          onChange={({ currentTarget }) => {
            draft.attach(currentTarget.files ?? []);
            currentTarget.value = "";
          }}
        />
        <textarea
          ref={field}
          class="input"
          rows={1}
          dir="auto"
          aria-label={t("chat.write")}
          placeholder={t("chat.placeholder")}
          aria-invalid={excess > 0}
          aria-describedby={excess > 0 ? "excess" : undefined}
          value={draft.text.value}
          onInput={({ currentTarget }) => {
            draft.write(currentTarget.value);
            onType();
          }}
          onKeyDown={press}
          onPaste={({ clipboardData }) => draft.attach(clipboardData?.files ?? [])}
        />
        <button type="submit" class="button" data-weight="first" disabled={draft.isEmpty.value || excess > 0}>
          {t("chat.send")}
        </button>
      </div>
    </form>
  );
}

function Attached({ draft }: { draft: Draft }) {
  return (
    <>
      {draft.files.value.length > 0 && (
        <ul class="attached" aria-label={t("chat.attached")}>
          {draft.files.value.map(({ key, name, bytes }) => (
            <li key={key} class="chip">
              <Name text={name} />
              <span class="quiet">{size(bytes)}</span>
              <button
                type="button"
                class="word"
                aria-label={t("chat.remove_file", { name })}
                onClick={() => draft.detach(key)}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      {draft.fault.value !== null && (
        <p class="fault" role="alert" dir="auto">
          {draft.fault.value}
        </p>
      )}
    </>
  );
}

/** As high as what is in it; its style sheet says how high at most. */
function grow(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight + 2}px`;
}

function isTouched(): boolean {
  return matchMedia("(pointer: coarse)").matches;
}
