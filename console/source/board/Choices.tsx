import { Button } from "../parts/Button";
import { go, withQuery } from "../router";
import { t } from "../words";
import { type Asked, DIMENSIONS, type Dimension, NO_BEHIND, PERIODS, type PeriodName } from "./asked";
import { valueName } from "./numbers";

const PERIOD_NAMES = Object.keys(PERIODS) as PeriodName[];

/** Choose a period of the usual ones. */
export function choosePeriod(period: PeriodName): void {
  go(withQuery({ ...NO_BEHIND, period, from: null, to: null }));
}

/** Choose by what the figures are grouped. */
export function chooseGroup(by: Dimension): void {
  go(withQuery({ ...NO_BEHIND, by }), { replace: true });
}

/** What is looked at: since when, by what, and narrowed to what. */
export function Choices({ asked, today }: { asked: Asked; today: string }) {
  return (
    <div class="board-choices">
      <fieldset class="board-periods">
        <legend class="only-read">{t("board.period")}</legend>
        {PERIOD_NAMES.map((period, at) => (
          <Button
            key={period}
            weight={asked.period === period ? "usual" : "plain"}
            aria-pressed={asked.period === period}
            aria-keyshortcuts={String(at + 1)}
            onClick={() => choosePeriod(period)}
          >
            {t(`board.period.${period}` as "board.period.week")}
          </Button>
        ))}
      </fieldset>
      <Days asked={asked} today={today} />
      <label class="board-field">
        <span>{t("board.group_by")}</span>
        <select
          class="input"
          value={asked.by}
          onChange={({ currentTarget }) => chooseGroup(currentTarget.value as Dimension)}
        >
          {DIMENSIONS.map((one) => (
            <option key={one} value={one}>
              {t(`board.by.${one}` as "board.by.team")}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** The first and the last day, for who wants others than the usual ones. */
function Days({ asked, today }: { asked: Asked; today: string }) {
  const last = asked.to ?? today;
  const choose = (from: string, to: string) => {
    if (from && to && from <= to) go(withQuery({ ...NO_BEHIND, period: null, from, to }));
  };
  return (
    <>
      <label class="board-field">
        <span>{t("board.from")}</span>
        <input
          class="input"
          type="date"
          max={last}
          value={asked.from}
          onChange={({ currentTarget }) => choose(currentTarget.value, last)}
        />
      </label>
      <label class="board-field">
        <span>{t("board.to")}</span>
        <input
          class="input"
          type="date"
          min={asked.from}
          value={last}
          onChange={({ currentTarget }) => choose(asked.from, currentTarget.value)}
        />
      </label>
    </>
  );
}

/** What it is narrowed to, each with a button that lets it be. */
export function Narrowed({ asked }: { asked: Asked }) {
  const named = DIMENSIONS.flatMap((one) => {
    const value = asked.narrowed[one];
    return value === undefined ? [] : [{ one, name: valueName(one, value) }];
  });
  if (named.length === 0) return null;
  return (
    <ul class="board-narrowed" aria-label={t("board.narrowed")}>
      {named.map(({ one, name }) => (
        <li key={one} class="chip">
          <span>
            {t(`board.by.${one}` as "board.by.team")}: <bdi dir="auto">{name}</bdi>
          </span>
          <button
            type="button"
            class="board-drop"
            aria-label={t("board.widen", { name })}
            onClick={() => go(withQuery({ ...NO_BEHIND, [one]: null }))}
          >
            ✕
          </button>
        </li>
      ))}
    </ul>
  );
}
