import { t } from "../../words";
import { languageName } from "../../words/names";
import { isSame } from "../reading";
import { Made, Said } from "../Said";
import type { Writing } from "./writing";

/** What the customer will read, while one types. */
export function Preview({ writing, theirs }: { writing: Writing; theirs: string }) {
  const { preview, blind, busy } = writing.looking;
  const found = preview.value;
  if (writing.draft.noting || writing.draft.text.trim() === "") return null;
  if (blind.value !== null) return <p class="preview quiet">{blindWords(blind.value)}</p>;
  if (found === null) return busy.value ? <p class="preview quiet">{t("ticket.preview_coming")}</p> : null;
  const { data } = found;
  if (isSame(data.original_language, data.language) && data.flags.length === 0) {
    return (
      <p class="preview quiet">{t("ticket.goes_as_it_is", { language: languageName(data.language) })}</p>
    );
  }
  const stale = found.text !== writing.draft.text;
  return (
    <section
      class="preview"
      aria-label={t("ticket.they_read")}
      data-stale={stale || undefined}
      aria-live="polite"
    >
      <h3>{t("ticket.they_read")}</h3>
      <Said text={data.text} language={data.language} />
      <Made language={data.language} engine={data.engine} flags={data.flags} />
      {data.flags.includes("untranslated") && (
        <p class="flag">{t("ticket.goes_untranslated", { language: languageName(theirs) })}</p>
      )}
    </section>
  );
}

function blindWords(code: string): string {
  if (code === "no_preview") return t("ticket.no_preview");
  return t(code === "away" ? "ticket.preview_away" : "ticket.preview_late");
}
