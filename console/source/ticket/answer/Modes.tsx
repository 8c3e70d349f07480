import { useId } from "preact/hooks";
import { Button } from "../../parts/Button";
import { readingLanguage } from "../../session";
import { t } from "../../words";
import { languageName } from "../../words/names";
import type { Writing } from "./writing";

interface Props {
  writing: Writing;
  canReply: boolean;
  write: (note: boolean) => void;
}

/** An answer to the customer, or a note for the team; and the language that one writes in. */
export function Modes({ writing, canReply, write }: Props) {
  const { noting } = writing.draft;
  return (
    <div class="modes">
      <fieldset class="plain">
        <legend class="only-read">{t("ticket.what_one_writes")}</legend>
        <Button keys="r" aria-pressed={!noting} disabled={!canReply} onClick={() => write(false)}>
          {t("ticket.answer")}
        </Button>
        <Button keys="n" aria-pressed={noting} onClick={() => write(true)}>
          {t("ticket.note")}
        </Button>
      </fieldset>
      {!canReply && <p class="quiet">{t("ticket.solved_for_writing")}</p>}
      {!noting && <LanguageOfWords writing={writing} />}
    </div>
  );
}

function LanguageOfWords({ writing }: { writing: Writing }) {
  const id = useId();
  const found = writing.looking.preview.value?.data.original_language ?? null;
  const known = [readingLanguage.value, writing.store.ticket.value?.language ?? "und", "en"];
  const languages = [...new Set(known)].filter((one) => one !== "und");
  const byWords = found
    ? t("ticket.found_language", { language: languageName(found) })
    : t("ticket.find_language");
  return (
    <p class="quiet">
      <label for={id}>{t("ticket.you_write_in")}</label>{" "}
      <select
        id={id}
        class="small-select"
        value={writing.draft.language ?? ""}
        onChange={({ currentTarget }) => writing.change({ language: currentTarget.value || null })}
      >
        <option value="">{byWords}</option>
        {languages.map((one) => (
          <option key={one} value={one}>
            {languageName(one)}
          </option>
        ))}
      </select>
    </p>
  );
}
