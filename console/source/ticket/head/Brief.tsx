import { readingLanguage } from "../../session";
import { Instant } from "../../time";
import { t } from "../../words";
import { languageName } from "../../words/names";
import { isSame } from "../reading";
import { Made, Said } from "../Said";
import type { TicketShape } from "../types";

const PARTS = ["done", "pending", "next", "promised"] as const;

/** What the last hand-over said, in the reader's language where it was put into that. */
export function Brief({ ticket }: { ticket: TicketShape }) {
  const { handover } = ticket;
  const brief = handover?.brief;
  if (!handover || !brief) return null;
  const translation = brief.translations.find(({ language }) => isSame(language, readingLanguage.value));
  const shown = isSame(brief.language, readingLanguage.value) ? brief : (translation ?? brief);
  const awaited = handover.acknowledged_at === null && !handover.lapsed;
  return (
    <details class="brief" open={awaited}>
      <summary>
        {t("ticket.brief", { from: handover.from_agent ?? handover.from_team ?? "" })}{" "}
        <Instant at={handover.at} />
      </summary>
      <dl>
        {PARTS.filter((part) => shown[part]).map((part) => (
          <div key={part}>
            <dt>{t(`ticket.brief.${part}`)}</dt>
            <dd>
              <Said text={shown[part] ?? ""} language={shown.language} />
              {shown !== brief && brief[part] && (
                <Said text={brief[part]} language={brief.language} class="small" />
              )}
            </dd>
          </div>
        ))}
      </dl>
      {translation && shown === translation ? (
        <Made language={translation.language} engine={translation.engine} flags={translation.flags} />
      ) : (
        <p class="quiet">{languageName(brief.language)}</p>
      )}
    </details>
  );
}
