import type { Ref } from "preact";
import { t } from "../../words";
import { type Mark, pieces } from "../spans";
import type { DraftFinding } from "../types";

interface Props {
  id: string;
  label: string;
  value: string;
  language: string | null;
  findings: readonly DraftFinding[];
  field: Ref<HTMLTextAreaElement>;
  onInput: (text: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  describedBy: string;
}

/** Where one writes: what was found in the words is underlined where it stands. */
export function Paper({
  id,
  label,
  value,
  language,
  findings,
  field,
  onInput,
  onKeyDown,
  describedBy,
}: Props) {
  const marks: Mark<DraftFinding>[] = findings.map((one) => ({ start: one.start, end: one.end, what: one }));
  return (
    <div class="paper input">
      <div class="underlines" aria-hidden="true" dir="auto">
        {pieces(value, marks).map(({ text, what }, at) =>
          what === null ? (
            text
          ) : (
            <mark key={at} data-action={what.action}>
              {text}
            </mark>
          ),
        )}
        {"\n"}
      </div>
      <textarea
        ref={field}
        id={id}
        dir="auto"
        lang={language ?? undefined}
        aria-label={label}
        aria-describedby={describedBy}
        placeholder={t("ticket.placeholder")}
        value={value}
        spellcheck
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
