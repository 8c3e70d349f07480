import { useSignal } from "@preact/signals";
import type { Away, Problem } from "../api/problem";
import { now } from "../clock";
import { useCommands } from "../keys";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Failure } from "../parts/Failure";
import { go, withQuery } from "../router";
import { zone } from "../session";
import { t } from "../words";
import { type Asked, asked, DIMENSIONS, NO_BEHIND, PERIODS, type PeriodName, queryOf } from "./asked";
import { Behind } from "./Behind";
import "./board.css";
import { Choices, chooseGroup, choosePeriod, Narrowed } from "./Choices";
import { dayAt } from "./days";
import { Groups } from "./Groups";
import { type Board, behindBy, useBoard } from "./loading";
import { Meanings } from "./Meanings";
import { isEmpty, share } from "./numbers";
import { saved } from "./saving";
import { Tiles } from "./Tiles";
import { Trend } from "./Trend";

/** How much, how fast, how well: the desk's figures, with the tickets behind each. */
export function BoardPage() {
  const what = asked.value;
  const where = zone.value;
  const loaded = useBoard(what);
  const failed = useSignal<Problem | Away | null>(null);
  const save = async () => {
    failed.value = await saved({ ...queryOf(what), by: [what.by, what.length] });
  };
  useBoardCommands(what, save);
  const board = loaded.data.value;
  const error = loaded.error.value ?? failed.value;
  const behind = behindBy(error);
  return (
    <div class="board" aria-busy={loaded.busy.value}>
      <header class="board-head">
        <h1>{t("board.title")}</h1>
        <Choices asked={what} today={dayAt(now.value, where)} />
        <Button keys="e" onClick={() => void save()}>
          {t("board.save")}
        </Button>
      </header>
      <Narrowed asked={what} />
      {behind !== null && <p role="status">{t("board.counting", { share: share(behind) })}</p>}
      {error && behind === null && <Failure error={error} again={() => void loaded.again()} />}
      {board && <Found board={board} asked={what} zone={where} />}
      {what.behind && <Behind asked={what} zone={where} />}
    </div>
  );
}

function Found({ board, asked: what, zone: where }: { board: Board; asked: Asked; zone: string }) {
  const { groups, trend } = board;
  const missing = groups.missing.length > 0 && (
    <p class="notice" data-state="warned" role="status">
      {t("board.missing", { regions: groups.missing.join(", ") })}
    </p>
  );
  if (isEmpty(groups.total)) {
    return (
      <>
        {missing}
        <Nothing asked={what} />
      </>
    );
  }
  return (
    <>
      {missing}
      <Tiles figures={groups.total} />
      <Trend trend={trend} length={what.length} zone={where} />
      <section class="board-groups">
        <h2>{t("board.by", { name: t(`board.by.${what.by}` as "board.by.team") })}</h2>
        <Groups rows={groups.rows} by={what.by} />
      </section>
      <Meanings zone={where} />
    </>
  );
}

/** Nothing happened: why that may be, and what to do. */
function Nothing({ asked: what }: { asked: Asked }) {
  const isNarrowed = Object.keys(what.narrowed).length > 0;
  const widen = Object.fromEntries(DIMENSIONS.map((one) => [one, null]));
  return (
    <Empty title={t("board.nothing")}>
      <p>{t(isNarrowed ? "board.nothing_narrowed" : "board.nothing_yet")}</p>
      <div class="actions">
        {isNarrowed && (
          <Button onClick={() => go(withQuery({ ...NO_BEHIND, ...widen }))}>{t("board.widen_all")}</Button>
        )}
        {what.period !== "year" && (
          <Button onClick={() => choosePeriod("year")}>{t("board.look_further")}</Button>
        )}
      </div>
    </Empty>
  );
}

function useBoardCommands(what: Asked, save: () => Promise<void>): void {
  const after = DIMENSIONS[(DIMENSIONS.indexOf(what.by) + 1) % DIMENSIONS.length]!;
  useCommands([
    ...(Object.keys(PERIODS) as PeriodName[]).map((period, at) => ({
      id: `board.period.${period}`,
      name: t("board.look_at", { period: t(`board.period.${period}` as "board.period.week") }),
      keys: String(at + 1),
      run: () => choosePeriod(period),
    })),
    { id: "board.group", name: t("board.next_group"), keys: "b", run: () => chooseGroup(after) },
    { id: "board.save", name: t("board.save"), keys: "e", run: () => void save() },
  ]);
}
