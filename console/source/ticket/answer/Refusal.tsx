import { Away, type Problem } from "../../api/problem";
import { Button } from "../../parts/Button";
import { Instant } from "../../time";
import { t } from "../../words";
import { eventWords } from "../naming";
import type { TimelineEntry } from "../types";

interface Props {
  error: Problem | Away;
  changes: readonly TimelineEntry[];
  /** What is safe: "Your answer is kept here." */
  safe: string;
  /** Do it whatever has changed; none where that makes no sense. */
  anyway?: (() => void) | undefined;
  again?: (() => void) | undefined;
  onSeen: () => void;
}

/** What was refused, what others did meanwhile, what is safe, and how it goes on. */
export function Refusal({ error, changes, safe, anyway, again, onSeen }: Props) {
  const words = error instanceof Away ? t("shell.away") : error.detail;
  const faults = error instanceof Away ? [] : error.faults;
  return (
    <div class="notice refusal" data-state="breached" role="alert">
      <p>
        <strong>{safe}</strong> <bdi dir="auto">{words}</bdi>
      </p>
      {faults.map(({ field, detail }) => (
        <p key={field + detail}>
          <bdi>{detail}</bdi>
        </p>
      ))}
      {changes.length > 0 && (
        <>
          <p>{t("ticket.changed_meanwhile")}</p>
          <ul>
            {changes.map((entry) => (
              <li key={entry.sequence}>
                <Instant at={entry.at} /> <bdi>{eventWords(entry)}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      <div class="actions">
        {anyway && (
          <Button weight="first" onClick={anyway}>
            {t("ticket.go_on_anyway")}
          </Button>
        )}
        {again && <Button onClick={again}>{t("shell.try_again")}</Button>}
        <Button onClick={onSeen}>{t("ticket.seen")}</Button>
      </div>
    </div>
  );
}
