import { t } from "../../words";
import { Said } from "../Said";
import type { Writing } from "./writing";

/** A closed ticket takes no words; what was begun is still there to be copied. */
export function ClosedForWriting({ writing }: { writing: Writing }) {
  const { text, note } = writing.draft;
  const kept = [text, note].filter(Boolean).join("\n\n");
  return (
    <section class="composer" aria-label={t("ticket.composer")}>
      <p class="notice">{t("ticket.closed_for_writing")}</p>
      {kept && (
        <>
          <p class="quiet">{t("ticket.still_kept")}</p>
          <Said text={kept} language="und" class="kept" />
        </>
      )}
    </section>
  );
}
