import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../words";

const SETTLES = 350; // milliseconds without a key
const LONGEST = 200;

interface Props {
  field: RefObject<HTMLInputElement | null>;
  said: string;
  onSearch: (words: string) => void;
  onLeave: () => void;
}

/** Looks for words while they are written; Escape goes back to the list. */
export function Search({ field, said, onSearch, onLeave }: Props) {
  const text = useSignal(said);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (document.activeElement !== field.current) text.value = said;
  }, [said]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const look = () => {
    clearTimeout(timer.current);
    if (text.value.trim() !== said) onSearch(text.value.trim());
  };
  const write = (words: string) => {
    text.value = words;
    clearTimeout(timer.current);
    timer.current = setTimeout(look, SETTLES);
  };
  return (
    <search class="search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          look();
          onLeave();
        }}
      >
        <input
          ref={field}
          class="input"
          type="search"
          maxLength={LONGEST}
          dir="auto"
          aria-label={t("inbox.search")}
          aria-keyshortcuts="/"
          placeholder={t("inbox.search_hint")}
          value={text.value}
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            onLeave();
          }}
        />
      </form>
    </search>
  );
}
