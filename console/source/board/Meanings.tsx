import { t } from "../words";

const TERMS = [
  "backlog",
  "opened",
  "solved",
  "solve_rate",
  "first_reply",
  "solve_time",
  "kept",
  "satisfaction",
];

/** What each number means, in a sentence; docs/numbers.md says more. */
export function Meanings({ zone }: { zone: string }) {
  return (
    <details class="board-meanings">
      <summary>{t("board.meanings")}</summary>
      <p>
        {t("board.means.all")} {t("board.zone", { zone })}
      </p>
      <dl>
        {TERMS.map((term) => (
          <div key={term}>
            <dt>{t(`board.${term}` as "board.opened")}</dt>
            <dd>{t(`board.means.${term}` as "board.means.opened")}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
